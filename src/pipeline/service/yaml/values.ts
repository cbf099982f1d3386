/** Where something stands in a text: offsets in UTF-16 units, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The scalar types that YAML 1.2 tells apart, and those that explicit tags add. */
export type ScalarType =
  | 'null'
  | 'bool'
  | 'int'
  | 'float'
  | 'str'
  | 'date'
  | 'datetime'
  | 'bytes'
  | 'set'
  | 'tuple'
  | 'other';

/** How a scalar is written. */
export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

/** A scalar, with where it stands. */
export interface Scalar extends Span {
  readonly kind: 'scalar';
  readonly type: ScalarType;
  /** The string, number or boolean; for dates, bytes and sets the text as written. */
  readonly value: string | number | bigint | boolean | null;
  /** The text of the scalar, unescaped and unfolded. */
  readonly text: string;
  readonly style: ScalarStyle;
}

/** A list, with where it stands. */
export interface List extends Span {
  readonly kind: 'list';
  readonly items: readonly Value[];
  readonly flow: boolean;
}

/** A key of a map with its value. `merged` ones come from a map that `<<` names. */
export interface Entry {
  readonly key: Value;
  readonly value: Value;
  readonly merged: boolean;
}

/** A map, with where it stands, in the order in which Python would keep it. */
export interface Dict extends Span {
  readonly kind: 'map';
  readonly entries: readonly Entry[];
  readonly flow: boolean;
}

/**
 * Data of unknown content: a file of a kind that is not read here. Looking something up in it always
 * succeeds and gives the unknown again.
 */
export interface Unknown extends Span {
  readonly kind: 'unknown';
}

/** Data of a file with the place of everything in it. Aliases share one value. */
export type Value = Scalar | List | Dict | Unknown;

/** A string scalar's text; `undefined` for anything else. */
export function asString(value: Value | undefined): string | undefined {
  return value?.kind === 'scalar' && value.type === 'str' ? value.text : undefined;
}

/** The entry of a map under a string key. */
export function entryOf(value: Value | undefined, key: string): Entry | undefined {
  if (value?.kind !== 'map') return undefined;
  return value.entries.findLast((entry) => asString(entry.key) === key);
}

/** The value of a map under a string key. */
export function get(value: Value | undefined, key: string): Value | undefined {
  return entryOf(value, key)?.value;
}

/** What Python calls the type of a value, for messages. */
export function pythonType(value: Value): string {
  switch (value.kind) {
    case 'list':
      return 'list';
    case 'map':
      return 'dict';
    case 'unknown':
      return 'object';
    case 'scalar':
      return value.type === 'null' ? 'NoneType' : value.type;
  }
}

/** What a person calls the type of a value. */
export function typeInWords(value: Value): string {
  switch (value.kind) {
    case 'list':
      return 'a list';
    case 'map':
      return 'a map';
    case 'unknown':
      return 'something unknown';
    case 'scalar':
      return scalarInWords[value.type];
  }
}

const scalarInWords: Readonly<Record<ScalarType, string>> = {
  null: 'nothing',
  bool: 'a boolean',
  int: 'a whole number',
  float: 'a number',
  str: 'text',
  date: 'a date',
  datetime: 'a date with a time',
  bytes: 'binary data',
  set: 'a set',
  tuple: 'a tuple',
  other: 'a value of another type',
};
