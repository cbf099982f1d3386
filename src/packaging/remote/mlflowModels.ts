import type { RemoteModel, RemoteModels, RemoteVersion } from '../../model/remoteModels.ts';
import type { MlflowClient } from '../../registry/mlflow/mlflowClient.ts';
import {
  modelVersions,
  registeredModel,
  registeredModels,
  versionTags,
  type ModelVersion,
  type RegisteredName,
} from '../../registry/mlflow/modelVersions.ts';
import { mlflowClient, type TransferOptions } from '../pushModel.ts';
import type { RegistryTarget } from '../registryTarget.ts';

/**
 * The registered models of an MLflow server.
 *
 * @param asked names that should be among them.
 * @throws {UserError} when there is no such server, or it does not let us in.
 */
export async function mlflowModels(
  target: RegistryTarget,
  options: TransferOptions,
  asked: readonly string[],
): Promise<RemoteModels> {
  using client = mlflowClient(target, options);
  const models: RemoteModel[] = [];
  for (const registered of await registeredModels(client)) {
    const versions = await modelVersions(client, registered.name);
    models.push({
      name: registered.name,
      versions: versions.map((version) => described(registered, version)),
    });
  }
  const missing = asked.filter((name) => !models.some((model) => model.name === name));
  return { kind: 'mlflow', models, complete: true, problems: [], missing };
}

/** The versions of one registered model, the newest first; none when it does not exist. */
export async function mlflowVersions(
  client: MlflowClient,
  name: string,
): Promise<readonly RemoteVersion[]> {
  const registered = await registeredModel(client, name);
  if (registered === undefined) return [];
  return (await modelVersions(client, name)).map((version) => described(registered, version));
}

function described(
  { name, aliases }: RegisteredName,
  { version, created, tags, runId }: ModelVersion,
): RemoteVersion {
  const own = tags[versionTags.package];
  const packageVersion = tags[versionTags.packageVersion];
  // The run that a push makes on the server is not the one that trained the model.
  const run = tags[versionTags.run] ?? (own === undefined && runId !== '' ? runId : undefined);
  const override = tags[versionTags.override];
  const deprecated = tags[versionTags.deprecated];
  return {
    version,
    reference: `models:/${name}/${version}`,
    aliases: Object.entries(aliases)
      .filter(([, at]) => at === version)
      .map(([alias]) => alias)
      .toSorted(),
    ...(created > 0 && { created: new Date(created).toISOString() }),
    ...(own !== undefined && { package: own }),
    ...(packageVersion !== undefined && { packageVersion }),
    ...(run !== undefined && { run }),
    ...(override !== undefined && { override }),
    ...(deprecated !== undefined && { deprecated }),
    ...(tags[versionTags.signed] !== undefined && { signed: true as const }),
  };
}
