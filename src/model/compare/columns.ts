/** Where the values of a column come from; the group that its heading stands under. */
export type ColumnSource = 'run' | 'param' | 'metric' | 'tag' | 'system' | 'git' | 'data';

/** Which number of a series a column shows. `best` is `min` or `max`, as its direction says. */
export type MetricStatistic = 'last' | 'best' | 'min' | 'max';

/** What a column of the comparison shows. */
export type ColumnName =
  | {
      readonly source: Exclude<ColumnSource, 'metric'>;
      readonly key: string;
    }
  | {
      readonly source: 'metric';
      readonly key: string;
      readonly statistic: MetricStatistic;
    };

/**
 * A column's name as one string: `param:lr`, `metric:loss` for the last value, `metric.min:loss`
 * for another statistic. What stands after the first colon is the key as it is.
 */
export type ColumnId = string;

/** Keys of `run:` columns. */
export const runKeys = [
  'name',
  'status',
  'start',
  'duration',
  'experiment',
  'user',
  'id',
  'starred',
  'note',
] as const;

/** Keys of `system:` columns: where the run's launch ran. */
export const systemKeys = ['host', 'platform', 'python', 'cpu', 'cpus', 'memory', 'gpu'] as const;

/** Keys of `git:` columns: the code that the run's launch ran. */
export const gitKeys = ['commit', 'branch', 'dirty', 'snapshot'] as const;

const statistics: ReadonlySet<string> = new Set(['best', 'min', 'max']);
const sources: ReadonlySet<string> = new Set([
  'run',
  'param',
  'metric',
  'tag',
  'system',
  'git',
  'data',
]);

export function columnId(name: ColumnName): ColumnId {
  return name.source === 'metric' && name.statistic !== 'last'
    ? `metric.${name.statistic}:${name.key}`
    : `${name.source}:${name.key}`;
}

/** What an identifier names; nothing when it is none. */
export function parseColumnId(id: ColumnId): ColumnName | undefined {
  const colon = id.indexOf(':');
  if (colon < 0) return undefined;
  const [source = '', statistic] = id.slice(0, colon).split('.');
  const key = id.slice(colon + 1);
  if (!isSource(source)) return undefined;
  if (source !== 'metric') return statistic === undefined ? { source, key } : undefined;
  if (statistic === undefined) return { source, key, statistic: 'last' };
  return isStatistic(statistic) ? { source, key, statistic } : undefined;
}

function isSource(text: string): text is ColumnSource {
  return sources.has(text);
}

function isStatistic(text: string): text is Exclude<MetricStatistic, 'last'> {
  return statistics.has(text);
}

/** A column that there is something to show in. */
export interface ColumnInfo {
  readonly id: ColumnId;
  /** How many runs have a value; absent as long as nobody has counted. */
  readonly runs?: number;
  /** Whether not all runs have the same value; absent as long as nobody has looked. */
  readonly differs?: boolean;
}

/** The values of one column, run by run; a number column tells no value from NaN by `present`. */
export type ColumnData =
  | {
      readonly kind: 'number';
      readonly values: Float64Array;
      /** 1 where the run has a value. */
      readonly present: Uint8Array;
    }
  | {
      readonly kind: 'text';
      /** Indices into `words`; -1 where the run has no value. */
      readonly codes: Int32Array;
      readonly words: readonly string[];
    };

/** One value of a column; `undefined` where the run has none. */
export function valueAt(data: ColumnData, index: number): number | string | undefined {
  if (data.kind === 'number') {
    return data.present[index] === 1 ? data.values[index] : undefined;
  }
  return data.words[data.codes[index] ?? -1];
}

/**
 * A text column whose words are all numbers as a number column, as people mean the parameters
 * `0.1` and `1e-3`; other columns as they are.
 */
export function asNumbers(data: ColumnData): ColumnData {
  if (data.kind === 'number' || data.words.length === 0) return data;
  const numbers = Float64Array.from(data.words, numberOf);
  if (numbers.some((value, word) => Number.isNaN(value) && !isNaNWord(data.words[word] ?? ''))) {
    return data;
  }
  return {
    kind: 'number',
    values: Float64Array.from(data.codes, (code) => numbers[code] ?? Number.NaN),
    present: Uint8Array.from(data.codes, (code) => (code < 0 ? 0 : 1)),
  };
}

/** The number that a word writes, as Python and JavaScript do; NaN for any other word. */
export function numberOf(word: string): number {
  const text = word.trim();
  if (/^[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) {
    return Number(text.replaceAll('_', ''));
  }
  const infinite = /^([+-]?)inf(?:inity)?$/i.exec(text);
  return infinite === null ? Number.NaN : infinite[1] === '-' ? -Infinity : Infinity;
}

function isNaNWord(word: string): boolean {
  return /^\s*nan\s*$/i.test(word);
}
