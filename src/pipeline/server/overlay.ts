import { folderOf, isInside, nameOf, resolveFrom } from '../service/paths.ts';
import type { FileContent, FolderEntry, Workspace } from '../service/workspace.ts';

/** UTF-16 units. A dvc.yaml of this length has some two thousand stages, and takes a quarter of a second. */
const longest = 500_000;

/**
 * The files below a folder as a person sees them: the texts that are open in the editor over what is
 * on the disk. It remembers what was asked of it, so that the server can tell which of a thousand
 * changes on the disk matter.
 */
export class OverlayWorkspace implements Workspace {
  readonly root: string;
  readonly longest = longest;
  readonly dvcConfigs: readonly string[];
  readonly #disk: Workspace;
  /** Texts by path, shared by all workspaces of the server. */
  readonly #open: ReadonlyMap<string, string>;
  readonly #asked = new Set<string>();
  /** The folders above what was asked for. */
  readonly #above = new Set<string>();
  readonly #read = new Set<string>();
  readonly #folders: 'all' | 'none';

  /** @param folders `none` where nothing below the root belongs to it: a file without a project. */
  constructor(disk: Workspace, open: ReadonlyMap<string, string>, folders: 'all' | 'none') {
    this.root = disk.root;
    this.dvcConfigs = disk.dvcConfigs ?? [];
    this.#disk = disk;
    this.#open = open;
    this.#folders = folders;
  }

  read(path: string): FileContent | undefined {
    this.#remember(path);
    this.#read.add(path);
    const text = this.#open.get(path);
    return text === undefined ? this.#disk.read(path) : { kind: 'text', text };
  }

  kindOf(path: string): 'file' | 'folder' | undefined {
    this.#remember(path);
    return this.#open.has(path) ? 'file' : this.#disk.kindOf(path);
  }

  list(folder: string): readonly FolderEntry[] {
    const entries = this.#disk.list(folder);
    const seen = this.#folders === 'all' ? entries : entries.filter(({ kind }) => kind === 'file');
    const unsaved = this.#unsavedIn(folder, seen);
    return unsaved.length === 0 ? seen : [...seen, ...unsaved];
  }

  /** Whether anything that was told depends on whether there is something at a path. */
  wasAsked(path: string): boolean {
    return this.#asked.has(path) || this.#above.has(path);
  }

  /** Whether anything that was told depends on what is in a folder. */
  wasAskedInside(folder: string): boolean {
    return this.#above.has(folder);
  }

  /** Whether anything that was told depends on the content of a file. */
  wasRead(path: string): boolean {
    return this.#read.has(path);
  }

  /** A path, and all folders above it: these may come and go as a whole. */
  #remember(path: string): void {
    if (this.#asked.has(path)) return;
    this.#asked.add(path);
    for (let folder = path; folder !== this.root && isInside(folder, this.root);) {
      folder = folderOf(folder);
      if (this.#above.has(folder)) return;
      this.#above.add(folder);
    }
  }

  /** Files that are open in the editor and not on the disk (any more). */
  #unsavedIn(folder: string, entries: readonly FolderEntry[]): FolderEntry[] {
    const found: FolderEntry[] = [];
    for (const path of this.#open.keys()) {
      if (folderOf(path) !== folder) continue;
      const name = nameOf(path);
      if (entries.some((entry) => entry.name === name)) continue;
      found.push({ name, kind: 'file' });
    }
    return found.filter(({ name }) => this.#disk.kindOf(resolveFrom(folder, name)) === undefined);
  }
}
