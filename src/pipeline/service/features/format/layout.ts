import type { Span, Value } from '../../yaml/values.ts';
import { LineIndex } from '../../lines.ts';
import type { Document } from '../documents.ts';

/** A line of a file, and what is known of it from the file's data. */
export interface Line extends Span {
  readonly text: string;
  /** It goes on with a value that began on an earlier line. */
  readonly within: 'nothing' | 'text' | 'brackets';
}

/** The lines of a file without their ends. */
export function linesOf({ text, root }: Document): Line[] {
  const index = new LineIndex(text);
  const within = new Map<number, 'text' | 'brackets'>();
  const mark = (value: Value, kind: 'text' | 'brackets') => {
    const first = index.position(value.start).line;
    const last = index.position(Math.max(value.start, value.end - 1)).line;
    for (let line = first + 1; line <= last; line += 1) {
      if (kind === 'text' || within.get(line) === undefined) within.set(line, kind);
    }
  };
  const seen = new Set<Value>();
  const visit = (value: Value) => {
    if (seen.has(value)) return;
    seen.add(value);
    if (value.kind === 'scalar') mark(value, 'text');
    else if (value.kind !== 'unknown' && value.flow) mark(value, 'brackets');
    if (value.kind === 'list') for (const item of value.items) visit(item);
    if (value.kind !== 'map') return;
    for (const { key, value: inner } of value.entries) {
      visit(key);
      visit(inner);
    }
  };
  if (root !== undefined) visit(root);
  return Array.from(text.matchAll(/[^\r\n]*(?:\r\n|\r|\n|$)/g))
    .filter(({ index: at, 0: whole }) => whole !== '' || at < text.length)
    .map(({ index: start, 0: whole }, number) => {
      const line = whole.replace(/[\r\n]+$/, '');
      return {
        start,
        end: start + line.length,
        text: line,
        within: within.get(number) ?? 'nothing',
      };
    });
}

interface Level {
  readonly before: number;
  readonly after: number;
}

/**
 * How far each line should be indented: each level by the same number of spaces, what stands behind a
 * dash as far behind it as it is, and comments as what they stand before.
 */
export function indentation(lines: readonly Line[], step: number): number[] {
  const result: number[] = [];
  let levels: Level[] = [];
  let shift = unmoved;
  const comments: number[] = [];
  const settleComments = (level: Level | undefined) => {
    for (const at of comments) {
      const column = columnOf(lines[at]?.text ?? '');
      if (level?.before === column) result[at] = level.after;
      else {
        const around = levels.findLast(({ before }) => before <= column);
        result[at] = around === undefined ? 0 : around.after;
      }
    }
    comments.length = 0;
  };
  for (const [index, line] of lines.entries()) {
    const content = line.text.trimStart();
    const column = columnOf(line.text);
    if (line.within !== 'nothing') result[index] = shift(line);
    else if (content === '') result[index] = 0;
    else if (content.startsWith('#')) {
      result[index] = column;
      comments.push(index);
    } else {
      const kept = levels.filter(({ before }) => before <= column);
      const top = kept.at(-1);
      const own =
        top?.before === column
          ? top
          : { before: column, after: top === undefined ? 0 : top.after + step };
      settleComments(own);
      levels = top === own ? kept : [...kept, own];
      result[index] = own.after;
      levels.push(...behindDashes(content, own));
      const inner = levels.at(-1) ?? own;
      shift = shiftBelow(lines, index, own, inner.after + step);
    }
  }
  settleComments(undefined);
  return result;
}

function unmoved({ text }: Line): number {
  return columnOf(text);
}

/** The levels that what stands behind the dashes of a line opens. */
function behindDashes(content: string, own: Level): Level[] {
  const levels: Level[] = [];
  let [rest, { before, after }] = [content, own];
  for (;;) {
    const dash = /^-( +)(?=[^\s#|>])/.exec(rest);
    if (dash === null) return levels;
    const gap = dash[0].length;
    [rest, before, after] = [rest.slice(gap), before + gap, after + gap];
    levels.push({ before, after });
  }
}

/** How the lines move that go on with what begins on a line. */
function shiftBelow(
  lines: readonly Line[],
  index: number,
  own: Level,
  inside: number,
): (line: Line) => number {
  const moved = own.after - own.before;
  const along = (line: Line) => Math.max(0, columnOf(line.text) + moved);
  const owner = lines[index]?.text ?? '';
  // A literal or folded text whose indentation is not given by a digit.
  if (!/[|>][-+]?\s*(?:#.*)?$/.test(owner)) return along;
  const columns: number[] = [];
  for (let at = index + 1; lines[at] !== undefined && lines[at]?.within !== 'nothing'; at += 1) {
    const text = lines[at]?.text ?? '';
    if (text.trim() !== '') columns.push(columnOf(text));
  }
  const least = Math.min(...columns);
  return (line) => columnOf(line.text) - least + inside;
}

/** How many spaces a line begins with. */
export function columnOf(line: string): number {
  return line.length - line.replace(/^ +/, '').length;
}
