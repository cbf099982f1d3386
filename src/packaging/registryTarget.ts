import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../model/errors.ts';
import type { ProjectFile } from '../model/projectFile.ts';

/** A registry that packages go to or come from. */
export interface RegistryTarget {
  readonly kind: 'oci' | 'mlflow';
  /** As the person named it. */
  readonly label: string;
  /** Without a slash at its end. */
  readonly url: string;
  /** Certificates of its authority as PEM text. */
  readonly ca?: string;
}

/**
 * The registry that a person means: a name in `trackline.yaml`, or an address.
 *
 * @param root the project's folder.
 * @param ca file with the certificate of its authority, which wins over that of the file.
 * @throws {UserError} when there is no such name, or the certificate cannot be read.
 */
export async function registryTarget(
  text: string,
  file: ProjectFile,
  root: string,
  ca?: string,
): Promise<RegistryTarget> {
  const named = Object.hasOwn(file.registries, text) ? file.registries[text] : undefined;
  const url = (named?.url ?? text).replace(/\/+$/, '');
  const kind = kindOf(url);
  if (kind === undefined) {
    throw new UserError(`${text} is no registry.`, hintFor(text, Object.keys(file.registries)));
  }
  const certificate = ca ?? named?.ca;
  const pem =
    certificate === undefined ? undefined : await readCertificate(path.resolve(root, certificate));
  return { kind, label: text, url, ...(pem === undefined ? {} : { ca: pem }) };
}

function hintFor(text: string, known: readonly string[]): string {
  if (/^[\w.-]+(?::\d+|\/)/.test(text)) {
    return `Write oci://${text} for an OCI registry, or https://${text} for an MLflow server.`;
  }
  return known.length === 0
    ? 'Write oci://HOST/PREFIX, the https:// address of an MLflow server, or a name that `registries` of trackline.yaml gives one.'
    : `Write oci://HOST/PREFIX, the https:// address of an MLflow server, or one of trackline.yaml: ${known.join(', ')}.`;
}

function kindOf(url: string): RegistryTarget['kind'] | undefined {
  if (url.startsWith('oci://')) return 'oci';
  return /^https?:\/\/[^/]/.test(url) ? 'mlflow' : undefined;
}

async function readCertificate(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UserError(`The certificate ${file} cannot be read.`, 'Check its path.', {
      cause: error,
    });
  }
}
