import { readdirSync, readFileSync, statSync } from 'node:fs';
import { sep } from 'node:path';
import { errorText } from '../../model/errors.ts';
import { dvcConfigs } from './dvcConfigs.ts';
import type { FileContent, FolderEntry, Workspace } from '../service/workspace.ts';

/** A path of this system as the language service writes it. */
export function toServicePath(path: string): string {
  return path.split(sep).join('/');
}

/** The files of the disk. @param root absolute, the topmost folder to look at */
export function diskWorkspace(root: string): Workspace {
  const configs = dvcConfigs().map(toServicePath);
  return { root: toServicePath(root), dvcConfigs: configs, read, kindOf, list };
}

function read(path: string): FileContent | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    return { kind: 'unreadable', reason: errorText(error) };
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { kind: 'text', text };
  } catch {
    return { kind: 'unreadable', reason: 'it is not UTF-8 text' };
  }
}

function kindOf(path: string): 'file' | 'folder' | undefined {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    return found.isDirectory() ? 'folder' : 'file';
  } catch {
    // A link that leads to itself, or a folder that may not be looked into: nothing is there for us.
    return undefined;
  }
}

function list(folder: string): FolderEntry[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).map((entry) => ({
      name: entry.name,
      kind: entry.isDirectory() ? 'folder' : isLinkToFolder(folder, entry) ? 'link' : 'file',
    }));
  } catch {
    // An unreadable folder has nothing in it for us.
    return [];
  }
}

function isLinkToFolder(folder: string, entry: { name: string; isSymbolicLink(): boolean }) {
  return entry.isSymbolicLink() && kindOf(`${folder}/${entry.name}`) !== 'file';
}

function isMissing(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'ENOENT' || error.code === 'ENOTDIR')
  );
}
