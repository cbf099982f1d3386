import { Readable } from 'node:stream';
import { listFolder, receiveFile, removeFile, sendFile } from '../artifacts/files.ts';
import { safePath } from '../artifacts/paths.ts';
import type { RawCall, TrackingContext } from '../context.ts';
import { readBody } from '../http/body.ts';
import { invalid, MlflowError } from '../http/errors.ts';
import type { Fields } from '../http/fields.ts';
import { requireModel } from './loggedModels.ts';
import { parseVersion, requireVersion } from './registry/modelVersions.ts';
import { requireRun } from './runs.ts';

/** What `upload-artifact` takes at most. */
const uploadLimitBytes = 10 * 1024 * 1024;

/** `GET artifacts/list` */
export async function listArtifacts(context: TrackingContext, fields: Fields): Promise<object> {
  const id = fields.runId();
  const path = safePath(fields.text('path') ?? '');
  return listing(context, requireRun(context, id).artifactUri, path);
}

/** `GET logged-models/{id}/artifacts/directories` */
export async function listModelArtifacts(
  context: TrackingContext,
  fields: Fields,
  [id = '']: readonly string[],
): Promise<object> {
  const path = safePath(fields.text('artifact_directory_path') ?? '');
  return listing(context, requireModel(context, id).artifactUri, path);
}

/** `GET /get-artifact` */
export async function getArtifact(context: TrackingContext, call: RawCall): Promise<void> {
  const id = call.query.get('run_id') ?? call.query.get('run_uuid') ?? '';
  const path = safePath(call.query.get('path') ?? '');
  const run = requireRun(context, id);
  await sendFile(call.response, localFolder(context, run.artifactUri), path);
}

/** `GET logged-models/{id}/artifacts/files` */
export async function getModelArtifact(context: TrackingContext, call: RawCall): Promise<void> {
  const path = call.query.get('artifact_file_path');
  if (!path) {
    throw new MlflowError(
      'BAD_REQUEST',
      'Request must include the "artifact_file_path" query parameter.',
    );
  }
  const safe = safePath(path);
  const model = requireModel(context, call.parameters[0] ?? '');
  await sendFile(call.response, localFolder(context, model.artifactUri), safe);
}

/** `POST upload-artifact`, for files up to 10 MiB */
export async function uploadArtifact(context: TrackingContext, call: RawCall): Promise<void> {
  const id = call.query.get('run_uuid');
  const path = call.query.get('path');
  if (!id) throw invalid('Request must specify run_uuid.');
  if (!path) throw invalid('Request must specify path.');
  const safe = safePath(path);
  const body = await readBody(
    call.request,
    uploadLimitBytes,
    'Artifact size is too large. Max size is 10MB.',
  );
  if (body.length === 0) throw invalid('Request must specify data.');
  const run = requireRun(context, id);
  await receiveFile(Readable.from([body]), localFolder(context, run.artifactUri), safe);
  sendEmpty(call);
}

/** `GET /model-versions/get-artifact`: a file of a registered version. */
export async function getVersionArtifact(context: TrackingContext, call: RawCall): Promise<void> {
  const path = safePath(call.query.get('path') ?? '');
  const version = parseVersion(call.query.get('version') ?? '');
  const { location } = requireVersion(context, call.query.get('name') ?? '', version);
  await sendFile(call.response, localFolder(context, location), path);
}

/** `PUT mlflow-artifacts/artifacts/{path}` */
export async function putProxied(context: TrackingContext, call: RawCall): Promise<void> {
  const path = safePath(call.parameters[0] ?? '');
  await receiveFile(call.request, proxiedFolder(context), path);
  sendEmpty(call);
}

/** `GET mlflow-artifacts/artifacts/{path}` */
export async function getProxied(context: TrackingContext, call: RawCall): Promise<void> {
  const path = safePath(call.parameters[0] ?? '');
  await sendFile(call.response, proxiedFolder(context), path);
}

/** `DELETE mlflow-artifacts/artifacts/{path}` */
export async function deleteProxied(context: TrackingContext, call: RawCall): Promise<void> {
  const path = safePath(call.parameters[0] ?? '');
  call.request.resume();
  await removeFile(proxiedFolder(context), path);
  sendEmpty(call);
}

/** `GET mlflow-artifacts/artifacts` */
export async function listProxied(context: TrackingContext, call: RawCall): Promise<void> {
  const path = safePath(call.query.get('path') ?? '');
  const files = await listFolder(proxiedFolder(context), path, 'name');
  send(call, 200, files.length === 0 ? {} : { files });
}

/** Multipart and presigned transfers: clients fall back to plain ones. */
export async function refuseOtherTransfers(): Promise<void> {
  throw new MlflowError(
    'NOT_IMPLEMENTED',
    'Multipart upload is not supported for the current artifact repository',
  );
}

async function listing(context: TrackingContext, stored: string, path: string): Promise<object> {
  const files = await listFolder(localFolder(context, stored), path, 'path');
  return {
    root_uri: context.locations.toClient(stored),
    ...(files.length > 0 && { files }),
  };
}

function localFolder(context: TrackingContext, stored: string): string {
  const folder = context.locations.folder(stored);
  if (folder !== undefined) return folder;
  throw invalid(
    `The artifacts are at ${stored}, which this server does not read: use a client that can.`,
  );
}

function proxiedFolder(context: TrackingContext): string {
  const folder = context.locations.proxiedFolder;
  if (folder !== undefined) return folder;
  throw new MlflowError(
    'NOT_IMPLEMENTED',
    'This server does not pass artifacts on: clients write them to the artifact root themselves.',
  );
}

function sendEmpty(call: RawCall): void {
  send(call, 200, {});
}

function send(call: RawCall, status: number, body: object): void {
  const text = JSON.stringify(body);
  call.response
    .writeHead(status, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(text),
    })
    .end(text);
}
