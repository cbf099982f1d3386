import { folderOf, nameOf } from './paths.ts';

/** What a file holds, or why it cannot be read. */
export type FileContent =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'unreadable';
      /** The end of a sentence: `it is not UTF-8 text`. */
      readonly reason: string;
    };

/** Something in a folder. Symbolic links to folders are `link`, and are not followed. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link';
}

/**
 * The files that the language service sees: those of a disk with the unsaved texts of an editor over
 * them, of a test, or of a commit. Paths are absolute with `/`. Nothing here throws; what cannot be
 * listed is empty.
 */
export interface Workspace {
  /** The topmost folder to look at; a repository that lies higher is not looked for. */
  readonly root: string;
  /** Files with settings of DVC outside of the repository, those that count less first. */
  readonly dvcConfigs?: readonly string[];
  /** Texts that are longer are not looked into, so that nobody waits while they type; none without. */
  readonly longest?: number;
  /** `undefined` where there is no file. */
  readonly read: (path: string) => FileContent | undefined;
  readonly kindOf: (path: string) => 'file' | 'folder' | undefined;
  readonly list: (folder: string) => readonly FolderEntry[];
}

/** Whether a path is a symbolic link that leads to nothing, or to itself. */
export function leadsNowhere(workspace: Workspace, path: string): boolean {
  if (workspace.kindOf(path) !== undefined) return false;
  const entry = workspace.list(folderOf(path)).find(({ name }) => name === nameOf(path));
  return entry?.kind === 'link';
}
