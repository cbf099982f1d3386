import {
  bareMeasures,
  isMeasure,
  isPart,
  isQualifier,
  mayBeMetric,
  sectionForm,
  stepRole,
} from './metricWords.ts';

/** A name and the number that a line gives it. */
export type Pair = readonly [name: string, value: number];

const numberText =
  '[+-]?(?:\\d+(?:\\.\\d*)?(?:[eE][+-]?\\d+)?|\\.\\d+(?:[eE][+-]?\\d+)?|nan|inf(?:inity)?)(?!\\w)';
/** A number after its separator; libraries wrap scalars in `tensor(…)` and the like. */
const valueForm = new RegExp(
  `\\s*["']?(?:(?:tensor|array|Array|np\\.float\\d+|np\\.int\\d+)\\(\\s*)?(${numberText})`,
  'iy',
);
const bareForm = new RegExp(
  `(?<![\\w./:=-])((?:[A-Za-z]+ )?)(${bareMeasures})[ ](${numberText})`,
  'gi',
);
const nameForm = /[\p{L}_][\p{L}\p{N}_./@-]*$/u;
const units =
  /^(?:[nuµm]?s|secs?|seconds?|mins?|minutes?|h|hrs?|hours?|days?|[kmgt]?i?b|bytes|its?|samples?|examples?|images?|items?|steps?|epochs?|tokens?|files?|rows?|columns?|params?|parameters?|features?|classes)\b/i;
const maxPairs = 200;

interface Candidate {
  readonly name: string;
  /** Words before the name, nearest last, that nothing separates from it. */
  readonly before: readonly string[];
  readonly start: number;
  readonly tight: boolean;
  readonly separator: string;
  readonly value: number;
  readonly integer: boolean;
  /** A word follows the number, as in prose. */
  readonly wordFollows: boolean;
}

/** Whether a line can hold a pair at all: cheap, and true far more often than there is one. */
export function hasValue(text: string): boolean {
  for (let at = nextSeparator(text, 0); at >= 0; at = nextSeparator(text, at + 1)) {
    valueForm.lastIndex = at + 1;
    const found = valueForm.exec(text);
    // Neither the hours nor the milliseconds of a time.
    if (found && !/^(?::|,\d)/.test(text.slice(valueForm.lastIndex, valueForm.lastIndex + 2))) {
      return true;
    }
  }
  return bareWords.test(text);
}
const bareWords = new RegExp(`\\b(?:${bareMeasures}) [\\d.+-]`, 'i');

/**
 * The `name: value` and `name=value` pairs of a line that look like metrics, and `loss 0.3` for
 * the best-known names. `stepStated` tells that the line names a step, which makes a metric of
 * names that could be anything.
 */
export function metricPairs(text: string, stepStated: boolean): Pair[] {
  const pairs: Pair[] = [];
  const sections = [...text.matchAll(sectionForm)].map((found) => ({
    at: found.index,
    word: found[1] ?? '',
  }));
  let prose = false;
  for (const candidate of candidates(text)) {
    const { name } = candidate;
    if (stepRole(name) !== undefined || !mayBeMetric(name)) continue;
    const measure = isMeasure(name);
    if (!measure && !stepStated) prose ||= candidate.before.length > 0;
    if (!believable(candidate, measure, stepStated, prose)) continue;
    const own = measure ? qualifiersOf(candidate.before) : [];
    const part = own.find(isPart);
    if (part !== undefined) sections.push({ at: candidate.start, word: part });
    const section =
      measure && part === undefined ? sectionAt(sections, candidate.start) : undefined;
    pairs.push([
      [section, ...own, name].filter((word) => word !== undefined).join('_'),
      candidate.value,
    ]);
    if (pairs.length >= maxPairs) break;
  }
  return [...pairs, ...barePairs(text)];
}

function believable(
  candidate: Candidate,
  measure: boolean,
  stepStated: boolean,
  prose: boolean,
): boolean {
  const { name, tight, separator, integer } = candidate;
  if (candidate.wordFollows && !(measure || (tight && separator === '='))) return false;
  if (/^err(?:or)?$/i.test(name) && integer) return false;
  if (measure) return true;
  // `host:8080` and `image:1.2` are not measurements.
  if (tight && separator === ':' && (integer || !stepStated)) return false;
  return (stepStated || !prose) && (candidate.before.length === 0 || (tight && separator === '='));
}

function sectionAt(
  sections: readonly { readonly at: number; readonly word: string }[],
  at: number,
): string | undefined {
  let nearest: { readonly at: number; readonly word: string } | undefined;
  for (const section of sections) {
    if (section.at < at && section.at >= (nearest?.at ?? 0)) nearest = section;
  }
  return nearest?.word;
}

/** The last words before a name that belong to it: `Best`, `val` of `Best val loss: 0.3`. */
function qualifiersOf(before: readonly string[]): string[] {
  const own: string[] = [];
  for (let index = before.length - 1; index >= 0 && own.length < 4; index--) {
    const word = before[index] ?? '';
    if (!isQualifier(word)) break;
    own.unshift(word.replace(/\.$/, ''));
  }
  return own;
}

