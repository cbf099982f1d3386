import type { MetricPoint } from '../../model/run.ts';
import { type Literal, parseDictionary } from './literal.ts';
import { isMeasure, mayBeMetric, stepRole } from './metricWords.ts';
import { hasValue, metricPairs, type Pair, toNumber } from './pairs.ts';
import { barState, boostingRound, isBar, kerasState } from './progress.ts';
import { ImpliedSteps, type StatedStep, statedStep, StepClock } from './steps.ts';
import { withoutLogPrefix } from './logPrefix.ts';
import { type PatternMatch, type UserPattern, UserPatterns } from './userPatterns.ts';
import type { OutputLine } from './lineSplitter.ts';

/** How the output of one launch is read. */
export interface OutputMetricsOptions {
  /** The person's own patterns; they are tried before the built-in ones. */
  readonly patterns?: readonly UserPattern[];
  /** Names that are no metrics in lines that state no step; may grow while the launch runs. */
  readonly paramNames?: ReadonlySet<string>;
  /** Gets one sentence for each pattern that cannot be used. */
  readonly report?: (warning: string) => void;
}

/** Longer lines are cut, but for JSON, which the splitter's own limit bounds. */
const maxLength = 4096;
const epochWord = /epoch/i;

/**
 * Finds metrics in the lines that a training script prints, in the forms that people and the usual
 * libraries print them. One for each stream, since it remembers steps from line to line.
 */
export class OutputMetrics {
  /** Absent without patterns: their sandbox takes milliseconds to make, at the start of every run. */
  readonly #patterns: UserPatterns | undefined;
  readonly #paramNames: ReadonlySet<string>;
  readonly #clock = new StepClock();
  readonly #implied = new ImpliedSteps();
  readonly #lastOfBar = new Map<string, string>();
  #kerasEpoch: ReadonlyMap<string, number> | undefined;
  #traceback = false;
  /** The next line quotes source code, or repeats what was already printed. */
  #skipNext: 'indented' | 'any' | undefined;

  constructor(options: OutputMetricsOptions = {}) {
    const patterns = options.patterns ?? [];
    if (patterns.length > 0) {
      this.#patterns = new UserPatterns(patterns, options.report ?? (() => undefined));
    }
    this.#paramNames = options.paramNames ?? new Set();
  }

  /** The points in one line that was printed at `timestamp` (ms since the epoch). */
  line(text: string, timestamp: number): MetricPoint[] {
    return this.lines([{ text, transient: false }], timestamp);
  }

  /** The points in lines of one moment: with patterns of one's own much faster than one by one. */
  lines(lines: readonly OutputLine[], timestamp: number): MetricPoint[] {
    const matches =
      this.#patterns === undefined ? [] : this.#patterns.match(lines.map(({ text }) => text));
    const points: MetricPoint[] = [];
    for (const [index, line] of lines.entries()) {
      const match = matches[index];
      const found =
        match === undefined ? this.#read(line, timestamp) : this.#matched(match, timestamp);
      if (found.length > 0) points.push(...found);
    }
    return points;
  }

