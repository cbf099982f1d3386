import type { TextEdit } from '../../diagnostic.ts';
import { fileKind } from '../../fileKind.ts';
import { nameOf } from '../../paths.ts';
import { readYaml } from '../../yaml/readYaml.ts';
import type { Document } from '../documents.ts';
import { columnOf, indentation, linesOf, type Line } from './layout.ts';
import { holdsTheSame } from './sameText.ts';

/** Longer files are left as they are: nobody wrote them by hand. */
const maxLength = 400_000;

/**
 * Puts a file in order: equal steps of indentation, no space at the ends of lines, no more than one
 * empty line, one line end at the end. The data and every comment stay as they are; where that cannot
 * be had with another indentation, that is left alone. A file that cannot be read, or that DVC writes
 * itself, is not changed.
 */
export function formatted({ path, text }: Document, step: number): TextEdit[] {
  const kind = fileKind(nameOf(path));
  if (kind === 'lock' || kind === 'data' || text.length > maxLength) return [];
  const read = (content: string) => readYaml(content, kind === 'mlproject' ? 'PyYAML' : '1.2');
  const { root, problems } = read(text);
  if (problems.length > 0) return [];
  const document = { path, text, root };
  const lines = linesOf(document);
  for (const columns of [indentation(lines, step), undefined]) {
    const edits = editsFor(document, lines, columns);
    if (edits.length === 0) continue;
    const content = applied(text, edits);
    const after = read(content);
    if (after.problems.length > 0) continue;
    if (holdsTheSame(document, { path, text: content, root: after.root })) return edits;
  }
  return [];
}

/** @param columns how far each line is to be indented; nothing to leave that */
function editsFor(
  { path, text }: Document,
  lines: readonly Line[],
  columns: readonly number[] | undefined,
): TextEdit[] {
  const edits: TextEdit[] = [];
  const replace = (start: number, end: number, by: string) => {
    if (text.slice(start, end) !== by) edits.push({ path, start, end, text: by });
  };
  const last = lines.findLastIndex((line) => line.within !== 'nothing' || line.text.trim() !== '');
  let empty = true;
  for (const [index, line] of lines.entries()) {
    const isEmpty = line.within === 'nothing' && line.text.trim() === '';
    const isExtra = isEmpty && (empty || index > last);
    empty = isEmpty;
    if (isExtra) {
      replace(line.start, lines[index + 1]?.start ?? text.length, '');
      continue;
    }
    const isText = line.within === 'text';
    if (line.text.trim() !== '') {
      const column = columnOf(line.text);
      replace(line.start, line.start + column, ' '.repeat(columns?.[index] ?? column));
    }
    // The spaces of an empty line in a text may be part of it.
    const kept = isText ? line.text : line.text.trimEnd();
    replace(line.start + kept.length, line.end, '');
  }
  const end = lines[last]?.end;
  if (end !== undefined && end === text.length && lines[last]?.within !== 'text') {
    edits.push({ path, start: end, end, text: text.includes('\r\n') ? '\r\n' : '\n' });
  }
  return edits;
}

function applied(text: string, edits: readonly TextEdit[]): string {
  let [result, at] = ['', 0];
  for (const edit of edits) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}
