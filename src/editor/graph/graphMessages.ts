import * as v from 'valibot';
import type { FromGraphPage, GraphPageState, StageContext } from '../../protocol/graphPage.ts';

const fromPage: v.GenericSchema<unknown, FromGraphPage> = v.variant('kind', [
  v.object({ kind: v.literal('ready') }),
  v.object({ kind: v.literal('open'), node: v.string(), focus: v.boolean() }),
  v.object({
    kind: v.literal('act'),
    node: v.string(),
    action: v.picklist(['run', 'runWithNeeds', 'showLastRun']),
  }),
  v.object({
    kind: v.literal('openTrouble'),
    index: v.pipe(v.number(), v.integer(), v.minValue(0)),
  }),
  v.object({ kind: v.literal('retry') }),
  v.object({ kind: v.literal('showExtensionLog') }),
]);

/** The host needs no more of it; the rest is the page's own. */
const state: v.GenericSchema<unknown, Pick<GraphPageState, 'file'>> = v.object({
  file: v.pipe(v.string(), v.minLength(1)),
});

const context: v.GenericSchema<unknown, Pick<StageContext, 'root' | 'node'>> = v.object({
  root: v.string(),
  node: v.string(),
});

/** A message as the page sent it, or nothing when it is none of ours. */
export function readMessage(message: unknown): FromGraphPage | undefined {
  const read = v.safeParse(fromPage, message);
  return read.success ? read.output : undefined;
}

/** The file that a page was about when the window was closed. */
export function readFile(kept: unknown): string | undefined {
  const read = v.safeParse(state, kept);
  return read.success ? read.output.file : undefined;
}

/** The box whose context menu a command was chosen from. */
export function readContext(given: unknown): Pick<StageContext, 'root' | 'node'> | undefined {
  const read = v.safeParse(context, given);
  return read.success ? read.output : undefined;
}
