import { userInfo } from 'node:os';
import { UserError } from '../model/errors.ts';
import type { GateVerdict } from '../model/gates.ts';
import type { ProjectFile } from '../model/projectFile.ts';
import { describePackage } from '../registry/describePackage.ts';
import { setAlias, modelVersions, versionTags } from '../registry/mlflow/modelVersions.ts';
import type { Promotion } from '../store/tables/promotions.ts';
import type { Store } from '../store/store.ts';
import { judgeRun } from './judgeRun.ts';
import { connect, mlflowClient, ociReference, type TransferOptions } from './pushModel.ts';
import type { RegistryTarget } from './registryTarget.ts';

/** Thrown when a gate is closed. */
export class ClosedGate extends UserError {
  readonly verdicts: readonly GateVerdict[];

  constructor(name: string, verdicts: readonly GateVerdict[]) {
    const closed = verdicts.filter(({ open }) => !open);
    super(
      `${name} may not be promoted: ${closed.map(({ reason }) => reason).join(' ')}`,
      'Train a model that meets the gates of trackline.yaml.',
    );
    this.verdicts = verdicts;
  }
}

/**
 * Moves an alias of a model to a version, once its gates are open, and keeps that in its history.
 * With a registry the alias is moved there first.
 *
 * @param folder of the version's package.
 * @throws {ClosedGate} when a gate is closed, or the run is not on record that they are judged on.
 */
export async function promoteModel(
  store: Store,
  folder: string,
  alias: string,
  file: ProjectFile,
  registry?: { readonly target: RegistryTarget; readonly options: TransferOptions },
): Promise<Promotion> {
  const { name, version, runId, digest } = await describePackage(folder);
  await mustBeOpen(store, `${name} ${version}`, name, runId, file);
  if (registry !== undefined) await moveThere(registry, name, version, digest, alias);
  const promotion = {
    time: Date.now(),
    user: userInfo().username,
    name,
    alias,
    version,
    package: digest,
    ...(registry === undefined ? {} : { registry: registry.target.label }),
    ...(runId === undefined ? {} : { run: runId }),
  };
  store.promotions.add(promotion);
  return promotion;
}

async function mustBeOpen(
  store: Store,
  label: string,
  name: string,
  runId: string | undefined,
  file: ProjectFile,
): Promise<void> {
  if (file.gates.length === 0) return;
  const run = runId === undefined ? undefined : store.runs.get(runId);
  if (run === undefined) {
    throw new UserError(
      `${label} may not be promoted: the run that made it is not on record here, so its gates cannot be judged.`,
      'Package the model of a recorded run.',
    );
  }
  const verdicts = await judgeRun(store, run, file, name);
  if (verdicts.some(({ open }) => !open)) throw new ClosedGate(label, verdicts);
}

async function moveThere(
  { target, options }: { readonly target: RegistryTarget; readonly options: TransferOptions },
  name: string,
  version: string,
  digest: string,
  alias: string,
): Promise<void> {
  if (target.kind === 'mlflow') {
    using client = mlflowClient(target, options);
    const pushed = (await modelVersions(client, name)).find(
      ({ tags }) => tags[versionTags.package] === digest,
    );
    if (pushed === undefined) throw notPushed(name, version, target);
    await setAlias(client, name, alias, pushed.version);
    return;
  }
  using client = await connect(ociReference(target, name, version), target, options);
  const manifest = await client.manifest(version);
  if (manifest === undefined) throw notPushed(name, version, target);
  await client.putManifest(alias, manifest.text, manifest.type);
}

function notPushed(name: string, version: string, { label }: RegistryTarget): UserError {
  return new UserError(`${name} ${version} is not in ${label}.`, 'Push it first.');
}
