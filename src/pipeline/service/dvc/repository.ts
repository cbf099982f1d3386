import { folderOf, isInside, nameOf, relativeTo, resolveFrom } from '../paths.ts';
import type { Workspace } from '../workspace.ts';
import { fileKind } from '../fileKind.ts';
import type { ParsingSettings } from './commandText.ts';
import {
  brokenPattern,
  ignoredBy,
  readIgnorePatterns,
  type IgnorePattern,
} from './ignorePatterns.ts';

/** What .dvc/config says, as far as it decides whether a pipeline can be loaded. */
export interface DvcConfig {
  readonly remotes: ReadonlySet<string>;
  readonly parsing: ParsingSettings;
}

/** Folders that no pipeline file is looked for in. */
const skipped = new Set(['.git', '.hg', '.dvc', '.trackline']);
/** Folders of thousands of files, which only git says to be none of the project. */
const large = new Set(['node_modules', '.venv', '__pycache__']);
/** A tree deeper than this is taken for a loop. */
const maxDepth = 64;

/** What lies in a repository. */
export interface RepositoryFiles {
  /** All files that the language service knows, in order. */
  readonly files: readonly string[];
  /** Folders with a `.dvc` of their own, which are repositories beside this one. */
  readonly nested: readonly string[];
}

/** The DVC repository that a file belongs to: the nearest folder above with a `.dvc`, else with a `.git`. */
export class Repository {
  readonly root: string;
  private readonly workspace: Workspace;
  private readonly gitRoot: string | undefined;
  private readonly patterns = new Map<string, readonly IgnorePattern[]>();
  private readConfig: DvcConfig | undefined;

  constructor(workspace: Workspace, root: string) {
    this.workspace = workspace;
    this.root = root;
    this.gitRoot = nearestWith(workspace, root, '.git');
  }

  /** The settings of the machine, the user, .dvc/config and .dvc/config.local. */
  get config(): DvcConfig {
    this.readConfig ??= this.loadConfig();
    return this.readConfig;
  }

  /**
   * All files of the repository that the language service knows, whatever folder they are in. DVC does
   * not look into folders that are outputs when it loads a whole repository, but refuses the files in
   * them when they are asked for.
   */
  files(): RepositoryFiles {
    const found: string[] = [];
    const nested: string[] = [];
    const visit = (folder: string, depth: number) => {
      const entries = this.workspace.list(folder);
      for (const { name, kind } of entries) {
        const path = resolveFrom(folder, name);
        if (kind !== 'file' || fileKind(name) === undefined || this.isHidden(path, false)) continue;
        found.push(path);
      }
      if (depth >= maxDepth) return;
      for (const { name, kind } of entries) {
        const path = resolveFrom(folder, name);
        if (kind !== 'folder' || skipped.has(name)) continue;
        if (this.gitRoot === undefined && large.has(name)) continue;
        if (this.isHidden(path, true)) continue;
        if (this.workspace.kindOf(`${path}/.dvc`) === 'folder') nested.push(path);
        else visit(path, depth + 1);
      }
    };
    visit(this.root, 0);
    return { files: found.sort(), nested };
  }

  /** Where it is said that DVC ignores a path: `.dvcignore:3:*.tmp`. */
  dvcIgnores(
    path: string,
    isFolder = this.workspace.kindOf(path) === 'folder',
  ): string | undefined {
    const { root } = this;
    if (isInside(path, root) && isOfTools(relativeTo(root, path), isFolder)) return 'DVC';
    return ignoredBy(this.patternsFor(path, '.dvcignore', root), root, path, isFolder)?.source;
  }

  /** The line of a .dvcignore above a path that DVC cannot read: `.dvcignore:3:!`. */
  brokenIgnore(path: string): string | undefined {
    if (!isInside(path, this.root)) return undefined;
    for (let folder = folderOf(path); isInside(folder, this.root); folder = folderOf(folder)) {
      const file = resolveFrom(folder, '.dvcignore');
      const content =
        this.workspace.kindOf(file) === 'file' ? this.workspace.read(file) : undefined;
      const name = relativeTo(this.root, file);
      if (content?.kind === 'unreadable') return name;
      const broken = brokenPattern(content?.text ?? '', name);
      if (broken !== undefined || folder === this.root) return broken;
    }
    return undefined;
  }

