import { binned, type BinnedFeature } from './bins.ts';
import { columnOf, numbersOf, type Cell, type Column } from './column.ts';
import { correlation, type Correlation } from './correlation.ts';
import { seededRandom, shuffle } from './random.ts';
import { foretell, growTree, type TreeNode } from './regressionTree.ts';
import { boundedTarget, rankedTarget } from './target.ts';

/*
 * Which parameter did it? A random forest learns to foretell the objective from the parameters;
 * then each parameter is shuffled among runs that the forest has not seen, and what that costs in
 * foretelling is the parameter's importance (permutation importance, Breiman 2001). All of it is
 * done many times on other divisions of the runs, which tells how sure the answer is.
 *
 * What is foretold is the objective itself, or, where that tells little, its ranks. Values that are
 * spread over powers of ten, or of which some are infinite, leave the squares of a few runs to
 * decide about all; their order says as much of each run. It is looked at second since it forgets
 * by how much runs differ, which is what people ask for where the values can tell.
 */

/** A parameter: its name, and what each run has there. */
export interface Parameter {
  readonly name: string;
  readonly cells: readonly Cell[];
}

/** What one parameter is worth for foretelling the objective. */
export interface ParameterImportance {
  readonly name: string;
  /** By how much the share of explained variation (R²) falls when the parameter is shuffled. */
  readonly importance: number;
  /** Nine tenths of the repetitions lie between these. */
  readonly low: number;
  readonly high: number;
  /** Whether the parameter matters beyond doubt: `low` is above zero. */
  readonly sure: boolean;
  /** Spearman's, with the objective; absent for kinds that have no order. */
  readonly correlation?: Correlation;
}

export type Importance =
  | {
      readonly kind: 'told';
      /** What was explained: the objective, or in which order the runs stand by it. */
      readonly by: 'values' | 'ranks';
      /** Greatest first. */
      readonly parameters: readonly ParameterImportance[];
      /** Share of the variation of what `by` says that is explained in runs not learnt from. */
      readonly explained: number;
      /** Runs that it was learnt from. */
      readonly runs: number;
      /** Parameters that have one value in all of these runs. */
      readonly constant: readonly string[];
    }
  /** Nobody can tell. */
  | { readonly kind: 'unknown'; readonly reason: UnknownReason; readonly runs: number };

export type UnknownReason =
  /** Fewer runs with the objective than `fewestRuns`. */
  | 'few-runs'
  /** The objective is the same in all runs. */
  | 'constant-objective'
  /** No parameter has different values. */
  | 'no-parameter'
  /** The parameters foretell nothing about runs that were not learnt from. */
  | 'nothing-explained';

/** With fewer runs than this any answer would be chance. */
export const fewestRuns = 12;
/** More are not needed for an answer, and would only take time. */
const mostRuns = 600;
/** Values of parameters that are learnt from: with more, nobody would wait for the answer. */
const mostValues = 60_000;
const repetitions = 24;
const trees = 12;
const deepest = 10;
/** The share of runs kept aside to look what was learnt. */
const aside = 0.3;
/** Below this share of explained variation the forest has learnt nothing worth telling. */
const leastExplained = 0.05;
/** From this share on nobody looks at the ranks too. */
const enoughExplained = 0.5;
/** How much more than of the values must be explained of the ranks to be told in their place. */
const clearlyMore = 0.1;

/**
 * Works out the importance of parameters. The same runs give the same answer. It takes up to two
 * seconds, in pieces: `pause` is waited for between them.
 */
export async function parameterImportance(
  parameters: readonly Parameter[],
  objective: Float64Array,
  pause: () => Promise<void>,
): Promise<Importance> {
  const random = seededRandom(20_260_101);
  const most = Math.min(mostRuns, Math.floor(mostValues / Math.max(1, parameters.length)));
  const rows = chosenRows(objective, Math.max(fewestRuns, most), random);
  const runs = rows.length;
  if (runs < fewestRuns) return { kind: 'unknown', reason: 'few-runs', runs };
  const values = Float64Array.from(rows, (row) => objective[row] ?? 0);
  const ranked = rankedTarget(values);
  if (ranked === undefined) return { kind: 'unknown', reason: 'constant-objective', runs };
  const columns = parameters.map(({ name, cells }) => {
    const column = columnOf(Array.from(rows, (row) => cells[row]));
    return { name, column, feature: binned(column) };
  });
  const varying = columns.filter(({ feature }) => new Set(feature.bins).size > 1);
  if (varying.length === 0) return { kind: 'unknown', reason: 'no-parameter', runs };
  const lookAt = async (target: Float64Array): Promise<Look> =>
    look(
      varying.map(({ feature }) => feature),
      target,
      random,
      pause,
    );
  const bounded = boundedTarget(values);
  const ofValues = bounded === undefined ? nothingSeen : await lookAt(bounded);
  const ofRanks = ofValues.explained < enoughExplained ? await lookAt(ranked) : nothingSeen;
  const byRanks = ofRanks.explained >= Math.max(0, ofValues.explained) + clearlyMore;
  const { explained, drops } = byRanks ? ofRanks : ofValues;
  if (explained < leastExplained) return { kind: 'unknown', reason: 'nothing-explained', runs };
  return {
    kind: 'told',
    by: byRanks ? 'ranks' : 'values',
    parameters: varying
      .map(({ name, column }, index) => summary(name, column, ranked, drops[index] ?? []))
      .sort((a, b) => b.importance - a.importance),
    explained,
    runs,
    constant: columns.filter((column) => !varying.includes(column)).map(({ name }) => name),
  };
}

