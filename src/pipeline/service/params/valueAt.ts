import { entryOf, type Span, type Value } from '../yaml/values.ts';

/** A value of a parameters file, and where its key stands; the value itself for an item of a list. */
export interface ParameterPlace {
  readonly value: Value;
  readonly place: Span;
}

/** The value at the end of a chain of keys; nothing where one of them is not there. */
export function valueAt(data: Value, keys: readonly string[]): ParameterPlace | undefined {
  let found: ParameterPlace | undefined;
  let value: Value | undefined = data;
  for (const key of keys) {
    // Whatever is looked up in what is not known is not known either.
    if (value?.kind === 'unknown') return { value, place: value };
    const entry = entryOf(value, key);
    value = value?.kind === 'list' ? value.items[Number(key)] : entry?.value;
    if (value === undefined) return undefined;
    found = { value, place: entry?.key ?? value };
  }
  return found;
}
