import { construct } from './construct.ts';
import { parseDocument } from './parser.ts';
import { YamlProblem } from './problem.ts';
import type { YamlVersion } from './resolve.ts';
import type { Value } from './values.ts';

/** A text read as YAML. */
export interface YamlText {
  /** Nothing in an empty text. Where there are problems it is what can be read nevertheless. */
  readonly root: Value | undefined;
  /** In reading order; DVC refuses the file where there is one. */
  readonly problems: readonly YamlProblem[];
}

/** Reading on behind an error costs a reading of the whole text. */
const maxAttempts = 8;
const maxLengthToRecover = 400_000;

/**
 * Reads a text as DVC reads its YAML files: ruamel.yaml's rules, one document, no custom tags, no
 * duplicate keys. A broken text gives what can be made of the lines without an error, so that
 * completion and outline have something to go by.
 *
 * @param version whose types count
 */
export function readYaml(text: string, version: YamlVersion = '1.2'): YamlText {
  const problems: YamlProblem[] = [];
  let readable = text;
  const attempts = text.length > maxLengthToRecover ? 1 : maxAttempts;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    try {
      const document = parseDocument(readable, version);
      const found: YamlProblem[] = [];
      const root = construct(document, found);
      problems.push(...found);
      return { root, problems: problems.map((one) => inside(one, text)) };
    } catch (error) {
      if (!(error instanceof YamlProblem)) throw error;
      const blanked = problems.length === 0 ? withoutConflicts(readable) : readable;
      // What goes wrong behind a first error is most often its consequence.
      if (problems.length === 0) problems.push(conflictIn(text) ?? error);
      const next = blanked === readable ? blankLine(readable, error.span.start) : blanked;
      if (next === readable) break;
      readable = next;
    }
  }
  return { root: undefined, problems: problems.map((one) => inside(one, text)) };
}

/** A problem whose place is in the text: what is missing at the end is shown at the last character. */
function inside(problem: YamlProblem, { length }: string): YamlProblem {
  const { start, end } = problem.span;
  if (end <= length) return problem;
  return new YamlProblem(
    problem.code,
    problem.message,
    Math.max(0, Math.min(start, length - 1)),
    length,
    problem.keys,
  );
}

/** The first mark of a merge conflict that is not resolved. */
function conflictIn(text: string): YamlProblem | undefined {
  const first = /^(?:<{7}|>{7})(?: .*)?$/m.exec(text);
  if (first === null) return undefined;
  const message =
    'A merge conflict is not resolved. Keep one of the two sides and delete the marks.';
  return new YamlProblem('yaml-conflict', message, first.index, first.index + first[0].length);
}

/** Keeps the first side of each conflict, at the same offsets. */
function withoutConflicts(text: string): string {
  return text.replaceAll(/^={7}$[^]*?^>{7}.*$/gm, asSpaces).replaceAll(/^[<>]{7}.*$/gm, asSpaces);
}

function asSpaces(text: string): string {
  return text.replaceAll(/[^\r\n]/g, ' ');
}

/** The text with the line of an offset, or the last written one before it, filled with spaces. */
function blankLine(text: string, offset: number): string {
  let at = Math.min(offset, text.length - 1);
  while (at > 0 && /\s/.test(text.charAt(at))) at -= 1;
  const start = text.lastIndexOf('\n', at) + 1;
  const next = text.indexOf('\n', at);
  const end = next < 0 ? text.length : next;
  return text.slice(0, start) + asSpaces(text.slice(start, end)) + text.slice(end);
}
