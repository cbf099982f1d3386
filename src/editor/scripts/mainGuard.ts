const guard = /^if\s+(?:__name__\s*==\s*(['"])__main__\1|(['"])__main__\2\s*==\s*__name__)\s*:/;
const tripleQuote = /'''|"""/g;

/**
 * The line, from 0, at which a Python file asks whether it is run as a script: `if __name__ ==
 * "__main__":` at the outermost level, outside of strings of several lines. The last one counts.
 */
export function mainGuardLine(text: string): number | undefined {
  if (!text.includes('__main__')) return undefined;
  let open: string | undefined;
  let found: number | undefined;
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    if (open === undefined && guard.test(line)) found = index;
    open = openAfter(line, open);
  }
  return found;
}

/** The quotes of the string of several lines that is open at the end of a line. */
function openAfter(line: string, open: string | undefined): string | undefined {
  const code = open === undefined ? line.replace(/^([^'"]*)#.*$/, '$1') : line;
  let still = open;
  for (const [quotes] of code.matchAll(tripleQuote)) {
    if (still === undefined) still = quotes;
    else if (still === quotes) still = undefined;
  }
  return still;
}
