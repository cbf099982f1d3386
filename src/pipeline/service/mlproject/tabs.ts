import type { Span, Value } from '../yaml/values.ts';

/**
 * The first tab that PyYAML, by which MLflow reads, does not allow: one between values. In quotes, in
 * texts of several lines and in comments they are allowed.
 */
export function tabBetweenValues(root: Value | undefined, text: string): Span | undefined {
  if (!text.includes('\t')) return undefined;
  const written = root === undefined ? [] : writtenOut(root);
  const inValue = (at: number) => written.some(({ start, end }) => start <= at && at < end);
  for (let at = text.indexOf('\t'); at >= 0; at = text.indexOf('\t', at + 1)) {
    if (!inValue(at) && !isInComment(text, at, inValue)) return { start: at, end: at + 1 };
  }
  return undefined;
}

function isInComment(text: string, at: number, inValue: (at: number) => boolean): boolean {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  return Array.from(text.slice(start, at).matchAll(/(?<=^|\s)#/g)).some(
    ({ index }) => !inValue(start + index),
  );
}

/** Where the values are that are not plain. */
function writtenOut(value: Value): Span[] {
  switch (value.kind) {
    case 'scalar':
      return value.style === 'plain' ? [] : [value];
    case 'list':
      return value.items.flatMap(writtenOut);
    case 'map':
      return value.entries.flatMap(({ key, value: inner }) => [
        ...writtenOut(key),
        ...writtenOut(inner),
      ]);
    case 'unknown':
      return [];
  }
}
