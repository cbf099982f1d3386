import * as v from 'valibot';
import type { FromRunPage, RunPageState } from '../../protocol/runPage.ts';

/** Characters that a person can be expected to write into a note. */
const longestText = 100_000;
const text = v.pipe(v.string(), v.maxLength(longestText));

const query = v.object({
  key: text,
  x: v.picklist(['step', 'time']),
  from: v.exactOptional(v.number()),
  to: v.exactOptional(v.number()),
  buckets: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)),
});

const plain = <const K extends FromRunPage['kind']>(kind: K) => v.object({ kind: v.literal(kind) });

const fromRunPage: v.GenericSchema<unknown, FromRunPage> = v.variant('kind', [
  plain('ready'),
  v.object({
    kind: v.literal('series'),
    request: v.number(),
    queries: v.pipe(v.array(query), v.maxLength(1000)),
  }),
  plain('stop'),
  plain('rerun'),
  plain('showLog'),
  plain('compare'),
  plain('showCodeChanges'),
  plain('restore'),
  plain('reproduce'),
  v.object({ kind: v.literal('package'), choice: v.exactOptional(text) }),
  v.object({ kind: v.literal('star'), on: v.boolean() }),
  v.object({ kind: v.literal('rename'), name: text }),
  v.object({ kind: v.literal('note'), text }),
  v.object({ kind: v.literal('openArtifact'), path: text }),
  plain('revealArtifacts'),
  v.object({ kind: v.literal('openFile'), path: text }),
  v.object({ kind: v.literal('openCommit'), commit: v.pipe(text, v.regex(/^[0-9a-f]{7,64}$/)) }),
  v.object({ kind: v.literal('openCode'), path: text }),
  plain('chooseObjective'),
  plain('openOriginal'),
  plain('compareWithOriginal'),
  v.object({ kind: v.literal('copy'), text }),
  plain('retry'),
  plain('showExtensionLog'),
]);

const state: v.GenericSchema<unknown, RunPageState> = v.object({
  store: v.string(),
  runId: v.string(),
  scroll: v.number(),
  view: v.exactOptional(
    v.object({
      open: v.record(v.string(), v.boolean()),
      x: v.picklist(['step', 'time']),
      logY: v.boolean(),
    }),
  ),
});

/** A message as the page sent it, or nothing when it is none of ours. */
export function readMessage(message: unknown): FromRunPage | undefined {
  const read = v.safeParse(fromRunPage, message);
  return read.success ? read.output : undefined;
}

/** What the page kept when the window was closed, or nothing when it kept nothing usable. */
export function readState(kept: unknown): RunPageState | undefined {
  const read = v.safeParse(state, kept);
  return read.success ? read.output : undefined;
}
