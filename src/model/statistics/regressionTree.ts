import { mostBins, type BinnedFeature } from './bins.ts';
import { shuffle } from './random.ts';

/** A tree that foretells a number from binned features (CART, least squares). */
export type TreeNode =
  | { readonly kind: 'leaf'; readonly value: number }
  | {
      readonly kind: 'split';
      readonly feature: number;
      /** A bit for each bin: 1 leads to the left. */
      readonly toLeft: number;
      readonly left: TreeNode;
      readonly right: TreeNode;
    };

/** How a tree is grown. */
export interface GrowOptions {
  readonly features: readonly BinnedFeature[];
  readonly target: Float64Array;
  /** Features that each split chooses from. */
  readonly choice: number;
  readonly deepest: number;
  readonly random: () => number;
}

interface Split {
  readonly feature: number;
  readonly toLeft: number;
  readonly gain: number;
}

/** Rows that are too few to be divided. */
const fewestRows = 4;

/** Grows a tree on some rows, which may occur several times. */
export function growTree(rows: Int32Array, options: GrowOptions, depth = 0): TreeNode {
  const { target, features, deepest } = options;
  let sum = 0;
  for (const row of rows) sum += target[row] ?? 0;
  const split =
    rows.length < fewestRows || depth >= deepest ? undefined : bestSplit(rows, sum, options);
  const bins = split === undefined ? undefined : features[split.feature]?.bins;
  if (split === undefined || bins === undefined) return { kind: 'leaf', value: sum / rows.length };
  const goesLeft = (row: number): boolean => ((split.toLeft >>> (bins[row] ?? 0)) & 1) === 1;
  return {
    kind: 'split',
    feature: split.feature,
    toLeft: split.toLeft,
    left: growTree(
      rows.filter((row) => goesLeft(row)),
      options,
      depth + 1,
    ),
    right: growTree(
      rows.filter((row) => !goesLeft(row)),
      options,
      depth + 1,
    ),
  };
}

/** A feature whose value is taken from another row. */
export interface Swap {
  readonly feature: number;
  readonly row: number;
}

/** What a tree foretells for a row. */
export function foretell(
  tree: TreeNode,
  features: readonly BinnedFeature[],
  row: number,
  swap: Swap,
): number {
  let node = tree;
  while (node.kind === 'split') {
    const source = node.feature === swap.feature ? swap.row : row;
    const bin = features[node.feature]?.bins[source] ?? 0;
    node = ((node.toLeft >>> bin) & 1) === 1 ? node.left : node.right;
  }
  return node.value;
}

function bestSplit(rows: Int32Array, sum: number, options: GrowOptions): Split | undefined {
  const order = Int32Array.from(options.features.keys());
  shuffle(order, options.random);
  let best: Split | undefined;
  // As many as were asked for, and further ones as long as none divides the rows.
  for (let tried = 0; tried < order.length; tried += 1) {
    if (tried >= options.choice && best !== undefined) break;
    const split = splitBy(order[tried] ?? 0, rows, sum, options);
    if (split !== undefined && split.gain > (best?.gain ?? 1e-12)) best = split;
  }
  return best;
}

/* Used again and again, since most nodes are small and there are many. */
const counts = new Float64Array(mostBins);
const sums = new Float64Array(mostBins);
const used = new Uint8Array(mostBins);

function splitBy(
  feature: number,
  rows: Int32Array,
  sum: number,
  { features, target }: GrowOptions,
): Split | undefined {
  const binned = features[feature];
  if (binned === undefined) return undefined;
  const usedBins = collect(rows, target, binned);
  // For kinds without an order, the order of their means holds the best division.
  if (!binned.ordered) usedBins.sort((a, b) => meanOf(a) - meanOf(b));
  let [leftCount, leftSum, cut, gain] = [0, 0, 0, 0];
  const whole = (sum * sum) / rows.length;
  for (let at = 0; at < usedBins.length - 1; at += 1) {
    leftCount += counts[usedBins[at] ?? 0] ?? 0;
    leftSum += sums[usedBins[at] ?? 0] ?? 0;
    const rightSum = sum - leftSum;
    const won =
      (leftSum * leftSum) / leftCount + (rightSum * rightSum) / (rows.length - leftCount) - whole;
    if (won <= gain) continue;
    gain = won;
    cut = at + 1;
  }
  return cut === 0 ? undefined : { feature, toLeft: leftOf(usedBins, cut, binned.ordered), gain };
}

/** Adds the target up by bin; the bins that any row has, ascending. */
function collect(rows: Int32Array, target: Float64Array, { bins }: BinnedFeature): Uint8Array {
  counts.fill(0);
  sums.fill(0);
  for (const row of rows) {
    const bin = bins[row] ?? 0;
    counts[bin] = (counts[bin] ?? 0) + 1;
    sums[bin] = (sums[bin] ?? 0) + (target[row] ?? 0);
  }
  let different = 0;
  for (let bin = 0; bin < mostBins; bin += 1) {
    if ((counts[bin] ?? 0) === 0) continue;
    used[different] = bin;
    different += 1;
  }
  return used.subarray(0, different);
}

function meanOf(bin: number): number {
  return (sums[bin] ?? 0) / (counts[bin] ?? 1);
}

function leftOf(usedBins: Uint8Array, cut: number, ordered: boolean): number {
  let mask = 0;
  if (!ordered) {
    for (const bin of usedBins.subarray(0, cut)) mask |= 1 << bin;
    return mask;
  }
  // Bins that none of these rows has may come up in others; half of the gap goes with each side.
  const bound = ((usedBins[cut - 1] ?? 0) + (usedBins[cut] ?? 0)) / 2;
  for (let bin = 0; bin < bound; bin += 1) mask |= 1 << bin;
  return mask;
}
