import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { UserError } from '../../model/errors.ts';
import { describePackage, type PackageDescription } from '../describePackage.ts';
import type { TransferProgress } from '../oci/pushPackage.ts';
import { bodyText } from '../http/request.ts';
import { SentDigest } from '../http/sentDigest.ts';
import { inParallel } from '../inParallel.ts';
import { signatureFile } from '../signing/statement.ts';
import { changedFile, sumsFile } from '../sums.ts';
import { artifactPath } from './artifactPath.ts';
import type { MlflowClient } from './mlflowClient.ts';
import {
  createVersion,
  downloadUri,
  ensureRegisteredModel,
  modelVersions,
  setSigned,
  versionTags,
} from './modelVersions.ts';

/** A package that became a version of a registered model. */
export interface MlflowPush {
  /** As MLflow counts: `1`, `2`, … */
  readonly version: string;
  readonly uploaded: number;
  readonly bytes: number;
}

/** The experiment that pushed models are logged to. */
const experimentName = 'Trackline packages';
const nothing = v.unknown();

/**
 * Pushes a package into the model registry of an MLflow server. Its files go to a logged model (to
 * a run on servers before MLflow 3); the version is made last, so that nothing of it is seen
 * before. A package that is a version already becomes no second one, but gets its signature there
 * when it was signed since.
 *
 * @throws {UserError} when the server keeps its artifacts where we have no access.
 */
export async function pushToMlflow(
  client: MlflowClient,
  folder: string,
  options: {
    readonly override?: string;
    readonly progress?: (progress: TransferProgress) => void;
  } = {},
): Promise<MlflowPush> {
  const described = await describePackage(folder);
  const there = (await modelVersions(client, described.name)).find(
    ({ tags }) => tags[versionTags.package] === described.digest,
  );
  const signature = described.signature === undefined ? [] : [signatureFile];
  const files = await sized(folder, [...described.sums.keys(), sumsFile, ...signature]);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (there !== undefined) {
    const uploaded = await addSignature(client, folder, described, there.version);
    if (described.signature !== undefined && there.tags[versionTags.signed] === undefined) {
      await setSigned(client, described.name, there.version);
    }
    return { version: there.version, uploaded, bytes };
  }
  const place = await makePlace(client, described);
  const sums = new Map([
    ...described.sums,
    [sumsFile, described.digest.slice('sha256:'.length)],
    ...(described.signature === undefined ? [] : [[signatureFile, described.signature] as const]),
  ]);
  await upload(client, folder, files, sums, place.path, bytes, options.progress);
  await place.ready();
  await ensureRegisteredModel(client, described.name);
  const version = await createVersion(client, {
    name: described.name,
    source: place.source,
    runId: place.runId,
    ...(place.modelId === undefined ? {} : { modelId: place.modelId }),
    description: described.description,
    tags: {
      [versionTags.package]: described.digest,
      [versionTags.packageVersion]: described.version,
      ...(described.runId === undefined ? {} : { [versionTags.run]: described.runId }),
      ...(options.override === undefined ? {} : { [versionTags.override]: options.override }),
      ...(described.signature === undefined ? {} : { [versionTags.signed]: 'true' }),
    },
  });
  return { version, uploaded: files.length, bytes };
}

/** Puts the signature beside the files of a version; how many files that were. */
async function addSignature(
  client: MlflowClient,
  folder: string,
  { name, signature }: PackageDescription,
  version: string,
): Promise<0 | 1> {
  if (signature === undefined) return 0;
  const place = artifactPath(await downloadUri(client, name, version), client.host);
  const file = path.join(folder, signatureFile);
  if ((await client.artifactsBelow(place)).some((one) => one.path === signatureFile)) {
    const there = await bodyText(await client.artifact(`${place}/${signatureFile}`));
    if (there === (await readFile(file, 'utf8'))) return 0;
    throw new UserError(
      `${name} ${version} has another signature in ${client.host}, which has room for one.`,
      'Push the model as another version.',
    );
  }
  const { size } = await stat(file);
  const digest = new SentDigest();
  await client.putArtifact(`${place}/${signatureFile}`, { file, start: 0, end: size, digest });
  return 1;
}

interface SizedFile {
  readonly path: string;
  readonly bytes: number;
}

async function sized(folder: string, paths: readonly string[]): Promise<SizedFile[]> {
  return await Promise.all(
    paths.map(async (file) => ({ path: file, bytes: (await stat(path.join(folder, file))).size })),
  );
}

