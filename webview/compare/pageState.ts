import type { ComparePageState } from '../../src/protocol/comparePage.ts';

/** A page that was never there before. */
export const noState: ComparePageState = {
  store: '',
  scope: { kind: 'experiments' },
  tab: 'table',
  selected: [],
  looks: {},
  tabs: {},
};

/** What the page kept, as far as it is usable; another version of it may have written it. */
export function readState(kept: unknown): ComparePageState {
  if (!isRecord(kept)) return noState;
  const { store, tab, selected, baseline, looks, tabs } = kept;
  return {
    ...noState,
    ...(typeof store === 'string' && { store }),
    ...(typeof tab === 'string' && { tab }),
    ...(Array.isArray(selected) && { selected: selected.filter((id) => typeof id === 'string') }),
    ...(typeof baseline === 'string' && { baseline }),
    ...(isRecord(looks) && {
      looks: Object.fromEntries(
        Object.entries(looks).filter((entry): entry is [string, number] =>
          Number.isInteger(entry[1]),
        ),
      ),
    }),
    ...(isRecord(tabs) && { tabs }),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