  #matched(match: PatternMatch, timestamp: number): MetricPoint[] {
    return this.#points(match.pairs, match.step, timestamp);
  }

  #read({ text, transient }: OutputLine, timestamp: number): MetricPoint[] {
    if (isBar(text)) return this.#bar(text, timestamp);
    if (transient || this.#isQuoted(text)) return [];
    const candidate = hasValue(text);
    if (!candidate) {
      if (epochWord.test(text)) this.#header(text);
      return [];
    }
    return this.#dictionary(text, timestamp) ?? this.#text(text.slice(0, maxLength), timestamp);
  }

  /** Whether a line belongs to a traceback or quotes source code, which is full of `a = 1`. */
  #isQuoted(text: string): boolean {
    const skip = this.#skipNext;
    this.#skipNext = undefined;
    if (this.#traceback) {
      this.#traceback = /^\s|^$/.test(text);
      return true;
    }
    if (text.startsWith('Traceback (most recent call last)')) return (this.#traceback = true);
    if (text.includes('Warning: ') && /\.py:\d+: \w*Warning: /.test(text)) {
      this.#skipNext = 'indented';
      return true;
    }
    if (/best iteration is:\s*$/i.test(text)) this.#skipNext = 'any';
    return skip === 'any' || (skip === 'indented' && /^\s/.test(text));
  }

  #bar(text: string, timestamp: number): MetricPoint[] {
    const { pairs, stated } = barState(text);
    if (pairs.length === 0) return [];
    const step = this.#clock.step(stated);
    const fresh = pairs.filter(([name, value]) => {
      const state = `${step} ${value}`;
      if (this.#lastOfBar.get(name) === state) return false;
      this.#lastOfBar.set(name, state);
      return true;
    });
    return this.#points(fresh, step, timestamp);
  }

  /** A dictionary or a JSON object, alone or after a prefix that may name the step. */
  #dictionary(text: string, timestamp: number): MetricPoint[] | undefined {
    const start = text.search(/\{\s*["'}]/);
    if (start < 0 || !/\}\s*$/.test(text)) return undefined;
    const prefix = withoutLogPrefix(text.slice(0, start)).trim();
    if (prefix.length > 60) return undefined;
    const dictionary = parseDictionary(text.slice(start));
    if (dictionary === undefined) return undefined;
    const { pairs, stated, data } = flatten(dictionary);
    const step = stated ?? statedStep(prefix);
    // Without a step or a well-known name this is as likely a configuration or a log record.
    if (step === undefined && data && !pairs.some(([name]) => isMeasure(name))) return [];
    return this.#points(
      step === undefined ? this.#withoutParams(pairs) : pairs,
      step && this.#clock.step(step),
      timestamp,
    );
  }

  #text(raw: string, timestamp: number): MetricPoint[] {
    if (raw.startsWith('[LightGBM]')) return [];
    const boosting = boostingRound(raw);
    if (boosting) return this.#points(boosting.pairs, boosting.round, timestamp);
    const keras = kerasState(raw);
    if (keras) return keras.complete ? this.#keras(keras.rest, timestamp) : [];
    const text = withoutLogPrefix(raw);
    const stated = statedStep(text);
    const pairs = metricPairs(text, stated !== undefined);
    if (pairs.length === 0) {
      this.#header(text);
      return [];
    }
    if (stated === undefined) return this.#points(this.#withoutParams(pairs), undefined, timestamp);
    return this.#points(pairs, this.#clock.step(this.#belowHeader(stated)), timestamp);
  }

  /** A position that a line gives without an epoch is one of the header's epoch. */
  #belowHeader(stated: StatedStep): StatedStep {
    const epoch = this.#implied.header;
    return epoch === undefined || stated.epoch !== undefined || stated.total === undefined
      ? stated
      : { ...stated, epoch };
  }

  /** The last state of an epoch; after it, the bar of `evaluate()`. */
  #keras(rest: string, timestamp: number): MetricPoint[] {
    const pairs = metricPairs(rest, true);
    const before = this.#kerasEpoch;
    const values = new Map(pairs);
    if (before && pairs.every(([name, value]) => Object.is(before.get(name), value))) return [];
    const evaluation =
      before !== undefined && pairs.every(([name]) => before.has(name) && !name.startsWith('val_'));
    if (evaluation) {
      const prefixed = pairs.map(([name, value]): Pair => [`evaluate/${name}`, value]);
      return this.#points(prefixed, this.#implied.header, timestamp);
    }
    this.#kerasEpoch = values;
    return this.#points(pairs, this.#implied.header, timestamp);
  }

  #header(text: string): void {
    const epoch = statedStep(withoutLogPrefix(text.slice(0, 200)))?.epoch;
    if (epoch === undefined) return;
    this.#implied.startEpoch(epoch);
    this.#kerasEpoch = undefined;
  }

  #withoutParams(pairs: readonly Pair[]): readonly Pair[] {
    return this.#paramNames.size === 0
      ? pairs
      : pairs.filter(([name]) => !this.#paramNames.has(name));
  }

  #points(pairs: readonly Pair[], step: number | undefined, timestamp: number): MetricPoint[] {
    if (pairs.length === 0) return [];
    const implied = step === undefined ? this.#implied.steps(pairs.map(([key]) => key)) : [];
    return pairs.map(([key, value], index) => ({
      key,
      value,
      timestamp,
      step: step ?? implied[index] ?? 0,
    }));
  }
}

const numberForm = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$|^[+-]?(?:nan|inf)$/i;

/** The numbers of a dictionary, nested names joined with `/`, and the step among them. */
function flatten(dictionary: Readonly<Record<string, Literal>>): {
  pairs: Pair[];
  stated?: StatedStep;
  /** Whether it holds anything but numbers. */
  data: boolean;
} {
  const pairs: Pair[] = [];
  let position: number | undefined;
  let epoch: number | undefined;
  let data = false;
  const visit = (entries: Readonly<Record<string, Literal>>, prefix: string): void => {
    for (const [name, literal] of Object.entries(entries)) {
      if (typeof literal === 'object' && literal !== null && !Array.isArray(literal)) {
        visit(literal as Readonly<Record<string, Literal>>, `${prefix}${name}/`);
        continue;
      }
      const value = numberOf(literal, name);
      if (value === undefined) {
        data = true;
        continue;
      }
      const role = prefix === '' ? stepRole(name) : undefined;
      if (role === 'epoch') epoch = value;
      else if (role !== undefined) position ??= value;
      else if (mayBeMetric(name)) pairs.push([prefix + name, value]);
    }
  };
  visit(dictionary, '');
  if (position !== undefined) return { pairs, stated: { position }, data };
  return epoch === undefined ? { pairs, data } : { pairs, stated: { epoch }, data };
}

/** Some libraries print numbers as strings: they count for names that are surely measurements. */
function numberOf(literal: Literal, name: string): number | undefined {
  if (typeof literal === 'number') return literal;
  if (typeof literal !== 'string' || !numberForm.test(literal)) return undefined;
  return isMeasure(name) || stepRole(name) !== undefined || /norm|rate|per_second/.test(name)
    ? toNumber(literal)
    : undefined;
}
