/** A text that the code hands to `l10n.t`. */
export interface LocalizedText {
  /** From 1. */
  readonly line: number;
  /** Undefined when it is not written as a literal, so that no bundle could hold it. */
  readonly text?: string;
}

const CALL = /\bl10n\.t\(\s*(?:\{\s*message:\s*)?/g;
const LITERAL = /\s*(?:'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)"|`((?:\\.|[^`\\$])*)`)\s*/y;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** The texts of all calls of `l10n.t` in a source file; joined literals (`'a' + 'b'`) are one. */
export function localizedTexts(source: string): LocalizedText[] {
  return Array.from(source.matchAll(CALL), (call) => {
    const line = source.slice(0, call.index).split('\n').length;
    const text = literalAt(source, call.index + call[0].length);
    return text === undefined ? { line } : { line, text };
  });
}

function literalAt(source: string, start: number): string | undefined {
  let text = '';
  let at = start;
  for (;;) {
    LITERAL.lastIndex = at;
    const found = LITERAL.exec(source);
    if (found === null) return undefined;
    text += unescape(found[1] ?? found[2] ?? found[3] ?? '');
    at = LITERAL.lastIndex;
    if (source[at] !== '+') return text;
    at += 1;
  }
}

function unescape(inside: string): string {
  return inside.replace(
    /\\(?:u\{([0-9a-f]+)\}|u([0-9a-f]{4})|x([0-9a-f]{2})|(\n)|(.))/gi,
    (_, braced?: string, four?: string, two?: string, newline?: string, other = '') => {
      const code = braced ?? four ?? two;
      if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
      return newline === undefined ? (ESCAPES[other] ?? other) : '';
    },
  );
}