  /** Where it is said that git ignores a path. */
  gitIgnores(path: string, isFolder = false): string | undefined {
    if (this.gitRoot === undefined) return undefined;
    const patterns = this.patternsFor(path, '.gitignore', this.gitRoot);
    return ignoredBy(patterns, this.gitRoot, path, isFolder)?.source;
  }

  private isHidden(path: string, isFolder: boolean): boolean {
    const patterns = this.patternsFor(path, '.dvcignore', this.root);
    if (ignoredBy(patterns, this.root, path, isFolder) !== undefined) return true;
    return this.gitIgnores(path, isFolder) !== undefined;
  }

  /** The patterns of all files of a name from a root down to the folder of a path. */
  private patternsFor(path: string, name: string, root: string): readonly IgnorePattern[] {
    const folder = folderOf(path);
    if (!isInside(folder, root)) return [];
    const key = `${name}\0${folder}`;
    const known = this.patterns.get(key);
    if (known !== undefined) return known;
    const above = folder === root ? [] : this.patternsFor(folder, name, root);
    const file = resolveFrom(folder, name);
    const own = [...this.ownExcludes(name, folder), ...this.patternsIn(file, folder)];
    const all = own.length === 0 ? above : [...above, ...own];
    this.patterns.set(key, all);
    return all;
  }

  /** What git ignores in this clone alone. */
  private ownExcludes(name: string, folder: string): readonly IgnorePattern[] {
    if (name !== '.gitignore' || folder !== this.gitRoot) return [];
    return this.patternsIn(resolveFrom(folder, '.git/info/exclude'), folder);
  }

  private patternsIn(file: string, folder: string): readonly IgnorePattern[] {
    const content = this.workspace.kindOf(file) === 'file' ? this.workspace.read(file) : undefined;
    return content?.kind === 'text'
      ? readIgnorePatterns(content.text, folder, relativeTo(this.root, file))
      : [];
  }

  private loadConfig(): DvcConfig {
    const remotes = new Set<string>();
    const parsing: { bool: ParsingSettings['bool']; list: ParsingSettings['list'] } = {
      bool: 'store_true',
      list: 'nargs',
    };
    const own = ['.dvc/config', '.dvc/config.local'].map((name) => resolveFrom(this.root, name));
    for (const path of [...(this.workspace.dvcConfigs ?? []), ...own]) {
      const content = this.workspace.read(path);
      let section = '';
      for (const line of content?.kind === 'text' ? content.text.split(/\r?\n/) : []) {
        section = /^\s*\[\s*(.*?)\s*\]/.exec(line)?.[1] ?? section;
        const remote = /^'?remote\s+"(.*)"'?$/.exec(section)?.[1];
        if (remote !== undefined) remotes.add(remote);
        const [, key, value] = /^\s*(bool|list)\s*=\s*(\w+)/.exec(line) ?? [];
        if (section !== 'parsing') continue;
        if (key === 'bool' && (value === 'boolean_optional' || value === 'store_true')) {
          parsing.bool = value;
        }
        if (key === 'list' && (value === 'append' || value === 'nargs')) parsing.list = value;
      }
    }
    return { remotes, parsing };
  }
}

/** The root of the repository that a file belongs to. */
export function repositoryRoot(workspace: Workspace, path: string): string {
  const folder = folderOf(path);
  return (
    nearestWith(workspace, folder, '.dvc', 'folder') ??
    nearestWith(workspace, folder, '.git') ??
    (isInside(folder, workspace.root) ? workspace.root : folder)
  );
}

function nearestWith(
  workspace: Workspace,
  from: string,
  name: string,
  kind?: 'folder',
): string | undefined {
  for (let folder = from; isInside(folder, workspace.root); folder = folderOf(folder)) {
    const found = workspace.kindOf(resolveFrom(folder, name));
    if (found !== undefined && (kind === undefined || found === kind)) return folder;
    if (folderOf(folder) === folder) break;
  }
  return undefined;
}

/** Whether a path is a dvc.yaml. */
export function isPipelineFile(path: string): boolean {
  return nameOf(path) === 'dvc.yaml';
}

/** Whether a path lies in what belongs to git, Mercurial or DVC itself. */
function isOfTools(path: string, isFolder: boolean): boolean {
  return path.split('/').some((part, index, parts) => {
    const isLast = index === parts.length - 1;
    return part === '.git' || ((part === '.hg' || part === '.dvc') && (!isLast || isFolder));
  });
}