async function upload(
  client: MlflowClient,
  folder: string,
  files: readonly SizedFile[],
  sums: ReadonlyMap<string, string>,
  target: string,
  total: number,
  progress: ((progress: TransferProgress) => void) | undefined,
): Promise<void> {
  let done = 0;
  await inParallel(files, async ({ path: file, bytes }) => {
    const digest = new SentDigest();
    const body = { file: path.join(folder, file), start: 0, end: bytes, digest };
    await client.putArtifact(`${target}/${file}`, body);
    // MLflow knows no checksums: it takes what it is sent.
    if (digest.after(bytes) !== sums.get(file)) throw changedFile(file);
    done += bytes;
    progress?.({ done, total });
  });
}

/** Where the files of a version go. */
interface Place {
  readonly source: string;
  /** Below the root of the server's artifacts. */
  readonly path: string;
  readonly runId: string;
  readonly modelId?: string;
  /** Says that all files are there. */
  readonly ready: () => Promise<void>;
}

async function makePlace(client: MlflowClient, described: PackageDescription): Promise<Place> {
  const experimentId = await ensureExperiment(client);
  const run = await createRun(client, experimentId, described);
  const finishRun = async (): Promise<void> => {
    const end = { run_id: run.runId, status: 'FINISHED', end_time: Date.now() };
    await client.call('POST', 'runs/update', end, nothing);
  };
  const model = await createLoggedModel(client, experimentId, run.runId, described.name);
  if (model === undefined) {
    const source = `${run.artifactUri}/model`;
    return { source, path: artifactPath(source, client.host), runId: run.runId, ready: finishRun };
  }
  return {
    source: model.artifactUri,
    path: artifactPath(model.artifactUri, client.host),
    runId: run.runId,
    modelId: model.modelId,
    ready: async () => {
      const state = { model_id: model.modelId, status: 'LOGGED_MODEL_READY' };
      await client.call('PATCH', `logged-models/${model.modelId}`, state, nothing);
      await finishRun();
    },
  };
}

async function ensureExperiment(client: MlflowClient): Promise<string> {
  const form = v.object({ experiment: v.nullable(v.object({ experiment_id: v.string() })) });
  const { experiment } = await client.call(
    'GET',
    'experiments/get-by-name',
    { experiment_name: experimentName },
    form,
    { RESOURCE_DOES_NOT_EXIST: { experiment: null } },
  );
  if (experiment !== null) return experiment.experiment_id;
  const made = v.object({ experiment_id: v.string() });
  return (await client.call('POST', 'experiments/create', { name: experimentName }, made))
    .experiment_id;
}

async function createRun(
  client: MlflowClient,
  experimentId: string,
  { name, version, commit, runId, metrics }: PackageDescription,
): Promise<{ readonly runId: string; readonly artifactUri: string }> {
  const form = v.object({
    run: v.object({ info: v.object({ run_id: v.string(), artifact_uri: v.string() }) }),
  });
  const tags = {
    'mlflow.source.name': 'Trackline',
    ...(commit === undefined ? {} : { 'mlflow.source.git.commit': commit }),
    ...(runId === undefined ? {} : { [versionTags.run]: runId }),
  };
  const now = Date.now();
  const { run } = await client.call(
    'POST',
    'runs/create',
    {
      experiment_id: experimentId,
      run_name: `${name} ${version}`,
      start_time: now,
      tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
    },
    form,
  );
  const logged = Object.entries(metrics).map(([key, value]) => ({
    key,
    value: Number(value),
    timestamp: now,
    step: 0,
  }));
  if (logged.length > 0) {
    await client.call(
      'POST',
      'runs/log-batch',
      { run_id: run.info.run_id, metrics: logged.slice(0, 1000) },
      nothing,
    );
  }
  return { runId: run.info.run_id, artifactUri: run.info.artifact_uri };
}

/** Undefined on servers that know no logged models: those before MLflow 3. */
async function createLoggedModel(
  client: MlflowClient,
  experimentId: string,
  runId: string,
  name: string,
): Promise<{ readonly modelId: string; readonly artifactUri: string } | undefined> {
  const form = v.object({
    model: v.nullable(
      v.object({ info: v.object({ model_id: v.string(), artifact_uri: v.string() }) }),
    ),
  });
  const { model } = await client.call(
    'POST',
    'logged-models',
    { experiment_id: experimentId, name, source_run_id: runId },
    form,
    { ENDPOINT_NOT_FOUND: { model: null } },
  );
  if (model === null) return undefined;
  if (model.info.artifact_uri === '') {
    throw new UserError(`${client.host} gave a model no place for its files.`, 'Tell its owner.');
  }
  return { modelId: model.info.model_id, artifactUri: model.info.artifact_uri };
}
