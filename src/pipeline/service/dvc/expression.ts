/** One `${…}` in a text. */
export interface Interpolation {
  /** Where `$` stands in the text. */
  readonly index: number;
  /** With `${` and `}`. */
  readonly whole: string;
  readonly inner: string;
}

const interpolation = /(?<!\\)\$\{(.*?)\}/g;
const expression = /^[^.[\]]+(?:\s*\.[^.[\]]+|\s*\[[^.[\]]+\])*\s*$/;

/** All `${…}` of a text that are not escaped by a backslash. */
export function interpolationsOf(text: string): Interpolation[] {
  if (!text.includes('${')) return [];
  return Array.from(text.matchAll(interpolation), (match) => ({
    index: match.index,
    whole: match[0],
    inner: match[1] ?? '',
  }));
}

/** Whether what stands in `${…}` is a name: words with `.word` or `[word]` behind. */
export function isExpression(inner: string): boolean {
  return expression.test(inner);
}

/** The keys that an expression walks through: `a.b[0]` gives `a`, `b` and `0`. */
export function keysOf(inner: string): string[] {
  return inner
    .replaceAll('[', '.')
    .replaceAll(']', '')
    .split('.')
    .map((key) => key.replaceAll(/^[^\S\ufeff]+|[^\S\ufeff]+$/g, ''));
}

/** The text as a command gets it: `\${` becomes `${`. */
export function unescaped(text: string): string {
  return text.replaceAll('\\${', '${');
}