function* candidates(text: string): Generator<Candidate> {
  for (let at = nextSeparator(text, 0); at >= 0; at = nextSeparator(text, at + 1)) {
    const candidate = candidateAt(text, at);
    if (candidate !== undefined) yield candidate;
  }
}

function candidateAt(text: string, at: number): Candidate | undefined {
  const separator = text[at] ?? '';
  if (separator === '=' && /[=<>!+*/~^-]/.test(text[at - 1] ?? '')) return undefined;
  valueForm.lastIndex = at + 1;
  const found = valueForm.exec(text);
  if (!found) return undefined;
  const digits = found[1] ?? '';
  const value = valueAt(text, digits, valueForm.lastIndex);
  if (value === undefined) return undefined;
  const label = labelBefore(text, at);
  if (label === undefined) return undefined;
  const after = text.slice(valueForm.lastIndex).replace(/^%/, '');
  const next = /^["')\]]*(\s+)([\p{L}µ]\S*)/u.exec(after);
  if (next?.[2] !== undefined && units.test(next[2]) && !/[:=]/.test(next[2])) return undefined;
  return {
    ...label,
    separator,
    tight: !/\s/.test(text[at - 1] ?? '') && !/\s/.test(text[at + 1] ?? ''),
    value,
    integer: /^[+-]?\d+$/.test(digits),
    wordFollows: next !== null && next[1] === ' ' && !startsNextPair(after.trimStart()),
  };
}

/** Whether what follows a value is the next name of the line rather than prose. */
function startsNextPair(rest: string): boolean {
  if (/^[\p{L}_][\p{L}\p{N}_./@-]*\s*[:=#[]/u.test(rest)) return true;
  const word = /^[\p{L}_][\p{L}\p{N}_./@-]*/u.exec(rest)?.[0] ?? '';
  return isQualifier(word) || stepRole(word) !== undefined || isMeasure(word);
}

/** The number at the end of a match, or undefined when it goes on as something else. */
function valueAt(text: string, digits: string, end: number): number | undefined {
  const next = text[end] ?? '';
  if (next === '/') return percentageOfCount(text.slice(end));
  if (next === '%' && text[end + 1] === '|') return undefined;
  if (next === '.' && text.slice(end).trim() !== '.') return undefined;
  if (next === ',' && /\d/.test(text[end + 1] ?? '')) return undefined;
  if (/[:\-+*\\=@°^]/.test(next)) return undefined;
  return toNumber(digits);
}

/** `/10000 (97%)` after a count of correct answers: the percentage. */
function percentageOfCount(rest: string): number | undefined {
  const found = /^\/\d+ \((\d+(?:\.\d+)?)%\)/.exec(rest);
  return found ? Number(found[1]) : undefined;
}

/** The number that `digits` spell, in the spelling of any language. */
export function toNumber(digits: string): number {
  const lower = digits.toLowerCase().replace(/^\+/, '');
  if (lower.endsWith('nan')) return Number.NaN;
  if (lower.startsWith('inf')) return Number.POSITIVE_INFINITY;
  return lower.startsWith('-inf') ? Number.NEGATIVE_INFINITY : Number(lower);
}

function labelBefore(
  text: string,
  separator: number,
): Pick<Candidate, 'name' | 'before' | 'start'> | undefined {
  const head = text.slice(Math.max(0, separator - 300), separator).trimEnd();
  const quoted = /["']([^"']{1,250})["']$/.exec(head);
  const name = quoted?.[1] ?? nameForm.exec(head)?.[0];
  if (name === undefined) return undefined;
  const start = head.length - (quoted?.[0] ?? name).length;
  const boundary = head[start - 1];
  if (boundary !== undefined && !/[\s,;|([{>]/.test(boundary)) return undefined;
  if (insideCall(head.slice(0, start))) return undefined;
  const words = /(?:\p{L}[\p{L}\p{N}'-]*\.?[ ]+)+$/u.exec(head.slice(0, start))?.[0] ?? '';
  const before = words.split(/ +/).filter((word) => word !== '' && stepRole(word) === undefined);
  return { name, before, start: Math.max(0, separator - 300) + start };
}

/** Whether a name is an argument in a printed call: `Linear(in_features=10`. */
function insideCall(head: string): boolean {
  const open = head.lastIndexOf('(');
  return open > 0 && head.indexOf(')', open) < 0 && /[\p{L}_]/u.test(head[open - 1] ?? '');
}

function barePairs(text: string): Pair[] {
  const pairs: Pair[] = [];
  for (const found of text.matchAll(bareForm)) {
    const [all, before = '', name = '', digits = ''] = found;
    const rest = text.slice(found.index + all.length);
    if (!/^\)?(?:\s*$|%|[,;|)\]]|\s+[(|-]|\t)/.test(rest) && !startsNextPair(rest.trimStart()))
      continue;
    if (/^\s*,\d/.test(rest)) continue;
    const qualifier = before.trim();
    pairs.push([isQualifier(qualifier) ? `${qualifier}_${name}` : name, toNumber(digits)]);
  }
  return pairs;
}

function nextSeparator(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.codePointAt(at);
    if (code === 58 || code === 61) return at;
  }
  return -1;
}
