import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { basename, dirname, join, relative } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { invalid, missing } from '../http/errors.ts';
import { isOutside } from '../artifactLocations.ts';
import { mimeType } from './mimeTypes.ts';

/** A file or folder as MLflow lists it. */
export interface ListedFile {
  readonly path: string;
  readonly is_dir: boolean;
  /** In bytes; folders have none. */
  readonly file_size?: number;
}

/** What uploads are called until they are complete. */
const uploadPrefix = '.trackline-upload-';

/**
 * What is in a folder below `root`, by name. A folder that is not there, or a file, holds nothing.
 *
 * @param path relative to `root` and safe; empty for `root` itself.
 * @param named how the entries are called: by their path from `root`, or by their own name.
 */
export async function listFolder(
  root: string,
  path: string,
  named: 'path' | 'name',
): Promise<ListedFile[]> {
  const folder = join(root, path);
  const names = await readNames(folder);
  if (names.length === 0 || !(await isInside(root, folder))) return [];
  const files = await Promise.all(
    names.map(async (name): Promise<ListedFile | undefined> => {
      const found = await stat(join(folder, name)).catch(() => undefined);
      // A link that leads nowhere.
      if (found === undefined) return undefined;
      const shown = named === 'path' && path !== '' ? `${path.replace(/\/+$/, '')}/${name}` : name;
      return found.isDirectory()
        ? { path: shown, is_dir: true }
        : { path: shown, is_dir: false, file_size: found.size };
    }),
  );
  return files.filter((file) => file !== undefined);
}

/** Answers with a file, as an attachment. @throws MlflowError when it is none. */
export async function sendFile(
  response: ServerResponse,
  root: string,
  path: string,
): Promise<void> {
  const file = join(root, path);
  const found = await stat(file).catch(() => undefined);
  if (found === undefined || !(await isInside(root, file))) {
    throw missing(`No such artifact: '${path}'`);
  }
  if (!found.isFile()) {
    throw invalid(`Artifact path refers to a directory, not a file: '${path}'`);
  }
  const handle = await open(file);
  response.writeHead(200, {
    'Content-Type': mimeType(file),
    'Content-Length': found.size,
    'Content-Disposition': attachment(basename(path)),
  });
  // A file that grows meanwhile is sent as it was.
  const end = found.size === 0 ? undefined : found.size - 1;
  if (end === undefined) {
    await handle.close();
    response.end();
    return;
  }
  await pipeline(createReadStream('', { fd: handle, end }), response);
}

/** Keeps what is uploaded; nobody sees it before it is complete. */
export async function receiveFile(body: Readable, root: string, path: string): Promise<void> {
  const file = join(root, path);
  if (path === '' || path.endsWith('/') || basename(file).startsWith(uploadPrefix)) {
    throw invalid('Invalid path');
  }
  const folder = dirname(file);
  await wrongPath(path, mkdir(folder, { recursive: true }));
  if (!(await isInside(root, folder))) throw invalid('Invalid path');
  const upload = join(folder, `${uploadPrefix}${randomUUID()}`);
  try {
    await pipeline(body, createWriteStream(upload, { flags: 'wx' }));
    await wrongPath(path, rename(upload, file));
  } catch (error) {
    await rm(upload, { force: true });
    throw error;
  }
}

/** Removes a file, or a folder with all that it holds. What is not there is removed already. */
export async function removeFile(root: string, path: string): Promise<void> {
  const file = join(root, path);
  if (relative(root, file) === '') throw invalid('Invalid path');
  // The parent's real place counts: a link is removed, not what it leads to.
  if (!(await isInside(root, dirname(file)))) return;
  await rm(file, { recursive: true, force: true });
}

async function readNames(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => !name.startsWith(uploadPrefix)).sort();
  } catch (error) {
    if (/^(ENOENT|ENOTDIR)$/.test(codeOf(error))) return [];
    throw error;
  }
}

/** Whether a file is really below a folder, when links are followed. */
async function isInside(root: string, file: string): Promise<boolean> {
  try {
    return !isOutside(relative(await realpath(root), await realpath(file)));
  } catch {
    // It is not there.
    return false;
  }
}

/** A file stands where the client wants a folder, or the other way round. */
async function wrongPath<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (/^(EEXIST|ENOTDIR|EISDIR|ENOTEMPTY|ENAMETOOLONG|EINVAL)$/.test(codeOf(error))) {
      throw invalid(`The artifact '${path}' cannot be written: ${codeOf(error)}.`);
    }
    throw error;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** RFC 6266; names that are not plain ASCII are sent in the extended form of RFC 5987 too. */
function attachment(name: string): string {
  const ascii = name.normalize('NFKD').replaceAll(/[^\x20-\x7e]/g, '') || 'download';
  const plain = /^[\w!#$%&'*+.^`|~-]+$/.test(ascii)
    ? ascii
    : `"${ascii.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
  if (ascii === name) return `attachment; filename=${plain}`;
  const extended = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename=${plain}; filename*=UTF-8''${extended}`;
}
