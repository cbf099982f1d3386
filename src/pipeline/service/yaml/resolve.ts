import type { ScalarType } from './values.ts';

/** What a scalar without a tag is. */
interface Resolved {
  readonly type: ScalarType;
  readonly value: string | number | bigint | boolean | null;
}

/** What decides of which type a plain scalar is: ruamel.yaml for a version of YAML, or PyYAML. */
export type YamlVersion =
  /** Behind the directive `%YAML 1.1` only. */
  | '1.1'
  | '1.2'
  /** YAML 1.1 as PyYAML has it, by which MLflow and most scripts read. */
  | 'PyYAML';

const bool = /^(?:true|True|TRUE|false|False|FALSE)$/;
const oldBool =
  /^(?:y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const pythonBool =
  /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const pythonFloat =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const pythonInt = /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+)$/;
const float =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+|[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const sexagesimalFloat = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*$/;
const int = /^(?:[-+]?0b[0-1_]+|[-+]?0o?[0-7_]+|[-+]?[0-9_]+|[-+]?0x[0-9a-fA-F_]+)$/;
const oldInt = /^(?:[-+]?0b[0-1_]+|[-+]?0?[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+)$/;
const sexagesimalInt = /^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+$/;
const bools = { '1.1': oldBool, '1.2': bool, PyYAML: pythonBool } as const;
const ints = { '1.1': oldInt, '1.2': int, PyYAML: pythonInt } as const;
const nothing = /^(?:~|null|Null|NULL|)$/;
const date = /^\d{4}-\d\d-\d\d$/;
const datetime =
  /^\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?$/;
const first = /^[-+.\d~nNtTfFyYoO<=]|^$/;

/**
 * The type and value of a plain scalar, by the rules that ruamel.yaml has for each version.
 * @returns `merge` for `<<` and `value` for `=`, which mean something to maps; `undefined` for what
 * looks like a number and is none.
 */
export function resolvePlain(
  text: string,
  version: YamlVersion,
): Resolved | 'merge' | 'value' | undefined {
  if (!first.test(text)) return { type: 'str', value: text };
  if (bools[version].test(text)) return { type: 'bool', value: isTrue(text) };
  if (isFloat(text, version)) return { type: 'float', value: floatOf(text) };
  if (isInt(text, version)) return intOf(text, version);
  if (text === '<<') return 'merge';
  if (text === '=') return 'value';
  if (nothing.test(text)) return { type: 'null', value: null };
  return dateOf(text) ?? { type: 'str', value: text };
}

/** @returns `undefined` for no date at all. */
function dateOf(text: string): Resolved | undefined {
  if (date.test(text)) return { type: 'date', value: text };
  return datetime.test(text) ? { type: 'datetime', value: text } : undefined;
}

/** Whether a date as written is one of the calendar. */
export function isOfCalendar(text: string): boolean {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = (
    text.match(/\d+/g) ?? []
  ).map(Number);
  const made = new Date(Date.UTC(2000, month - 1, day));
  made.setUTCFullYear(year, month - 1, day);
  const onDay = made.getUTCMonth() === month - 1 && made.getUTCDate() === day;
  const [, hours = '0', minutes = '0'] = /:.*[-+](\d\d?)(?::(\d\d))?$/.exec(text) ?? [];
  const isZone = Number(hours) * 60 + Number(minutes) < 24 * 60;
  return onDay && year > 0 && hour < 24 && minute < 60 && second < 60 && isZone;
}

/**
 * The value of a scalar with one of YAML's own tags.
 * @returns `undefined` where the text is none of that type, `'unknown'` for a tag that is not YAML's.
 */
export function resolveTagged(
  tag: string,
  text: string,
  version: YamlVersion,
): Resolved | 'unknown' | undefined {
  switch (tag) {
    case 'str':
      return { type: 'str', value: text };
    case 'null':
      return { type: 'null', value: null };
    case 'bool':
      return /^(?:yes|no|y|n|true|false|on|off)$/i.test(text)
        ? { type: 'bool', value: isTrue(text) }
        : undefined;
    case 'int':
      return int.test(text) ? intOf(text, version) : undefined;
    case 'float':
      return float.test(text) || /^[-+]?\d+$/.test(text)
        ? { type: 'float', value: floatOf(text) }
        : undefined;
    case 'binary':
      return { type: 'bytes', value: text };
    case 'timestamp':
      return dateOf(text);
    default:
      return 'unknown';
  }
}

function isTrue(text: string): boolean {
  return /^(?:y|yes|true|on)$/i.test(text);
}

function isFloat(text: string, version: YamlVersion): boolean {
  const isPlain = (version === 'PyYAML' ? pythonFloat : float).test(text);
  return isPlain || (version !== '1.2' && sexagesimalFloat.test(text));
}

function isInt(text: string, version: YamlVersion): boolean {
  const isPlain = ints[version].test(text);
  return isPlain || (version !== '1.2' && sexagesimalInt.test(text));
}

function floatOf(text: string): number {
  const plain = text.replaceAll('_', '').toLowerCase();
  if (plain.endsWith('.inf')) return plain.startsWith('-') ? -Infinity : Infinity;
  if (plain.endsWith('.nan')) return Number.NaN;
  return plain.includes(':') ? sexagesimal(plain) : Number(plain);
}

function intOf(text: string, version: YamlVersion): Resolved | undefined {
  const plain = text.replaceAll('_', '');
  const negative = plain.startsWith('-');
  const digits = plain.replace(/^[-+]/, '');
  if (digits.includes(':')) return { type: 'int', value: sexagesimal(plain) };
  const octal = version !== '1.2' && /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits;
  if (!/^(?:0b[01]+|0o[0-7]+|0x[\da-fA-F]+|\d+)$/.test(octal)) return undefined;
  const signed = negative ? -BigInt(octal) : BigInt(octal);
  const value = Number.isSafeInteger(Number(signed)) ? Number(signed) : signed;
  return { type: 'int', value };
}

function sexagesimal(text: string): number {
  const negative = text.startsWith('-');
  const parts = text.replace(/^[-+]/, '').split(':');
  const value = parts.reduce((sum, part) => sum * 60 + Number(part), 0);
  return negative ? -value : value;
}
