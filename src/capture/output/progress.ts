import { mayBeMetric, isPart, stepRole } from './metricWords.ts';
import { type Pair, toNumber } from './pairs.ts';
import type { StatedStep } from './steps.ts';

/** A state of a tqdm bar, Lightning's included. */
export interface BarState {
  readonly pairs: readonly Pair[];
  readonly stated: StatedStep;
}

const knownLength = /(\d+(?:\.\d+)?[kMG]?)\/(\d+(?:\.\d+)?[kMG]?)\s*\[([^\]]*)/;
const openLength = /(\d+)it \[(\d+:\d\d[^\]]*)/;
const postfix = /(?:^|[\s,])([\p{L}_][\p{L}\p{N}_./@ -]*?)=\s*([^,\s]+)/gu;
const value = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|[+-]?(?:nan|inf))%?$/i;

/** Whether a line is a tqdm bar, whatever it holds. */
export function isBar(text: string): boolean {
  return text.includes('%|') || (text.includes('it [') && /\dit \[\d+:\d\d/.test(text));
}

/** `50%|█ | 5/10 [00:01<00:01, loss=0.3]`: the postfix's values, at the bar's position. */
export function barState(text: string): BarState {
  const start = Math.max(0, text.indexOf('%|'));
  const known = knownLength.exec(text.slice(start));
  const open = known ? undefined : openLength.exec(text);
  const description = text
    .slice(0, start)
    .replace(/\s*\d*$/, '')
    .replace(/:\s*$/, '');
  const part = isPart(description.trim()) ? `${description.trim()}/` : '';
  const pairs: Pair[] = [];
  for (const [, name = '', digits = ''] of (known?.[3] ?? open?.[2] ?? '').matchAll(postfix)) {
    const number = value.exec(digits)?.[1];
    const key = name.trim();
    if (number === undefined || stepRole(key) !== undefined || !mayBeMetric(key)) continue;
    pairs.push([part + key.replaceAll(' ', '_'), toNumber(number)]);
  }
  return { pairs, stated: barStep(description, known?.[1] ?? open?.[1], known?.[2]) };
}

function barStep(description: string, at = '', total = ''): StatedStep {
  if (!/^\d+$/.test(at)) return {};
  const epoch = /\bepoch\s*[:#[]?\s*(\d+)/i.exec(description)?.[1];
  if (epoch === undefined) return { position: Number(at) };
  return {
    epoch: Number(epoch),
    position: Number(at),
    ...(/^\d+$/.test(total) ? { total: Number(total) } : {}),
  };
}

/** A line of Keras's progress bar. */
export interface KerasState {
  /** Whether all batches of the epoch are in it. */
  readonly complete: boolean;
  /** The part of the line that holds the metrics. */
  readonly rest: string;
}

const kerasForm =
  /^\s*(\d+)\/(\d+|Unknown|\?)\s*(?:\[[=>.\s]*\]|[━╸╺─]+|(?=-\s*\d+(?:\.\d+)?[mu]?s))/;

/** `32/32 ━━━ 1s 2ms/step - accuracy: 0.9 - loss: 0.3`, in the forms of Keras 2 and 3. */
export function kerasState(text: string): KerasState | undefined {
  const found = kerasForm.exec(text);
  if (!found) return undefined;
  const metrics = text.indexOf(' - ', found[0].length);
  return { complete: found[1] === found[2], rest: metrics < 0 ? '' : text.slice(metrics) };
}

const boostingForm = /^\s*(?:\[[\d:. -]+\]\s*)?\[(\d+)\]\t/;
const boostingPair =
  /^(.+?)\s*:\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|[+-]?(?:nan|inf))(?:\s*\+\s*\S+)?$/i;

/**
 * `[10]⇥train-rmse:0.3⇥eval-rmse:0.4` of XGBoost and `[10]⇥valid_0's l2: 0.3` of LightGBM, whose
 * names become `valid_0-l2` as in XGBoost. Of cross-validation's `mean+deviation` the mean counts.
 */
export function boostingRound(text: string): { pairs: Pair[]; round: number } | undefined {
  const found = boostingForm.exec(text);
  if (!found) return undefined;
  const pairs: Pair[] = [];
  for (const field of text.slice(found[0].length).split('\t')) {
    const pair = boostingPair.exec(field.trim());
    if (!pair) return undefined;
    pairs.push([(pair[1] ?? '').replace("'s ", '-'), toNumber(pair[2] ?? '')]);
  }
  return { pairs, round: Number(found[1]) };
}
