import type { RemoteModels } from '../../model/remoteModels.ts';
import type { Store } from '../../store/store.ts';
import type { TransferOptions } from '../pushModel.ts';
import type { RegistryTarget } from '../registryTarget.ts';
import { mlflowModels } from './mlflowModels.ts';
import { ociModels } from './ociModels.ts';

/**
 * What a registry holds, asked of it now.
 *
 * @param store where pushes are on record, for registries that do not tell their names.
 * @param asked names that a person knows of: the same registries are asked for them, and the answer
 *   says which of them are not there.
 * @throws {UserError} when it does not answer, or does not let us in.
 */
export async function listRemote(
  store: Store | undefined,
  target: RegistryTarget,
  options: TransferOptions,
  asked: readonly string[] = [],
): Promise<RemoteModels> {
  return target.kind === 'oci'
    ? await ociModels(store, target, options, asked)
    : await mlflowModels(target, options, asked);
}
