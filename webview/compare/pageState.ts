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

/** What the page keeps while it is hidden, reloaded, or its window is closed. */
export class KeptState {
  readonly #set: (state: ComparePageState) => void;
  /** Run → how it is drawn. */
  readonly #looks: () => ComparePageState['looks'];
  #state: ComparePageState;

  /** `kept` is what `set` was given last, by this page or one before it. */
  constructor(
    kept: unknown,
    looks: () => ComparePageState['looks'],
    set: (state: ComparePageState) => void,
  ) {
    this.#state = readState(kept);
    this.#looks = looks;
    this.#set = set;
  }

  get all(): ComparePageState {
    return this.#state;
  }

  save(changes: Partial<ComparePageState>): void {
    this.#state = { ...this.#state, ...changes, looks: this.#looks() };
    this.#set(this.#state);
  }

  /** Sets the run that others are compared with, or none. */
  setBaseline(runId: string | undefined): void {
    const { baseline: _, ...rest } = this.#state;
    this.#state = runId === undefined ? rest : { ...rest, baseline: runId };
    this.save({});
  }

  /** What a tab keeps; check it, as another version of it may have written it. */
  ofTab(tab: string): unknown {
    return this.#state.tabs[tab];
  }

  saveTab(tab: string, state: unknown): void {
    this.save({ tabs: { ...this.#state.tabs, [tab]: state } });
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
