import { diskWorkspace, toServicePath } from '../files/diskWorkspace.ts';
import { dvcFolderAbove, gitFolderAbove } from '../files/repositoryFolder.ts';
import { fileKind } from '../service/fileKind.ts';
import { folderOf, isInside, nameOf, resolveFrom } from '../service/paths.ts';
import { createPipelineService, type PipelineService } from '../service/service.ts';
import type { ServiceOptions } from '../service/sources.ts';
import { OverlayWorkspace } from './overlay.ts';

/** A language service and the files that it sees. */
interface Area {
  readonly service: PipelineService;
  readonly workspace: OverlayWorkspace;
}

/** Where the files that have to do with a folder begin. */
interface Top {
  readonly folder: string;
  /** Nothing else in the folder belongs to it: a file outside of projects. */
  readonly alone: boolean;
}

/** How a file on the disk has changed. */
export type DiskChange = 'created' | 'changed' | 'deleted';

/** Folders deeper than this are not looked through for pipeline files. */
const maxDepth = 16;

/**
 * The repositories that the server knows: those in the workspace's folders, and those of files that
 * were opened. What lies together is served by one language service.
 */
export class Repositories {
  readonly #open: ReadonlyMap<string, string>;
  readonly #options: ServiceOptions;
  readonly #areas = new Map<string, Area>();
  readonly #tops = new Map<string, Top>();
  #folders: readonly string[] = [];

  /** @param open texts of the editor by path @param options what is known from elsewhere */
  constructor(open: ReadonlyMap<string, string>, options: ServiceOptions) {
    this.#open = open;
    this.#options = options;
  }

  /** The workspace's folders, as paths of the language service. */
  set folders(folders: readonly string[]) {
    this.#folders = folders;
    this.#tops.clear();
  }

  /** The language service that knows a file. */
  service(path: string): PipelineService {
    return this.#area(path).service;
  }

  /** The text of a file as the editor has it, else as it is on the disk; empty where there is none. */
  text(path: string): string {
    const open = this.#open.get(path);
    if (open !== undefined) return open;
    const content = this.#area(path).workspace.read(path);
    return content?.kind === 'text' ? content.text : '';
  }

  /** The roots of all repositories in a folder of the workspace, or that it lies in. */
  rootsIn(folder: string): string[] {
    const found: string[] = [];
    const visit = (inside: string) => {
      const { root, nested } = this.service(inside).model(inside);
      if (found.includes(root)) return;
      found.push(root);
      for (const one of nested) visit(`${one}/dvc.yaml`);
    };
    visit(`${folder}/dvc.yaml`);
    return found;
  }

  /** The root of the repository that a file belongs to. */
  rootOf(path: string): string {
    return this.service(path).model(path).root;
  }

  /** The pipeline files of a repository. */
  files(root: string): readonly string[] {
    return this.service(`${root}/dvc.yaml`).files(root);
  }

  /** Takes in that the text of an open file is another; whether that can matter to what was told. */
  edited(path: string): boolean {
    if (fileKind(nameOf(path)) !== undefined) {
      this.service(path).changed(path);
      return true;
    }
    const around = this.#areasAround(path).filter(({ workspace }) => workspace.wasRead(path));
    for (const { service } of around) service.changed(path);
    return around.length > 0;
  }

  /** Takes in that something changed on the disk; whether that can matter to what was told. */
  changedOnDisk(path: string, change: DiskChange): boolean {
    // What is open is as the editor has it.
    if (change === 'changed' && this.#open.has(path)) return false;
    if (isSettings(path)) return this.#settingsChanged(path);
    let matters = false;
    for (const { service, workspace } of this.#areasAround(path)) {
      const effect = effectOf(workspace, path, change);
      if (effect === 'files') service.rescan();
      else if (effect === 'file') service.changed(path);
      matters ||= effect !== 'none';
    }
    return matters;
  }

  /** What git or DVC ignores, or where a repository begins, is another now. */
  #settingsChanged(path: string): boolean {
    this.#tops.clear();
    const areas = this.#areasAround(path);
    for (const { service } of areas) service.changed(`${folderOf(path)}/.dvcignore`);
    return areas.length > 0;
  }

  #areasAround(path: string): Area[] {
    return [...this.#areas].flatMap(([top, area]) => (isInside(path, top) ? [area] : []));
  }

  #area(path: string): Area {
    const folder = folderOf(path);
    const top = this.#tops.get(folder) ?? this.#topOf(folder);
    this.#tops.set(folder, top);
    const known = this.#areas.get(top.folder);
    if (known !== undefined) return known;
    const disk = diskWorkspace(top.folder);
    const workspace = new OverlayWorkspace(disk, this.#open, top.alone ? 'none' : 'all');
    const made = { workspace, service: createPipelineService(workspace, this.#options) };
    this.#areas.set(top.folder, made);
    return made;
  }

  /** The topmost folder that has to do with a folder: of its repository, else of the workspace. */
  #topOf(folder: string): Top {
    const dvc = dvcFolderAbove(folder);
    const git = dvc === undefined ? undefined : gitFolderAbove(dvc);
    const above = [
      ...[dvc, git].flatMap((found) => (found === undefined ? [] : [toServicePath(found)])),
      ...this.#folders.filter((one) => isInside(folder, one)),
    ];
    const [top] = above.toSorted((a, b) => a.length - b.length);
    return top === undefined ? { folder, alone: true } : { folder: top, alone: false };
  }
}

/** What a change on the disk does to what is known of an area: one file is another, or all are. */
function effectOf(
  workspace: OverlayWorkspace,
  path: string,
  change: DiskChange,
): 'none' | 'file' | 'files' {
  if (fileKind(nameOf(path)) !== undefined) return 'file';
  switch (change) {
    case 'changed':
      return workspace.wasRead(path) ? 'file' : 'none';
    case 'deleted':
      if (workspace.wasAskedInside(path)) return 'files';
      return workspace.wasAsked(path) ? 'file' : 'none';
    case 'created':
      if (workspace.kindOf(path) === 'folder' && bringsFiles(workspace, path, 0)) return 'files';
      return workspace.wasAsked(path) ? 'file' : 'none';
  }
}

/** Whether pipeline files came with a new folder. */
function bringsFiles(workspace: OverlayWorkspace, folder: string, depth: number): boolean {
  return workspace.list(folder).some(({ name, kind }) => {
    if (kind === 'file') return fileKind(name) !== undefined;
    return (
      kind === 'folder' &&
      depth < maxDepth &&
      bringsFiles(workspace, resolveFrom(folder, name), depth + 1)
    );
  });
}

/** Whether a path decides what git and DVC ignore, and where a repository begins. */
function isSettings(path: string): boolean {
  const name = nameOf(path);
  return (
    ['.gitignore', '.dvcignore', '.dvc', '.git'].includes(name) ||
    /\/\.dvc\/config(?:\.local)?$/.test(path)
  );
}
