import path from 'node:path';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { pushModel, UnsafeModel } from '../../packaging/pushModel.ts';
import { registryTarget, type RegistryTarget } from '../../packaging/registryTarget.ts';
import {
  packageNotifications,
  type HostLogin,
  type PushAnswer,
  type PushRequest,
} from '../../protocol/packages.ts';
import {
  dockerCredentials,
  mlflowCredentials,
  type CredentialSource,
} from '../../registry/credentials.ts';
import type { TransferProgress } from '../../registry/oci/pushPackage.ts';
import { readProjectFile } from '../../store/project/projectFile.ts';
import type { Store } from '../../store/store.ts';

/** Milliseconds between two words about how far a transfer is. */
const progressEvery = 150;

/** Pushes a package for the editor; findings that stop it are an answer, not a failure. */
export async function pushFor(
  store: Store,
  connection: MessageConnection,
  { folder, registry, login, certificate, override, transfer }: PushRequest,
  signal: AbortSignal,
): Promise<PushAnswer> {
  const root = path.dirname(store.root);
  const target = await registryTarget(registry, readProjectFile(root).file, root, certificate);
  try {
    const { name, version, reference, digest } = await pushModel(store, folder, target, {
      credentials: credentialsOf(target, login),
      signal,
      progress: teller(connection, transfer),
      ...(override === undefined ? {} : { override }),
    });
    return { kind: 'pushed', name, version, reference, digest };
  } catch (error) {
    if (error instanceof UnsafeModel) return { kind: 'unsafe', findings: error.findings };
    throw error;
  }
}

/** What the person gave for the host, else Docker's configuration or the variables of MLflow. */
function credentialsOf({ kind }: RegistryTarget, login: HostLogin | undefined): CredentialSource {
  const elsewhere: CredentialSource =
    kind === 'oci' ? dockerCredentials() : () => Promise.resolve(mlflowCredentials());
  return async (host) => (login?.host === host ? login.credentials : await elsewhere(host));
}

function teller(
  connection: MessageConnection,
  transfer: string,
): (progress: TransferProgress) => void {
  let last = 0;
  return ({ done, total }) => {
    const now = Date.now();
    if (now - last < progressEvery && done < total) return;
    last = now;
    void connection.sendNotification(packageNotifications.progress, { transfer, done, total });
  };
}
