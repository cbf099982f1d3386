import type { CompareParams, RunSeries } from '../../../src/protocol/compare.ts';
import type { ChartsView, Zoom } from './chartsView.ts';

/** What is known of one metric. */
export interface MetricSeries {
  /** Run → its whole series; absent as long as it has not come. */
  readonly overview?: ReadonlyMap<string, RunSeries>;
  /** Run → the stretch that is zoomed into; absent as long as it has not come. */
  readonly detail?: ReadonlyMap<string, RunSeries>;
  /** A sentence for people, when it could not be read. */
  readonly trouble?: string;
}

/** Told when the metric it watches has come or has grown. */
export type MetricListener = (series: MetricSeries) => void;

/** Asks the tracker. */
export type AskForSeries = (params: CompareParams<'series'>) => Promise<readonly RunSeries[]>;

/** What all charts have in common. */
export interface FeedSettings {
  readonly runIds: readonly string[];
  readonly x: ChartsView['x'];
  readonly logX: boolean;
  readonly zoom: Zoom | undefined;
}

interface Held {
  overview?: Map<string, RunSeries>;
  detail?: Map<string, RunSeries>;
  trouble?: string;
  /** Runs whose series have grown since they were asked for. */
  stale: Set<string>;
  /** Runs whose stretch has to be asked for. */
  staleDetail: Set<string>;
  underWay: boolean;
  /** When it may be asked for again, in milliseconds since the epoch. */
  notBefore: number;
}

/** Milliseconds between two requests for one metric whose runs are under way. */
const pause = 500;
/** Requests at once: while the tracker reads one, the page draws the other. */
const atOnce = 2;
/** Metrics that are kept though nobody looks at them. */
const mostHeld = 60;

/**
 * Fetches the series of those metrics that are looked at, in few requests at a time; again those
 * runs that have grown; and the finer buckets of a stretch that is zoomed into.
 */
export class MetricFeed {
  readonly #ask: AskForSeries;
  readonly #held = new Map<string, Held>();
  readonly #listeners = new Map<string, Set<MetricListener>>();
  #settings: FeedSettings = { runIds: [], x: 'step', logX: false, zoom: undefined };
  #underWay = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Answers to what was asked under older settings are thrown away. */
  #generation = 0;

  constructor(ask: AskForSeries) {
    this.#ask = ask;
  }

