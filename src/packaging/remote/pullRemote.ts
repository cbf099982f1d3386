import path from 'node:path';
import { UserError } from '../../model/errors.ts';
import { insidePath } from '../../registry/insidePath.ts';
import type { PulledPackage } from '../../registry/oci/pullPackage.ts';
import type { Store } from '../../store/store.ts';
import { packagesFolder } from '../planPackage.ts';
import { pullModel } from '../pushModel.ts';
import { remoteVersions, type RemotePlace } from './remoteVersions.ts';

/**
 * Brings a version of a registry here and checks it.
 *
 * @param folder one that does not exist; without it a package of Trackline goes among those of the
 *   project.
 * @throws {UserError} when there is no such version, it is not what was pushed, or is here already.
 */
export async function pullRemote(
  store: Store,
  place: RemotePlace,
  version: string,
  folder?: string,
): Promise<PulledPackage> {
  const { target, options, name } = place;
  const to = folder ?? (await placeAmongPackages(store, place, version));
  const pulled = await pullModel(target, name, version, to, options);
  store.changes.touch('model', name);
  return pulled;
}

async function placeAmongPackages(
  store: Store,
  place: RemotePlace,
  wanted: string,
): Promise<string> {
  const { name } = place;
  const found = (await remoteVersions(place)).find(({ version }) => version === wanted);
  if (found === undefined) {
    throw new UserError(`There is no version ${wanted} of ${name} in ${place.target.label}.`, '');
  }
  if (found.package === undefined) {
    throw new UserError(`${name} ${wanted} is no package of Trackline.`, 'Choose a folder for it.');
  }
  const [last = name] = name.split('/').slice(-1);
  return path.join(
    packagesFolder(store.root),
    insidePath(last, name),
    insidePath(found.packageVersion ?? found.version, name),
  );
}
