import path from 'node:path';
import type { ProjectFile } from '../../model/projectFile.ts';
import type { TransferOptions } from '../../packaging/pushModel.ts';
import { registryTarget, type RegistryTarget } from '../../packaging/registryTarget.ts';
import { credentialsFor } from '../registryCredentials.ts';

/**
 * The registry that an argument names, with the credentials of the command line.
 *
 * @param root the project's folder.
 * @param ca file of a certificate, as it was typed.
 * @throws {UserError} when there is no such registry.
 */
export async function registryAccess(
  registry: string,
  file: ProjectFile,
  root: string,
  ca: string | undefined,
  signal: AbortSignal,
): Promise<{ readonly target: RegistryTarget; readonly options: TransferOptions }> {
  const certificate = ca === undefined ? undefined : path.resolve(ca);
  const target = await registryTarget(registry, file, root, certificate);
  return { target, options: { credentials: credentialsFor(target), signal } };
}
