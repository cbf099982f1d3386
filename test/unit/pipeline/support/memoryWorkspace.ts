import { posix } from 'node:path';
import type { FolderEntry, Workspace } from '../../../../src/pipeline/service/workspace.ts';

/** Files in memory, by their paths from the root `/project`. Writing changes what is read next. */
export class MemoryWorkspace implements Workspace {
  readonly root = '/project';
  private readonly files = new Map<string, string>();

  constructor(files: Readonly<Record<string, string>>) {
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  /** The absolute path of a file. */
  at(path: string): string {
    return posix.join(this.root, path);
  }

  write(path: string, text: string): void {
    this.files.set(this.at(path), text);
  }

  readonly read: Workspace['read'] = (path) => {
    const text = this.files.get(path);
    return text === undefined ? undefined : { kind: 'text', text };
  };

  readonly kindOf: Workspace['kindOf'] = (path) => {
    if (this.files.has(path)) return 'file';
    const inside = path === '/' ? path : `${path}/`;
    return [...this.files.keys()].some((file) => file.startsWith(inside)) ? 'folder' : undefined;
  };

  readonly list: Workspace['list'] = (folder) => {
    const entries = new Map<string, FolderEntry>();
    for (const file of this.files.keys()) {
      if (!file.startsWith(`${folder}/`)) continue;
      const [name = '', ...rest] = file.slice(folder.length + 1).split('/');
      entries.set(name, { name, kind: rest.length > 0 ? 'folder' : 'file' });
    }
    return [...entries.values()];
  };
}
