import type { MlflowClient } from '../../registry/mlflow/mlflowClient.ts';
import type { OciClient } from '../../registry/oci/ociClient.ts';
import { parseReference } from '../../registry/oci/reference.ts';
import { connect, mlflowClient } from '../pushModel.ts';
import type { RemotePlace } from './remoteVersions.ts';

/** What is done with a model, in the words of each kind of registry. */
export interface RegistryWork<T> {
  readonly oci: (client: OciClient) => Promise<T>;
  readonly mlflow: (client: MlflowClient) => Promise<T>;
}

/** Does something with a model where it lies. */
export async function inRegistry<T>(
  { target, options, name }: RemotePlace,
  work: RegistryWork<T>,
): Promise<T> {
  if (target.kind === 'mlflow') {
    using client = mlflowClient(target, options);
    return await work.mlflow(client);
  }
  using client = await connect(parseReference(`${target.url}/${name}`), target, options);
  return await work.oci(client);
}
