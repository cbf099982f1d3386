import * as v from 'valibot';
import { savedViewsSchema } from '../../model/compare/savedViews.ts';
import type { CompareScope } from '../../protocol/compare.ts';
import type {
  CompareAction,
  ComparePageState,
  FromComparePage,
} from '../../protocol/comparePage.ts';
import { compareMethod } from './compareRequestSchemas.ts';

const text = v.pipe(v.string(), v.maxLength(10_000));
const runId = v.pipe(v.string(), v.maxLength(200));
const runIds = v.pipe(v.array(runId), v.maxLength(1_000_000));

const scope: v.GenericSchema<unknown, CompareScope> = v.variant('kind', [
  v.object({ kind: v.literal('runs'), runIds }),
  v.object({ kind: v.literal('experiments'), experimentIds: v.exactOptional(v.array(text)) }),
]);

/** Characters of a file that the panel may write: a report with its pictures. */
const longestFile = 200_000_000;

const action: v.GenericSchema<unknown, CompareAction> = v.variant('kind', [
  v.object({ kind: v.literal('openRun'), runId }),
  v.object({ kind: v.literal('showCodeChanges'), before: runId, after: runId }),
  v.object({ kind: v.literal('star'), runIds, on: v.boolean() }),
  v.object({ kind: v.literal('copy'), text: v.pipe(v.string(), v.maxLength(longestFile)) }),
  v.object({ kind: v.literal('openCommit'), commit: v.pipe(text, v.regex(/^[0-9a-f]{7,64}$/)) }),
  v.object({
    kind: v.literal('saveFile'),
    name: v.pipe(text, v.regex(/^[^/\\\0]+$/)),
    content: v.pipe(v.string(), v.maxLength(longestFile)),
    base64: v.exactOptional(v.boolean()),
  }),
  v.object({ kind: v.literal('saveViews'), views: savedViewsSchema }),
  v.object({ kind: v.literal('showExtensionLog') }),
]);

const fromComparePage: v.GenericSchema<unknown, FromComparePage> = v.variant('kind', [
  v.object({ kind: v.literal('ready'), retry: v.exactOptional(v.boolean()) }),
  v.object({
    kind: v.literal('request'),
    id: v.number(),
    method: compareMethod,
    params: v.unknown(),
  }),
  v.object({ kind: v.literal('scope'), scope }),
  v.object({ kind: v.literal('action'), action }),
]);

/** Only what the host needs of it; the rest is the page's own to read. */
const state: v.GenericSchema<unknown, Pick<ComparePageState, 'store' | 'scope'>> = v.object({
  store: v.pipe(v.string(), v.minLength(1)),
  scope,
});

/** A message as the page sent it, or nothing when it is none of ours. */
export function readMessage(message: unknown): FromComparePage | undefined {
  const read = v.safeParse(fromComparePage, message);
  return read.success ? read.output : undefined;
}

/** What the page kept when the window was closed, or nothing when it kept nothing usable. */
export function readState(kept: unknown): Pick<ComparePageState, 'store' | 'scope'> | undefined {
  const read = v.safeParse(state, kept);
  return read.success ? read.output : undefined;
}
