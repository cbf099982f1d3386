import vm from 'node:vm';
import { toNumber, type Pair } from './pairs.ts';
import { errorText } from '../../model/errors.ts';

/**
 * A regular expression that finds metrics in a line: with groups named `key` and `value`, or with
 * groups whose names are the metrics' names. A group named `step` gives the step. Python's
 * spelling `(?P<name>…)` is understood.
 */
export type UserPattern = string;

/** What the patterns found in one line. */
export interface PatternMatch {
  readonly pairs: readonly Pair[];
  readonly step?: number;
}

type Groups = Readonly<Record<string, string | undefined>>;

/** Longer lines are cut before a pattern sees them. */
const maxLength = 4096;
/** Milliseconds that one pattern may take for one call. */
const timeLimit = 250;

/**
 * The patterns that people write themselves. They run under a time limit, since a pattern that
 * backtracks without end would otherwise stop the process; one that exceeds it is left out from
 * then on.
 */
export class UserPatterns {
  #patterns: { readonly source: string; readonly compiled: unknown }[] = [];
  readonly #context = vm.createContext({ compiled: undefined, lines: '[]' }) as {
    compiled: unknown;
    lines: string;
  };
  readonly #script = new vm.Script(
    'JSON.stringify(JSON.parse(lines).map((line) => compiled.exec(line)?.groups ?? null))',
  );
  readonly #report: (warning: string) => void;

  /** `report` gets one sentence for each pattern that cannot be used. */
  constructor(patterns: readonly UserPattern[], report: (warning: string) => void) {
    this.#report = report;
    for (const source of patterns) {
      const compiled = this.#compile(source);
      if (compiled !== undefined) this.#patterns.push({ source, compiled });
    }
  }

  /** For each line what the first pattern that fits it found; undefined where none does. */
  match(lines: readonly string[]): (PatternMatch | undefined)[] {
    const matches = lines.map((): PatternMatch | undefined => undefined);
    this.#context.lines = JSON.stringify(lines.map((line) => line.slice(0, maxLength)));
    for (const pattern of this.#patterns) {
      for (const [index, groups] of this.#run(pattern).entries()) {
        matches[index] ??= groups === null ? undefined : matchOf(groups);
      }
    }
    return matches;
  }

  #run(pattern: { readonly source: string; readonly compiled: unknown }): (Groups | null)[] {
    this.#context.compiled = pattern.compiled;
    try {
      const found: unknown = this.#script.runInContext(this.#context, { timeout: timeLimit });
      return JSON.parse(String(found)) as (Groups | null)[];
    } catch (error) {
      this.#patterns = this.#patterns.filter((other) => other !== pattern);
      this.#report(
        isTimeout(error)
          ? `The output pattern ${pattern.source} takes too long on this output and is no longer used; avoid repeated groups such as (a+)+ in it.`
          : `The output pattern ${pattern.source} failed and is no longer used: ${errorText(error)}.`,
      );
      return [];
    }
  }

  #compile(source: string): unknown {
    const translated = source.replaceAll('(?P<', '(?<');
    try {
      // Checked here, and made anew in the context where it runs.
      const names = /\(\?<(?![=!])/.test(translated);
      void new RegExp(translated, 'u');
      if (names)
        return vm.runInContext(`new RegExp(${JSON.stringify(translated)}, 'u')`, this.#context);
      this.#report(
        `The output pattern ${source} names no group and is not used; write (?<loss>…), or (?<key>…) and (?<value>…).`,
      );
    } catch (error) {
      this.#report(
        `The output pattern ${source} is not a regular expression and is not used: ${errorText(error)}.`,
      );
    }
    return undefined;
  }
}

/** The error comes from the patterns' own context, so that it is no `Error` of ours. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}

function matchOf(groups: Groups): PatternMatch | undefined {
  const { key, value, step, ...named } = groups;
  const fields: [string, string | undefined][] =
    key !== undefined && value !== undefined ? [[key, value]] : Object.entries(named);
  const pairs = fields.flatMap(([name, text]): Pair[] => {
    const number = text === undefined ? undefined : strictNumber(text);
    return number === undefined ? [] : [[name, number]];
  });
  if (pairs.length === 0) return undefined;
  const at = step === undefined ? undefined : strictNumber(step);
  return at === undefined ? { pairs } : { pairs, step: at };
}

function strictNumber(text: string): number | undefined {
  const trimmed = text.trim().replace(/%$/, '');
  if (/^[+-]?(?:nan|inf(?:inity)?)$/i.test(trimmed)) return toNumber(trimmed);
  return trimmed === '' || Number.isNaN(Number(trimmed)) ? undefined : Number(trimmed);
}
