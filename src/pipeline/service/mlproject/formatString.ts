/**
 * The names in the braces of a Python format string, which an MLproject command is.
 * @returns a sentence when it is none.
 */
export function fieldNames(text: string): string[] | string {
  const names: string[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if ((char === '{' || char === '}') && text.charAt(at + 1) === char) at += 1;
    else if (char === '}') return 'A `}` without `{`. Write `}}` for a brace.';
    else if (char === '{') {
      const close = closingBrace(text, at);
      if (close < 0) return 'A `{` is never closed. Write `{{` for a brace.';
      const field = text.slice(at + 1, close);
      names.push(/^[^.[:!]*/.exec(field)?.[0] ?? '');
      at = close;
    }
  }
  return names;
}

function closingBrace(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text.charAt(at) === '{') depth += 1;
    if (text.charAt(at) === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}
