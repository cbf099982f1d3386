import { LineIndex } from '../lines.ts';
import type { Span, Value } from '../yaml/values.ts';
import type { Document } from './documents.ts';

/** Lines that can be hidden behind the first of them: those that the span touches. */
export interface Fold extends Span {
  readonly kind: 'map' | 'comment';
}

/** What can be folded: everything behind a key or a dash that takes several lines, and comments. */
export function foldsOf({ text, root }: Document): Fold[] {
  const lines = new LineIndex(text);
  const lineOf = (offset: number) => lines.position(offset).line;
  const folds = new Map<number, Fold>();
  const add = (start: number, end: number) => {
    const [first, last] = [lineOf(start), lineOf(Math.max(start, end - 1))];
    const before = folds.get(first);
    // Of several that begin on one line, the longest is folded.
    if (last <= first || (before !== undefined && before.end >= end)) return;
    folds.set(first, { start, end, kind: 'map' });
  };
  const visit = (value: Value, start: number) => {
    add(start, trimmedEnd(text, start, value.end));
    if (value.kind === 'list') for (const item of value.items) visit(item, item.start);
    if (value.kind !== 'map') return;
    for (const entry of value.entries) {
      const { key, value: inner } = entry;
      // What comes through an alias stands elsewhere.
      if (!entry.merged && inner.start >= key.start) visit(inner, key.start);
    }
  };
  if (root?.kind === 'map' || root?.kind === 'list') visit(root, root.end);
  return [...folds.values(), ...commentFolds(text)].sort((a, b) => a.start - b.start);
}

function trimmedEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && /\s/.test(text.charAt(at - 1))) at -= 1;
  return at;
}

/** Two lines of comments or more that follow each other. */
function commentFolds(text: string): Fold[] {
  return Array.from(
    text.matchAll(/^[ \t]*#.*(?:\r?\n[ \t]*#.*)+/gm),
    ({ index, 0: lines }): Fold => ({ start: index, end: index + lines.length, kind: 'comment' }),
  );
}
