import { isList, type Plain, type PlainMap } from '../values/plain.ts';
import { writeScalar } from './yamlScalar.ts';

/** Keys of more characters than this are written behind a `?`. */
const longestKey = 122;

/**
 * Data in block style as DVC writes it: maps indented by two columns, lists not indented within maps.
 * Without a line break at the end.
 *
 * @param indent the column of the map's keys
 */
export function writeMap(map: PlainMap, indent: number): string {
  const margin = ' '.repeat(indent);
  return [...map].map(([key, value]) => margin + writeEntry(key, value, indent)).join('\n');
}

function writeEntry(key: Plain, value: Plain, indent: number): string {
  const shown = isContainer(key)
    ? ''
    : writeScalar(key, { column: indent, indent: indent + 2, isKey: true });
  const isLong = typeof key === 'string' && Array.from(key).length > longestKey;
  if (isLong) return `? ${shown}\n${' '.repeat(indent)}:${writeValue(value, indent, 1)}`;
  return `${shown}:${writeValue(value, indent, Array.from(shown).length + 1)}`;
}

/** @param width how much of the line is written since `indent` */
function writeValue(value: Plain, indent: number, width: number): string {
  if (!isContainer(value)) {
    const column = indent + width + 1;
    const text = writeScalar(value, { column, indent: indent + 2, isKey: false });
    return text === '' ? '' : ` ${text}`;
  }
  if (isList(value)) return value.length === 0 ? ' []' : `\n${writeList(value, indent)}`;
  return value.size === 0 ? ' {}' : `\n${writeMap(value, indent + 2)}`;
}

function writeList(list: readonly Plain[], indent: number): string {
  const margin = ' '.repeat(indent);
  return list.map((item) => `${margin}-${writeItem(item, indent)}`).join('\n');
}

function writeItem(item: Plain, indent: number): string {
  // For nothing in a list the space is written all the same.
  if (item === null) return ' ';
  if (!isContainer(item)) return writeValue(item, indent, 1);
  const isEmpty = isList(item) ? item.length === 0 : item.size === 0;
  if (isEmpty) return writeValue(item, indent, 1);
  const inner = isList(item) ? writeList(item, indent + 2) : writeMap(item, indent + 2);
  return ` ${inner.slice(indent + 2)}`;
}

function isContainer(value: Plain): value is readonly Plain[] | PlainMap {
  return isList(value) || value instanceof Map;
}
