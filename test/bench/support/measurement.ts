import { rounded, statistics } from './statistics.ts';
import type { Statistics } from './statistics.ts';

/** Whether a greater value is a better one. */
export type Better = 'lower' | 'higher';

/** A limit of DESIGN §8, and which figure it is for. */
export interface Budget {
  readonly of: 'median' | 'p95' | 'max' | 'ratio';
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** What the same was measured on, in the same run. */
export interface Peer extends Statistics {
  /** With its version, where it has one of its own. */
  readonly name: string;
  readonly settings?: Settings;
}

/** Sizes, seeds, versions and switches that a figure depends on. */
export type Settings = Readonly<Record<string, unknown>>;

/** One figure of the bench, as it is printed. */
export interface Measurement extends Statistics {
  readonly name: string;
  readonly what: string;
  readonly unit: string;
  readonly better: Better;
  /** Null for figures that are given as context. */
  readonly budget: Budget | null;
  /** Whether this run was within the budget. It never makes the bench fail. */
  readonly within?: boolean;
  readonly peer: Peer | null;
  /** Why there is none. */
  readonly noPeer?: string;
  /** How many times better ours is than the peer's, by the medians: 1 is the same. */
  readonly ratio?: number;
  readonly settings: Settings;
}

/** A figure before it is summed up. */
export interface Measured {
  readonly name: string;
  readonly what: string;
  readonly unit: string;
  readonly better: Better;
  readonly values: readonly number[];
  readonly budget?: Budget;
  readonly peer?: {
    readonly name: string;
    readonly values: readonly number[];
    readonly settings?: Settings;
  };
  readonly noPeer?: string;
  /** False where ours is a difference to the peer, of which a ratio would say nothing. */
  readonly comparable?: boolean;
  readonly settings: Settings;
}

/** Sums a figure up. */
export function measurement(measured: Measured): Measurement {
  const { values, peer: beside, budget = null, comparable = true, ...rest } = measured;
  const own = statistics(values);
  const peer = beside === undefined ? null : peerOf(beside);
  const ratio = peer === null || !comparable ? undefined : timesBetter(own, peer, measured.better);
  const within = budget === null ? undefined : isWithin(budget, own, ratio);
  return {
    name: rest.name,
    what: rest.what,
    unit: rest.unit,
    better: rest.better,
    ...own,
    budget,
    ...(within !== undefined && { within }),
    peer,
    ...(rest.noPeer !== undefined && { noPeer: rest.noPeer }),
    ...(ratio !== undefined && { ratio }),
    settings: rest.settings,
  };
}

function peerOf({ name, values, settings }: NonNullable<Measured['peer']>): Peer {
  return { name, ...statistics(values), ...(settings !== undefined && { settings }) };
}

function timesBetter(own: Statistics, peer: Statistics, better: Better): number | undefined {
  const ratio = better === 'lower' ? peer.median / own.median : own.median / peer.median;
  return Number.isFinite(ratio) ? rounded(ratio) : undefined;
}

function isWithin(
  { of, atMost, atLeast }: Budget,
  own: Statistics,
  ratio: number | undefined,
): boolean | undefined {
  const figure = of === 'ratio' ? ratio : own[of];
  if (figure === undefined) return undefined;
  return figure <= (atMost ?? Infinity) && figure >= (atLeast ?? -Infinity);
}
