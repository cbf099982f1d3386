import type { Value } from '../yaml/values.ts';

/** An item of a list, or an entry of a map by its key. */
export interface Item {
  /** Nothing for an item of a list. */
  readonly key?: Value;
  readonly value: Value;
}

/** What a list or a map holds; nothing for anything else. */
export function itemsIn(value: Value | undefined): readonly Item[] {
  if (value?.kind === 'map') return value.entries;
  return value?.kind === 'list' ? value.items.map((item) => ({ value: item })) : [];
}
