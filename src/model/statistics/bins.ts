import type { Column } from './column.ts';
import { quantile } from './quantiles.ts';

/** A feature as trees see it: a small whole number a row. */
export interface BinnedFeature {
  readonly bins: Uint8Array;
  /** Whether the bins are in the order of what they stand for. */
  readonly ordered: boolean;
}

/** A bit of a word for each. */
export const mostBins = 32;

/**
 * Divides a column into at most 32 bins: numbers by their quantiles, words one by one, the rarest
 * of too many words together. Rows without a value have a bin of their own.
 */
export function binned(column: Column): BinnedFeature {
  return column.kind === 'numbers' ? binnedNumbers(column.values) : binnedWords(column);
}

function binnedNumbers(values: Float64Array): BinnedFeature {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const different = new Set(sorted);
  const most = mostBins - 1;
  const bounds =
    different.size <= most
      ? [...different].slice(0, -1)
      : [
          ...new Set(
            Array.from({ length: most - 1 }, (_, index) => quantile(sorted, (index + 1) / most)),
          ),
        ];
  const bins = Uint8Array.from(values, (value) =>
    Number.isNaN(value) ? 0 : 1 + above(bounds, value),
  );
  return { bins, ordered: true };
}

/** How many of the ascending bounds are below a value. */
function above(bounds: readonly number[], value: number): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bounds[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function binnedWords({ codes, labels }: Extract<Column, { kind: 'labels' }>): BinnedFeature {
  const rows = new Uint32Array(labels.length);
  for (const code of codes) if (code >= 0) rows[code] = (rows[code] ?? 0) + 1;
  const most = mostBins - 2;
  const byRows = [...labels.keys()].sort((a, b) => (rows[b] ?? 0) - (rows[a] ?? 0));
  const binOf = new Map(byRows.slice(0, most).map((code, index) => [code, index + 1]));
  const rest = Math.min(most, labels.length) + 1;
  const bins = Uint8Array.from(codes, (code) => (code < 0 ? 0 : (binOf.get(code) ?? rest)));
  return { bins, ordered: false };
}
