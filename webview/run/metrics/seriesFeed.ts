import type { MetricSummary } from '../../../src/model/run.ts';
import type { SeriesBuckets, SeriesQuery } from '../../../src/protocol/views.ts';

/** Told when the series it watches has come or has grown. */
export type SeriesListener = (series: SeriesBuckets) => void;

/** Sends one numbered request for series to the host. */
export type AskForSeries = (request: number, queries: readonly SeriesQuery[]) => void;

interface Held {
  /** Absent when the host has no such series. */
  readonly series: SeriesBuckets | undefined;
  /** Of the summary at the time of asking. */
  readonly count: number;
}

const buckets = 250;
/** Milliseconds between two requests. */
const pause = 500;
/** Milliseconds after which an unanswered request is given up and asked again. */
const patience = 10_000;

/**
 * Fetches the points of those series that are looked at, again each time one has grown. At most
 * one request is under way and two are sent in a second, however many charts are in sight.
 */
export class SeriesFeed {
  readonly #ask: AskForSeries;
  readonly #held = new Map<string, Held>();
  readonly #listeners = new Map<string, Set<SeriesListener>>();
  #metrics: Readonly<Record<string, MetricSummary>> = {};
  #x: 'step' | 'time' = 'step';
  #underWay: { request: number; counts: Map<string, number>; x: 'step' | 'time' } | undefined;
  #lastRequest = 0;
  #notBefore = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ask: AskForSeries) {
    this.#ask = ask;
  }

  /** What the run's metrics amount to now; series that have grown are fetched again. */
  update(metrics: Readonly<Record<string, MetricSummary>>, x: 'step' | 'time'): void {
    if (x !== this.#x) {
      this.#x = x;
      // What was asked for on the other axis is of no use any more.
      this.#underWay = undefined;
      this.#notBefore = 0;
      for (const [key, listeners] of this.#listeners) this.#tell(key, listeners);
    }
    this.#metrics = metrics;
    this.#plan();
  }

  /** Keeps a series coming while a chart is in sight; returns how to stop. */
  watch(key: string, listener: SeriesListener): () => void {
    const listeners = this.#listeners.get(key) ?? new Set();
    listeners.add(listener);
    this.#listeners.set(key, listeners);
    this.#tell(key, new Set([listener]));
    this.#plan();
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(key);
    };
  }

  /** Takes the host's answer; one to an older request is ignored. */
  receive(request: number, series: readonly SeriesBuckets[]): void {
    const underWay = this.#underWay;
    if (underWay?.request !== request) return;
    this.#underWay = undefined;
    for (const [key, count] of underWay.counts) {
      const name = nameOf(key, underWay.x);
      const got = series.find((each) => each.key === key) ?? this.#held.get(name)?.series;
      this.#held.set(name, { series: got, count });
      this.#tell(key, this.#listeners.get(key) ?? new Set());
    }
    this.#plan();
  }

  #tell(key: string, listeners: ReadonlySet<SeriesListener>): void {
    const series = this.#held.get(nameOf(key, this.#x))?.series;
    if (series === undefined) return;
    for (const listener of listeners) listener(series);
  }

  #stale(): string[] {
    return [...this.#listeners.keys()].filter((key) => {
      const summary = this.#metrics[key];
      return summary !== undefined && this.#held.get(nameOf(key, this.#x))?.count !== summary.count;
    });
  }

  #plan(): void {
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#underWay !== undefined || this.#stale().length === 0) return;
    const wait = Math.max(0, this.#notBefore - Date.now());
    this.#timer = setTimeout(() => this.#send(), wait);
  }

  #send(): void {
    this.#timer = undefined;
    const keys = this.#stale();
    if (keys.length === 0) return;
    this.#lastRequest += 1;
    const counts = new Map(keys.map((key) => [key, this.#metrics[key]?.count ?? 0]));
    this.#underWay = { request: this.#lastRequest, counts, x: this.#x };
    this.#notBefore = Date.now() + pause;
    this.#ask(
      this.#lastRequest,
      keys.map((key) => ({ key, x: this.#x, buckets })),
    );
    this.#giveUpLater(this.#lastRequest);
  }

  #giveUpLater(request: number): void {
    setTimeout(() => {
      if (this.#underWay?.request !== request) return;
      this.#underWay = undefined;
      this.#plan();
    }, patience);
  }
}

function nameOf(key: string, x: 'step' | 'time'): string {
  return `${x} ${key}`;
}
