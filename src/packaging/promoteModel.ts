import { userInfo } from 'node:os';
import { UserError } from '../model/errors.ts';
import type { ProjectFile } from '../model/projectFile.ts';
import type { RemoteVersion } from '../model/remoteModels.ts';
import { describePackage } from '../registry/describePackage.ts';
import type { Promotion } from '../store/tables/promotions.ts';
import type { Store } from '../store/store.ts';
import { championIn, championOf, type Champion } from './champion.ts';
import { gatesMustBeOpen } from './openGates.ts';
import type { TransferOptions } from './pushModel.ts';
import type { RegistryTarget } from './registryTarget.ts';
import { moveAlias } from './remote/changeRemote.ts';
import { remoteVersions, type RemotePlace } from './remote/remoteVersions.ts';

/**
 * Moves an alias of a model to a version, once its gates are open, and keeps that in its history.
 * With a registry the alias is moved there first, and its champion is what counts.
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
  const place = registry === undefined ? undefined : { ...registry, name };
  const versions = place === undefined ? [] : await remoteVersions(place);
  const champion = (): Champion | undefined | Promise<Champion | undefined> =>
    place === undefined ? championOf(store, name) : championIn(store, place, versions);
  await gatesMustBeOpen(store, `${name} ${version}`, champion, runId, file);
  if (place !== undefined) await moveThere(store, place, versions, version, digest, alias);
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
  place: RemotePlace,
  versions: readonly RemoteVersion[],
  version: string,
  digest: string,
  alias: string,
): Promise<void> {
  const pushed = versions.find((one) => one.package === digest);
  if (pushed === undefined) throw notPushed(place.name, version, place.target);
  await moveAlias(store, place, versions, pushed.version, alias);
}

function notPushed(name: string, version: string, { label }: RegistryTarget): UserError {
  return new UserError(`${name} ${version} is not in ${label}.`, 'Push it first.');
}
