import * as v from 'valibot';
import type { AliasMove } from '../../model/remoteModels.ts';
import type { MlflowClient } from './mlflowClient.ts';
import { registeredModel } from './modelVersions.ts';

/** MLflow keeps no history of aliases, so where one was is noted in a tag of the model. */
const keyFor = (alias: string): string => `trackline.alias.${alias}`;

/** Notes where an alias was. */
export async function keepAliasMove(
  client: MlflowClient,
  name: string,
  alias: string,
  { now, before }: AliasMove,
): Promise<void> {
  const tag = { name, key: keyFor(alias), value: JSON.stringify({ now, before }) };
  await client.call('POST', 'registered-models/set-tag', tag, v.unknown());
}

const noteForm = v.object({ now: v.string(), before: v.string() });

/** The last move of an alias that was noted; undefined when none was. */
export async function lastAliasMove(
  client: MlflowClient,
  name: string,
  alias: string,
): Promise<AliasMove | undefined> {
  const text = (await registeredModel(client, name))?.tags[keyFor(alias)];
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), noteForm), text);
  return parsed.success ? parsed.output : undefined;
}
