import { userInfo } from 'node:os';
import { UserError } from '../model/errors.ts';
import type { ProjectFile } from '../model/projectFile.ts';
import { describePackage } from '../registry/describePackage.ts';
import type { Promotion } from '../store/tables/promotions.ts';
import type { Store } from '../store/store.ts';
import { gatesMustBeOpen } from './openGates.ts';
import type { TransferOptions } from './pushModel.ts';
import type { RegistryTarget } from './registryTarget.ts';
import { moveAlias } from './remote/changeRemote.ts';
import { remoteVersions } from './remote/remoteVersions.ts';

/**
 * Moves an alias of a model to a version, once its gates are open, and keeps that in its history.
 * With a registry the alias is moved there first.
 *
 * @param folder of the version's package.
 * @throws {ClosedGate} when a gate is closed.
 * @throws {UserError} when the run is not on record that they are judged on.
 */
export async function promoteModel(
  store: Store,
  folder: string,
  alias: string,
  file: ProjectFile,
  registry?: { readonly target: RegistryTarget; readonly options: TransferOptions },
): Promise<Promotion> {
  const { name, version, runId, digest } = await describePackage(folder);
  await gatesMustBeOpen(store, `${name} ${version}`, name, runId, file);
  if (registry !== undefined) await moveThere(store, registry, name, version, digest, alias);
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

async function moveThere(
  store: Store,
  { target, options }: { readonly target: RegistryTarget; readonly options: TransferOptions },
  name: string,
  version: string,
  digest: string,
  alias: string,
): Promise<void> {
  const place = { target, options, name };
  const versions = await remoteVersions(place);
  const pushed = versions.find((one) => one.package === digest);
  if (pushed === undefined) throw notPushed(name, version, target);
  await moveAlias(store, place, versions, pushed.version, alias);
}

function notPushed(name: string, version: string, { label }: RegistryTarget): UserError {
  return new UserError(`${name} ${version} is not in ${label}.`, 'Push it first.');
}
