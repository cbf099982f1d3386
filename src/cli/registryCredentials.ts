import type { RegistryTarget } from '../packaging/registryTarget.ts';
import {
  dockerCredentials,
  mlflowCredentials,
  type CredentialSource,
} from '../registry/credentials.ts';

/** Where the command line finds credentials: Docker's login, or the variables of MLflow's client. */
export function credentialsFor({ kind }: RegistryTarget): CredentialSource {
  return kind === 'oci' ? dockerCredentials() : () => Promise.resolve(mlflowCredentials());
}
