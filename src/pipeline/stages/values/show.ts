import { floatRepr } from '../../service/python.ts';
import { isList, Written, type Plain, type PlainMap } from './plain.ts';

/** A value on one line for a person: `0.01`, `[1, 2]`, `{lr: 0.1}`, `none`. */
export function showPlain(value: Plain): string {
  if (value === null) return 'none';
  if (typeof value === 'number') return floatRepr(value);
  if (typeof value !== 'object') return String(value);
  if (value instanceof Written) return value.text;
  if (isList(value)) return `[${value.map(showPlain).join(', ')}]`;
  return `{${showEntries(value)}}`;
}

function showEntries(map: PlainMap): string {
  return [...map].map(([key, inner]) => `${showPlain(key)}: ${showPlain(inner)}`).join(', ');
}
