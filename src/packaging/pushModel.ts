import type { KeyObject } from 'node:crypto';
import { userInfo } from 'node:os';
import path from 'node:path';
import { UserError } from '../model/errors.ts';
import { isBlocking, type SafetyFinding } from '../model/modelFile.ts';
import type { Credentials, CredentialSource } from '../registry/credentials.ts';
import { describePackage, type PackageDescription } from '../registry/describePackage.ts';
import { recogniseModel } from '../registry/formats/recognise.ts';
import { MlflowClient } from '../registry/mlflow/mlflowClient.ts';
import { pullFromMlflow } from '../registry/mlflow/pullFromMlflow.ts';
import { pushToMlflow } from '../registry/mlflow/pushToMlflow.ts';
import { OciClient } from '../registry/oci/ociClient.ts';
import { pullPackage, type PulledPackage } from '../registry/oci/pullPackage.ts';
import { pushPackage, type TransferProgress } from '../registry/oci/pushPackage.ts';
import { parseReference, referenceText, type OciReference } from '../registry/oci/reference.ts';
import { signatureFile } from '../registry/signing/statement.ts';
import { pathsBelow, sumsFile } from '../registry/sums.ts';
import type { Store } from '../store/store.ts';
import type { RegistryTarget } from './registryTarget.ts';

/** What a transfer may be told. */
export interface TransferOptions {
  readonly credentials: CredentialSource;
  readonly signal?: AbortSignal;
  readonly progress?: (progress: TransferProgress) => void;
}

/** A package that went to a registry. */
export interface PushResult {
  readonly name: string;
  readonly version: string;
  /** As `pull` takes it. */
  readonly reference: string;
  readonly digest: string;
  /** Files that were not there already. */
  readonly uploaded: number;
  readonly bytes: number;
}

/** Thrown when findings stop a push; a reason to override them lets it through. */
export class UnsafeModel extends UserError {
  readonly findings: readonly SafetyFinding[];

  constructor(name: string, findings: readonly SafetyFinding[]) {
    const first = findings[0]?.text ?? '';
    super(
      `${name} is not pushed: ${findings.length === 1 ? 'there is a finding' : `there are ${findings.length} findings`} in its files. ${first}`,
      'Look at them, and push with a reason to override them.',
    );
    this.findings = findings;
  }
}

/**
 * Checks a package, scans its files, pushes it to a registry and puts that on record. The content of
 * each file is checked against the list of sums while it is sent.
 *
 * @param override why findings are overridden; it is kept with the push and in the registry.
 * @throws {UnsafeModel} when there are findings and no reason to override them.
 * @throws {UserError} when the package was changed, or the registry refuses.
 */
export async function pushModel(
  store: Store,
  folder: string,
  target: RegistryTarget,
  options: TransferOptions & { readonly override?: string },
): Promise<PushResult> {
  const described = await describePackage(folder);
  await mustBeComplete(folder, described);
  const findings = await findingsOf(folder);
  if (findings.length > 0 && options.override === undefined) {
    throw new UnsafeModel(`${described.name} ${described.version}`, findings);
  }
  const override = findings.length > 0 ? options.override : undefined;
  const transfer = {
    ...(override === undefined ? {} : { override }),
    ...(options.progress === undefined ? {} : { progress: options.progress }),
  };
  const sent =
    target.kind === 'oci'
      ? await toOci(folder, described, target, options, transfer)
      : await toMlflow(folder, described, target, options, transfer);
  store.pushes.add({
    time: Date.now(),
    user: userInfo().username,
    name: described.name,
    version: described.version,
    package: described.digest,
    registry: target.label,
    reference: sent.reference,
    digest: sent.digest,
    ...(described.runId === undefined ? {} : { run: described.runId }),
    ...(override === undefined ? {} : { override }),
  });
  return { name: described.name, version: described.version, ...sent };
}

type Sent = Omit<PushResult, 'name' | 'version'>;
type Transfer = Pick<TransferOptions, 'progress'> & { readonly override?: string };

async function toOci(
  folder: string,
  { name, version }: PackageDescription,
  target: RegistryTarget,
  options: TransferOptions,
  transfer: Transfer,
): Promise<Sent> {
  const reference = ociReference(target, name, version);
  using client = await connect(reference, target, options);
  const { digest, tag, uploaded, bytes } = await pushPackage(client, folder, transfer);
  return { reference: referenceText({ ...reference, tag }), digest, uploaded, bytes };
}

async function toMlflow(
  folder: string,
  { name, digest }: PackageDescription,
  target: RegistryTarget,
  options: TransferOptions,
  transfer: Transfer,
): Promise<Sent> {
  using client = mlflowClient(target, options);
  const { version, uploaded, bytes } = await pushToMlflow(client, folder, transfer);
  return { reference: `models:/${name}/${version}`, digest, uploaded, bytes };
}

/** Whether its files are those of its list of sums; their content is checked as it goes out. */
async function mustBeComplete(
  folder: string,
  { name, version, sums }: PackageDescription,
): Promise<void> {
  const present = (await pathsBelow(folder)).filter(
    (file) => file !== sumsFile && file !== signatureFile,
  );
  if (present.length === sums.size && present.every((file) => sums.has(file))) return;
  throw new UserError(
    `The package ${name} ${version} was changed after it was built.`,
    `Delete ${folder} and package the model again.`,
  );
}

/** Findings that stop a push, in any file of a package. */
async function findingsOf(folder: string): Promise<SafetyFinding[]> {
  const found = await recogniseModel(folder);
  return found.kind === 'model' ? found.facts.findings.filter(isBlocking) : [];
}

/**
 * Pulls a model of a registry into a folder.
 *
 * @param version a version, `@alias` or `sha256:` digest.
 * @throws {UserError}
 */
export async function pullModel(
  target: RegistryTarget,
  name: string,
  version: string,
  folder: string,
  options: TransferOptions & { readonly publicKey?: KeyObject },
): Promise<PulledPackage> {
  if (target.kind === 'mlflow') {
    using server = mlflowClient(target, options);
    return await pullFromMlflow(server, name, version, path.resolve(folder), options.progress);
  }
  // An alias is a tag like others.
  const reference = ociReference(target, name, version.replace(/^@/, ''));
  using client = await connect(reference, target, options);
  return await pullPackage(client, path.resolve(folder), options.progress, options.publicKey);
}

/** A client of an MLflow server that is a registry. */
export function mlflowClient(
  { url, ca }: RegistryTarget,
  { credentials, signal }: TransferOptions,
): MlflowClient {
  return new MlflowClient(url, () => credentials(new URL(url).host), {
    ...(ca === undefined ? {} : { ca }),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** Where a version of a model is in an OCI registry. @throws {UserError} */
export function ociReference({ url }: RegistryTarget, name: string, version: string): OciReference {
  return parseReference(`${url}/${name}${version.startsWith('sha256:') ? '@' : ':'}${version}`);
}

/** Connects to the registry of a reference. */
export async function connect(
  reference: OciReference,
  { ca }: RegistryTarget,
  { credentials, signal }: TransferOptions,
): Promise<OciClient> {
  const login = (): Promise<Credentials | undefined> => credentials(reference.host);
  return await OciClient.connect(reference, login, {
    ...(ca === undefined ? {} : { ca }),
    ...(signal === undefined ? {} : { signal }),
  });
}
