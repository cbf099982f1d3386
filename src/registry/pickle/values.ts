/*
 * What a pickle would build, as far as it can be told without building it: enough to say which
 * Python names it calls and to read a model's class and state. Nothing is ever constructed.
 */

/** A Python name that a pickle imports. */
export interface GlobalValue {
  readonly kind: 'global';
  readonly module: string;
  readonly name: string;
}

/** The result of calling something; `state` is what a BUILD opcode gave it. */
export interface ObjectValue {
  readonly kind: 'object';
  /** What was called: a global, or anything else when a pickle calls the result of a call. */
  readonly made: PickleValue;
  readonly args: PickleValue;
  state?: PickleValue;
}

export interface SequenceValue {
  readonly kind: 'list' | 'tuple' | 'set';
  /** At most {@link keptItems} of them. */
  readonly items: PickleValue[];
}

export interface DictValue {
  readonly kind: 'dict';
  /** Entries with text keys, at most {@link keptItems} of them. */
  readonly entries: Map<string, PickleValue>;
}

/** One thing on the stack or in the memo. */
export type PickleValue =
  | GlobalValue
  | ObjectValue
  | SequenceValue
  | DictValue
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** `None`, and whatever is not worth keeping: numbers beyond 2^53, persistent ids, long bytes. */
  | { readonly kind: 'none' | 'other' };

/** How many items of a container are kept to be looked at. */
export const keptItems = 4096;

export const none: PickleValue = { kind: 'none' };
export const other: PickleValue = { kind: 'other' };

/** The class of an object as Python names it, `sklearn.svm._classes.SVC`. */
export function className(value: PickleValue | undefined): string | undefined {
  if (value?.kind === 'global') return `${value.module}.${value.name}`;
  if (value?.kind !== 'object') return undefined;
  // `copyreg._reconstructor(cls, base, state)`, and `copyreg.__newobj__(cls, …)`, make a cls.
  const made = className(value.made);
  if (made !== undefined && /^(copyreg|copy_reg)\./.test(made)) {
    return value.args.kind === 'tuple' ? className(value.args.items[0]) : undefined;
  }
  return made;
}

/** An entry of the state of an object, which is a dict, or a tuple with a dict for slots. */
export function stateEntry(value: PickleValue | undefined, key: string): PickleValue | undefined {
  if (value?.kind !== 'object' || value.state === undefined) return undefined;
  const dicts = value.state.kind === 'tuple' ? value.state.items : [value.state];
  for (const dict of dicts) {
    const entry = dict.kind === 'dict' ? dict.entries.get(key) : undefined;
    if (entry !== undefined) return entry;
  }
  return undefined;
}

/** The text of a value that is one. */
export function textOf(value: PickleValue | undefined): string | undefined {
  return value?.kind === 'text' ? value.text : undefined;
}

/** The number of a value that is one. */
export function numberOf(value: PickleValue | undefined): number | undefined {
  return value?.kind === 'number' ? value.number : undefined;
}
