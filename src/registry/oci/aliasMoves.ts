import * as v from 'valibot';
import type { AliasMove } from '../../model/remoteModels.ts';
import { indexType, type OciClient } from './ociClient.ts';

/*
 * Tags keep no history, so beside an alias lies an index at the tag `trackline-before-<alias>`: it
 * names the manifest that the alias was at before, and says which version that was. Whoever moves
 * the alias back next, from whatever machine, finds it there.
 */

const nowKey = 'dev.trackline.alias.now';
const beforeKey = 'dev.trackline.alias.before';
/** Tags that begin so are notes of ours, and no aliases. */
export const movePrefix = 'trackline-before-';

/** Notes where an alias was. */
export async function keepAliasMove(
  client: OciClient,
  alias: string,
  { now, before }: AliasMove,
): Promise<void> {
  const manifest = await client.manifest(before);
  if (manifest === undefined) return;
  const { type, digest, text } = manifest;
  const note = {
    schemaVersion: 2,
    mediaType: indexType,
    manifests: [{ mediaType: type, digest, size: Buffer.byteLength(text) }],
    annotations: { [nowKey]: now, [beforeKey]: before },
  };
  await client.putManifest(`${movePrefix}${alias}`, JSON.stringify(note), indexType);
}

const noteForm = v.object({
  annotations: v.object({ [nowKey]: v.string(), [beforeKey]: v.string() }),
});

/** The last move of an alias that was noted; undefined when none was. */
export async function lastAliasMove(
  client: OciClient,
  alias: string,
): Promise<AliasMove | undefined> {
  const found = await client.manifest(`${movePrefix}${alias}`);
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), noteForm), found?.text);
  if (!parsed.success) return undefined;
  const { annotations } = parsed.output;
  return { now: annotations[nowKey], before: annotations[beforeKey] };
}
