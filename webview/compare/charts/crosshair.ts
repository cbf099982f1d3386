import { nearest } from '../../shared/lineChart.ts';
import type { DrawnLine, Drawing } from '../../shared/charts/drawing.ts';

/** Where a line is at the crosshair. */
export interface LineValue {
  readonly line: DrawnLine;
  readonly index: number;
  readonly x: number;
  readonly value: number;
}

/** The one crosshair of all charts: an x, and the chart that it is moved in. */
export class Crosshair {
  readonly #listeners = new Set<() => void>();
  #at: number | undefined;
  #source: string | undefined;
  #telling = false;

  get at(): number | undefined {
    return this.#at;
  }

  /** The metric of the chart that it is moved in. */
  get source(): string | undefined {
    return this.#source;
  }

  /** Moves it; all who listen are told once a frame. */
  set(at: number | undefined, source: string | undefined): void {
    if (at === this.#at && source === this.#source) return;
    this.#at = at;
    this.#source = at === undefined ? undefined : source;
    if (this.#telling) return;
    this.#telling = true;
    requestAnimationFrame(() => {
      this.#telling = false;
      for (const listener of this.#listeners) listener();
    });
  }

  /** Calls back whenever it has moved; returns how to stop. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** The place of the point nearest to an x, of whichever line. */
export function snapped({ lines }: Drawing, at: number): number {
  let place = Infinity;
  for (const { x } of lines) {
    const index = nearest(x, at);
    const found = index === undefined ? undefined : x[index];
    if (found !== undefined && Math.abs(found - at) < Math.abs(place - at)) place = found;
  }
  return Number.isFinite(place) ? place : at;
}

/** The value of each line at an x, the greatest first; lines that do not reach there have none. */
export function valuesAt({ lines }: Drawing, at: number): LineValue[] {
  return lines
    .flatMap((line): LineValue[] => {
      const index = nearest(line.x, at);
      if (index === undefined) return [];
      const first = line.x[0] ?? at;
      const last = line.x.at(-1) ?? at;
      // Between two buckets the nearest one stands; before the first and behind the last none does.
      const reach = (last - first) / Math.max(1, line.x.length - 1) || 0;
      if (line.x.length > 1 && (at < first - reach || at > last + reach)) return [];
      return [{ line, index, x: line.x[index] ?? at, value: line.y[index] ?? Number.NaN }];
    })
    .sort((a, b) => rank(b.value) - rank(a.value) || a.line.name.localeCompare(b.line.name));
}

/** NaN comes last. */
function rank(value: number): number {
  if (Number.isNaN(value)) return -Number.MAX_VALUE;
  return Math.max(-Number.MAX_VALUE / 2, Math.min(Number.MAX_VALUE / 2, value / 4));
}
