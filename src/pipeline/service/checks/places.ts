import type { DvcModel } from '../dvc/model.ts';
import { entryOf, get, type Dict, type Span, type Value } from '../yaml/values.ts';
import type { TextEdit } from '../diagnostic.ts';

/** Whether a path is there, or will be once stages and data are there. */
export function isKnownPath(model: DvcModel, path: string): boolean {
  return model.workspace.kindOf(path) !== undefined || model.mayWrite(path);
}

/** Where to show something about one key of a stage: its value on one line, else its key. */
export function spanOfKey(definition: Dict, key: string): Span {
  const entry = entryOf(definition, key);
  if (entry === undefined) return definition;
  const { value } = entry;
  return value.kind === 'scalar' && value.end > value.start ? value : entry.key;
}

/** Adds an item to a list of a stage, which is made where there is none. */
export function addToList(
  text: string,
  path: string,
  definition: Dict,
  key: string,
  item: string,
): TextEdit | undefined {
  const list = get(definition, key);
  if (list?.kind === 'list') return itemEdit(text, path, list, item);
  if (list !== undefined || definition.flow) return undefined;
  const first = definition.entries[0];
  const anchor = entryOf(definition, 'cmd') ?? first;
  if (anchor === undefined) return undefined;
  const indent = ' '.repeat(columnOf(text, anchor.key.start));
  const at = endOfLines(text, anchor.value);
  return { path, start: at, end: at, text: `\n${indent}${key}:\n${indent}  - ${item}` };
}

function itemEdit(
  text: string,
  path: string,
  list: Extract<Value, { kind: 'list' }>,
  item: string,
): TextEdit | undefined {
  const last = list.items.at(-1);
  if (list.flow) {
    const at = last?.end ?? list.start + 1;
    return { path, start: at, end: at, text: last === undefined ? item : `, ${item}` };
  }
  if (last === undefined) return undefined;
  const indent = ' '.repeat(columnOf(text, list.start));
  const at = endOfLines(text, last);
  return { path, start: at, end: at, text: `\n${indent}- ${item}` };
}

/** How far an offset is from the beginning of its line. */
export function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

/** The end of the line that a value ends on. */
function endOfLines(text: string, value: Span): number {
  const next = text.indexOf('\n', Math.max(value.start, value.end));
  const end = next < 0 ? text.length : next;
  return text.charAt(end - 1) === '\r' ? end - 1 : end;
}

/** A text as a YAML scalar, in quotes where it needs them. */
export function asYaml(text: string): string {
  return /^[\w./][\w ./+=-]*$/.test(text) &&
    !/^[\d.+-]|^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text)
    ? text
    : `'${text.replaceAll("'", "''")}'`;
}
