import path from 'node:path';
import type { TransferOptions } from '../../packaging/pushModel.ts';
import { registryTarget, type RegistryTarget } from '../../packaging/registryTarget.ts';
import type { HostLogin, RegistryAccess } from '../../protocol/registries.ts';
import {
  dockerCredentials,
  mlflowCredentials,
  type CredentialSource,
} from '../../registry/credentials.ts';
import { readProjectFile } from '../../store/project/projectFile.ts';

/**
 * The registry that the editor names, and how to come in.
 *
 * @param root the `.trackline/` folder.
 * @throws {UserError} when there is no such registry.
 */
export async function accessTo(
  root: string,
  { registry, login, certificate }: RegistryAccess,
  signal: AbortSignal,
): Promise<{ readonly target: RegistryTarget; readonly options: TransferOptions }> {
  const project = path.dirname(root);
  const { file } = readProjectFile(project);
  const target = await registryTarget(registry, file, project, certificate);
  return { target, options: { credentials: credentialsOf(target, login), signal } };
}

/** What the person gave for the host, else Docker's configuration or the variables of MLflow. */
function credentialsOf({ kind }: RegistryTarget, login: HostLogin | undefined): CredentialSource {
  const elsewhere: CredentialSource =
    kind === 'oci' ? dockerCredentials() : () => Promise.resolve(mlflowCredentials());
  return async (host) => (login?.host === host ? login.credentials : await elsewhere(host));
}
