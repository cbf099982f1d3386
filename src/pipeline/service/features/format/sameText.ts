import type { Value } from '../../yaml/values.ts';
import type { Document } from '../documents.ts';

/** Whether two files hold the same data, in the same order, and the same comments. */
export function holdsTheSame(one: Document, other: Document): boolean {
  const isSameData =
    one.root === undefined || other.root === undefined
      ? one.root === other.root
      : sameData(one.root, other.root);
  return isSameData && commentsOf(one).join('\n') === commentsOf(other).join('\n');
}

function sameData(one: Value, other: Value): boolean {
  if (one.kind === 'list') {
    return (
      other.kind === 'list' &&
      one.items.length === other.items.length &&
      one.items.every((item, index) => isSame(item, other.items[index]))
    );
  }
  if (one.kind === 'map') {
    if (other.kind !== 'map' || one.entries.length !== other.entries.length) return false;
    return one.entries.every(({ key, value, merged }, index) => {
      const match = other.entries[index];
      return match?.merged === merged && isSame(key, match.key) && isSame(value, match.value);
    });
  }
  if (one.kind === 'unknown' || other.kind !== 'scalar') return one.kind === other.kind;
  return one.type === other.type && Object.is(one.value, other.value) && one.style === other.style;
}

function isSame(one: Value, other: Value | undefined): boolean {
  return other !== undefined && sameData(one, other);
}

/** The comments of a file in their order, without the space around them. */
export function commentsOf({ text, root }: Document): string[] {
  const scalars = scalarsOf(root);
  const comments: string[] = [];
  let next = 0;
  for (const { index } of text.matchAll(/#/g)) {
    // Behind what was taken as a comment up to the end of its line.
    if (index < next || !/^$|\s/.test(text.charAt(index - 1))) continue;
    if (scalars.some(({ start, end }) => start <= index && index < end)) continue;
    const end = text.slice(index).search(/\r?\n|$/);
    next = index + end;
    comments.push(text.slice(index, next).trimEnd());
  }
  return comments;
}

/** All single values of a file that hold a `#`, each once. */
function scalarsOf(root: Value | undefined): Value[] {
  const scalars = new Set<Value>();
  const seen = new Set<Value>();
  const visit = (value: Value) => {
    if (seen.has(value)) return;
    seen.add(value);
    if (value.kind === 'list') for (const item of value.items) visit(item);
    else if (value.kind === 'map') {
      for (const { key, value: inner } of value.entries) {
        visit(key);
        visit(inner);
      }
    } else if (value.kind === 'scalar' && value.text.includes('#')) scalars.add(value);
  };
  if (root !== undefined) visit(root);
  return [...scalars];
}