  /** Takes what has been set; what is shown stays until the new has come. */
  set(settings: FeedSettings): void {
    const old = this.#settings;
    this.#settings = settings;
    if (settings.x !== old.x || settings.logX !== old.logX) {
      this.#generation += 1;
      this.#held.clear();
    } else {
      const known = new Set(old.runIds);
      const added = settings.runIds.filter((id) => !known.has(id));
      for (const held of this.#held.values()) for (const id of added) held.stale.add(id);
    }
    if (JSON.stringify(settings.zoom) !== JSON.stringify(old.zoom)) this.#forgetDetail();
    this.#plan();
  }

  /** These runs may have new points. */
  touch(runIds: readonly string[]): void {
    const wanted = new Set(this.#settings.runIds);
    for (const held of this.#held.values()) {
      for (const id of runIds) {
        if (!wanted.has(id)) continue;
        held.stale.add(id);
        if (this.#settings.zoom !== undefined) held.staleDetail.add(id);
      }
    }
    this.#plan();
  }

  /** Reads a metric again that could not be read. */
  retry(key: string): void {
    this.#held.delete(key);
    for (const listener of this.#listeners.get(key) ?? []) listener({});
    this.#plan();
  }

  /** Keeps a metric coming while a chart is in sight; returns how to stop. */
  watch(key: string, listener: MetricListener): () => void {
    const listeners = this.#listeners.get(key) ?? new Set();
    listeners.add(listener);
    this.#listeners.set(key, listeners);
    const held = this.#held.get(key);
    if (held !== undefined) listener(seriesOf(held));
    this.#plan();
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(key);
    };
  }

  /** The whole series of a metric as far as they have come. */
  overview(key: string): ReadonlyMap<string, RunSeries> | undefined {
    return this.#held.get(key)?.overview;
  }

  #forgetDetail(): void {
    for (const held of this.#held.values()) {
      delete held.detail;
      held.staleDetail = new Set(this.#settings.zoom === undefined ? [] : this.#settings.runIds);
    }
  }

  #plan(): void {
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.#timer = undefined;
    const now = Date.now();
    let wait = Infinity;
    for (const key of this.#listeners.keys()) {
      const held = this.#heldOf(key);
      if (held.underWay || held.trouble !== undefined) continue;
      if (held.stale.size + held.staleDetail.size === 0) continue;
      if (held.notBefore > now) {
        wait = Math.min(wait, held.notBefore - now);
        continue;
      }
      if (this.#underWay >= atOnce) return;
      void this.#fetch(key, held);
    }
    if (wait < Infinity) this.#timer = setTimeout(() => this.#plan(), wait);
  }

  #heldOf(key: string): Held {
    const known = this.#held.get(key);
    if (known !== undefined) return known;
    const { runIds, zoom } = this.#settings;
    const held: Held = {
      stale: new Set(runIds),
      staleDetail: new Set(zoom === undefined ? [] : runIds),
      underWay: false,
      notBefore: 0,
    };
    this.#held.set(key, held);
    this.#dropUnseen();
    return held;
  }

  #dropUnseen(): void {
    for (const key of this.#held.keys()) {
      if (this.#held.size <= mostHeld) return;
      if (!this.#listeners.has(key)) this.#held.delete(key);
    }
  }

  /** The whole series first: smoothing of a stretch begins with what came before it. */
  async #fetch(key: string, held: Held): Promise<void> {
    const whole = held.stale.size > 0;
    const wanted = whole ? held.stale : held.staleDetail;
    if (whole) held.stale = new Set();
    else held.staleDetail = new Set();
    const { zoom } = this.#settings;
    const generation = this.#generation;
    held.underWay = true;
    held.notBefore = Date.now() + pause;
    this.#underWay += 1;
    try {
      const came = await this.#ask(this.#question(key, [...wanted], whole ? undefined : zoom));
      if (generation !== this.#generation || this.#held.get(key) !== held) return;
      if (whole) held.overview = merged(held.overview, wanted, came);
      else if (zoom === this.#settings.zoom) held.detail = merged(held.detail, wanted, came);
      if (held.staleDetail.size > 0) held.notBefore = 0;
    } catch (error) {
      held.trouble = error instanceof Error ? error.message : String(error);
    } finally {
      this.#underWay -= 1;
      held.underWay = false;
      if (this.#held.get(key) === held) this.#tell(key, held);
      this.#plan();
    }
  }

  #question(key: string, runIds: readonly string[], zoom: Zoom | undefined) {
    const { x, logX } = this.#settings;
    return {
      runIds,
      key,
      x,
      buckets: bucketsFor(this.#settings.runIds.length),
      ...(logX && x !== 'time' && { scale: 'logarithmic' as const }),
      ...(zoom !== undefined && { from: zoom[0], to: zoom[1] }),
    };
  }

  #tell(key: string, held: Held): void {
    const series = seriesOf(held);
    for (const listener of this.#listeners.get(key) ?? []) listener(series);
  }
}

/** Buckets of each line: what a chart can show of it, fewer the more lines there are. */
export function bucketsFor(runs: number): number {
  return Math.round(Math.min(300, Math.max(60, 12_500 / Math.max(1, runs))));
}

function seriesOf({ overview, detail, trouble }: Held): MetricSeries {
  return {
    ...(overview !== undefined && { overview }),
    ...(detail !== undefined && { detail }),
    ...(trouble !== undefined && { trouble }),
  };
}

/** What is known, with the answer for those runs that were asked for in place of theirs. */
function merged(
  known: ReadonlyMap<string, RunSeries> | undefined,
  asked: ReadonlySet<string>,
  came: readonly RunSeries[],
): Map<string, RunSeries> {
  const kept = [...(known ?? [])].filter(([id]) => !asked.has(id));
  return new Map([...kept, ...came.map((series) => [series.runId, series] as const)]);
}
