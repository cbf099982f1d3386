import type { RemoteVersion } from '../../model/remoteModels.ts';
import { parseReference } from '../../registry/oci/reference.ts';
import { ociVersions } from '../../registry/oci/versions.ts';
import { connect, mlflowClient, type TransferOptions } from '../pushModel.ts';
import type { RegistryTarget } from '../registryTarget.ts';
import { mlflowVersions } from './mlflowModels.ts';

/** A model in a registry, and who asks. */
export interface RemotePlace {
  readonly target: RegistryTarget;
  readonly options: TransferOptions;
  readonly name: string;
}

/** The versions of one model of a registry, the newest first; none when it has no such model. */
export async function remoteVersions({
  target,
  options,
  name,
}: RemotePlace): Promise<readonly RemoteVersion[]> {
  if (target.kind === 'mlflow') {
    using client = mlflowClient(target, options);
    return await mlflowVersions(client, name);
  }
  using client = await connect(parseReference(`${target.url}/${name}`), target, options);
  return await ociVersions(client);
}
