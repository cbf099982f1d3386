/** A command line taken apart, or why it cannot be. */
export type CommandLine =
  | {
      readonly kind: 'command';
      /** Program and arguments. */
      readonly argv: readonly string[];
      /** `NAME=value` words before the program. */
      readonly env: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'empty' }
  /** A quote is opened and never closed. */
  | { readonly kind: 'open-quote' }
  /** Something that only a shell understands, such as a pipe. */
  | { readonly kind: 'shell'; readonly operator: string };

/** How words are quoted: a backslash is an ordinary letter in a Windows path. */
export type Quoting = 'posix' | 'windows';

const operators = /^(?:&&|\|\||\||&|;|>>|>|<<|<|`|\$\()/;
const assignment = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s;

/**
 * Splits a command line into words as a shell would, and does nothing else that a shell does:
 * no variables, no patterns, no pipes.
 */
export function splitCommandLine(text: string, quoting: Quoting): CommandLine {
  const words = splitWords(text, quoting);
  if (!Array.isArray(words)) return words;
  const env: Record<string, string> = {};
  let first = 0;
  for (const word of words) {
    const match = word.quotedFirst ? null : assignment.exec(word.text);
    if (match?.[1] === undefined) break;
    env[match[1]] = match[2] ?? '';
    first += 1;
  }
  const argv = words.slice(first).map((word) => word.text);
  return argv.length === 0 ? { kind: 'empty' } : { kind: 'command', argv, env };
}

interface Word {
  readonly text: string;
  /** Whether it begins with a quote, and so is no assignment. */
  readonly quotedFirst: boolean;
}

type Refusal = Extract<CommandLine, { readonly kind: 'open-quote' | 'shell' }>;

function splitWords(text: string, quoting: Quoting): Word[] | Refusal {
  const words: Word[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text.charAt(at))) {
      at += 1;
      continue;
    }
    const word = readWord(text, at, quoting);
    if ('kind' in word) return word;
    words.push({ text: word.text, quotedFirst: /["']/.test(text.charAt(at)) });
    at = word.end;
  }
  return words;
}

function readWord(
  text: string,
  start: number,
  quoting: Quoting,
): { readonly text: string; readonly end: number } | Refusal {
  let word = '';
  let at = start;
  while (at < text.length && !/\s/.test(text.charAt(at))) {
    const letter = text.charAt(at);
    const operator = operators.exec(text.slice(at, at + 2))?.[0];
    if (operator !== undefined) return { kind: 'shell', operator };
    if (letter === '"' || (letter === "'" && quoting === 'posix')) {
      const part = readQuoted(text, at, quoting);
      if ('kind' in part) return part;
      word += part.text;
      at = part.end;
    } else if (letter === '\\' && quoting === 'posix' && at + 1 < text.length) {
      word += text.charAt(at + 1);
      at += 2;
    } else {
      word += letter;
      at += 1;
    }
  }
  return { text: word, end: at };
}

function readQuoted(
  text: string,
  start: number,
  quoting: Quoting,
): { readonly text: string; readonly end: number } | Refusal {
  const quote = text.charAt(start);
  const escapable = quoting === 'posix' ? '"\\$`' : '"';
  let part = '';
  for (let at = start + 1; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (letter === quote) return { text: part, end: at + 1 };
    const next = text.charAt(at + 1);
    if (quote === '"' && letter === '\\' && next !== '' && escapable.includes(next)) {
      part += next;
      at += 1;
    } else {
      part += letter;
    }
  }
  return { kind: 'open-quote' };
}
/**
 * A command as one line that a POSIX shell reads back as the same arguments; for reading and
 * copying, never for running.
 */
export function commandLine(argv: readonly string[]): string {
  return argv
    .map((word) =>
      /^[\p{L}\p{N}_@%+=:,./\\-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`,
    )
    .join(' ');
}