/** Runs with an objective, drawn by lot when they are too many. */
function chosenRows(objective: Float64Array, most: number, random: () => number): Int32Array {
  const all = Int32Array.from(objective.keys()).filter(
    (row) => !Number.isNaN(objective[row] ?? Number.NaN),
  );
  if (all.length <= most) return all;
  shuffle(all, random);
  return all.slice(0, most).sort();
}

/** What the repetitions amount to: the share explained on average, and all drops by feature. */
interface Look {
  readonly explained: number;
  readonly drops: readonly (readonly number[])[];
}

const nothingSeen: Look = { explained: -Infinity, drops: [] };

async function look(
  features: readonly BinnedFeature[],
  target: Float64Array,
  random: () => number,
  pause: () => Promise<void>,
): Promise<Look> {
  const drops = features.map(() => [] as number[]);
  const explained: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    const told = repeatOnce(features, target, random);
    explained.push(told.explained);
    told.drops.forEach((drop, index) => drops[index]?.push(drop));
    await pause();
  }
  return { explained: mean(explained), drops };
}

interface Repetition {
  readonly explained: number;
  readonly drops: readonly number[];
}

/** Learns from some of the runs, and looks at the others. */
function repeatOnce(
  features: readonly BinnedFeature[],
  target: Float64Array,
  random: () => number,
): Repetition {
  const order = Int32Array.from(target.keys());
  shuffle(order, random);
  const kept = Math.max(3, Math.round(order.length * aside));
  const unseen = order.slice(0, kept);
  const forest = grownForest(order.slice(kept), features, target, random);
  const average = mean(Array.from(unseen, (row) => target[row] ?? 0));
  const variation = unseen.reduce((sum, row) => sum + ((target[row] ?? 0) - average) ** 2, 0);
  if (variation === 0) return { explained: 0, drops: features.map(() => 0) };
  const error = (feature: number, from: Int32Array): number =>
    unseen.reduce((sum, row, index) => {
      const swap = { feature, row: from[index] ?? row };
      let foretold = 0;
      for (const tree of forest) foretold += foretell(tree, features, row, swap);
      return sum + ((target[row] ?? 0) - foretold / forest.length) ** 2;
    }, 0);
  const whole = error(-1, unseen);
  const drops = features.map((_, feature) => {
    const shuffled = unseen.slice();
    shuffle(shuffled, random);
    return (error(feature, shuffled) - whole) / variation;
  });
  return { explained: 1 - whole / variation, drops };
}

function grownForest(
  rows: Int32Array,
  features: readonly BinnedFeature[],
  target: Float64Array,
  random: () => number,
): TreeNode[] {
  const options = {
    features,
    target,
    // A third of the features a split, as is usual where a number is foretold.
    choice: Math.max(1, Math.ceil(features.length / 3)),
    deepest,
    random,
  };
  return Array.from({ length: trees }, () =>
    growTree(
      rows.map(() => rows[Math.floor(random() * rows.length)] ?? 0),
      options,
    ),
  );
}

function summary(
  name: string,
  column: Column,
  ranked: Float64Array,
  drops: readonly number[],
): ParameterImportance {
  const sorted = Float64Array.from(drops).sort();
  const tail = Math.floor(sorted.length * 0.05);
  const low = sorted[tail] ?? 0;
  const numbers = numbersOf(column);
  return {
    name,
    importance: mean(drops),
    low,
    high: sorted[sorted.length - 1 - tail] ?? 0,
    sure: low > 0,
    ...(numbers !== undefined && { correlation: correlation(numbers, ranked, 'spearman') }),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
