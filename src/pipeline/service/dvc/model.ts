import type { Workspace } from '../workspace.ts';
import { readParams, type ParamsFile } from '../params/readParams.ts';
import { folderOf, isInside, nameOf, resolveFrom } from '../paths.ts';
import { fileKind } from '../fileKind.ts';
import { loadDataFile, type DataFile } from './dataFile.ts';
import { buildGraph, type Graph } from './graph.ts';
import { loadLockFile, type LockFile } from './lockFile.ts';
import { draftOf, loadPipelineFile, type PipelineFile } from './pipelineFile.ts';
import { isPipelineFile, Repository, type RepositoryFiles } from './repository.ts';
import type { StageOutput } from './stage.ts';

/**
 * All that is known of one DVC repository: its pipeline files, loaded on demand and kept until one of
 * the files changes that they are made of.
 */
export class DvcModel {
  readonly repository: Repository;
  readonly workspace: Workspace;
  private readonly pipelines = new Map<string, PipelineFile>();
  private readonly lastGood = new Map<string, PipelineFile>();
  private readonly drafts = new WeakMap<PipelineFile, PipelineFile>();
  private readonly locks = new Map<string, LockFile>();
  private readonly dataFiles = new Map<string, DataFile>();
  private readonly paramsFiles = new Map<string, ParamsFile>();
  private knownFiles: RepositoryFiles | undefined;
  private knownGraph: Graph | undefined;
  private knownUsers: ReadonlyMap<string, readonly PipelineFile[]> | 'unknown' | undefined;
  /** The outputs of files that cannot be loaded. */
  private knownUnsure: readonly StageOutput[] | undefined;

  constructor(workspace: Workspace, root: string) {
    this.workspace = workspace;
    this.repository = new Repository(workspace, root);
  }

  get root(): string {
    return this.repository.root;
  }

  /** All files that the language service knows. */
  get files(): readonly string[] {
    return this.found.files;
  }

  /** Folders inside that are repositories of their own. */
  get nested(): readonly string[] {
    return this.found.nested;
  }

  /** A dvc.yaml, loaded. */
  pipeline(path: string): PipelineFile {
    const known = this.pipelines.get(path);
    if (known !== undefined) return known;
    const loaded = loadPipelineFile(this.workspace, this.repository, path);
    this.pipelines.set(path, loaded);
    if (loaded.loaded !== undefined) this.lastGood.set(path, loaded);
    return loaded;
  }

  /**
   * What is known of a dvc.yaml while it is being written: what can be made of it as it is, else what
   * it was when it could last be read.
   */
  draft(path: string): PipelineFile {
    const current = this.pipeline(path);
    if (current.loaded !== undefined) return current;
    const known = this.drafts.get(current);
    if (known !== undefined) return known;
    const made = draftOf(this.workspace, this.repository, current);
    const before = this.lastGood.get(path);
    // Reading on behind an error may leave nothing of the stages.
    const isLost =
      made.loaded === undefined || (made.stages.length === 0 && current.findings.broken);
    const draft = isLost && before !== undefined ? before : made;
    this.drafts.set(current, draft);
    return draft;
  }

  /** The dvc.lock beside a dvc.yaml, loaded. */
  lock(pipelinePath: string): LockFile {
    const known = this.locks.get(pipelinePath);
    if (known !== undefined) return known;
    const loaded = loadLockFile(this.workspace, this.repository, pipelinePath);
    this.locks.set(pipelinePath, loaded);
    return loaded;
  }

  /** A `.dvc` file, loaded. */
  dataFile(path: string): DataFile {
    const known = this.dataFiles.get(path);
    if (known !== undefined) return known;
    const loaded = loadDataFile(this.workspace, this.repository, path);
    this.dataFiles.set(path, loaded);
    return loaded;
  }

  /** A parameters file, read. */
  params(path: string): ParamsFile {
    const known = this.paramsFiles.get(path);
    if (known !== undefined) return known;
    const read = readParams(this.workspace, path);
    this.paramsFiles.set(path, read);
    return read;
  }

  /** The graph of all that can be loaded. */
  get graph(): Graph {
    this.knownGraph ??= this.makeGraph();
    return this.knownGraph;
  }

  /** The pipeline files that take parameters from a file; unknown where one of all cannot be loaded. */
  parameterUsers(path: string): readonly PipelineFile[] | 'unknown' {
    this.knownUsers ??= this.findUsers();
    return this.knownUsers === 'unknown' ? 'unknown' : (this.knownUsers.get(path) ?? []);
  }

  private findUsers(): ReadonlyMap<string, readonly PipelineFile[]> | 'unknown' {
    const users = new Map<string, PipelineFile[]>();
    for (const pipeline of this.files.filter(isPipelineFile).map((file) => this.pipeline(file))) {
      const { loaded, ownVarsFiles, stages } = pipeline;
      if (loaded === undefined) return 'unknown';
      const inputs = stages.flatMap((stage) => stage.inputs.map((input) => input.path));
      for (const file of new Set([...loaded.files.keys(), ...ownVarsFiles, ...inputs])) {
        const known = users.get(file);
        if (known === undefined) users.set(file, [pipeline]);
        else known.push(pipeline);
      }
    }
    return users;
  }

  /** Forgets all but how files were when they could last be read: a folder came or went. */
  rescan(): void {
    this.knownFiles = undefined;
    this.knownGraph = undefined;
    this.knownUnsure = undefined;
    this.knownUsers = undefined;
    for (const known of [this.pipelines, this.locks, this.dataFiles, this.paramsFiles]) {
      known.clear();
    }
  }

  /**
   * Whether a stage writes a path, lies in it or above it; those of files count as well that cannot be
   * loaded while they are being written.
   */
  mayWrite(path: string): boolean {
    if (this.graph.writes(path)) return true;
    this.knownUnsure ??= this.files
      .filter((file) => isPipelineFile(file) && this.pipeline(file).findings.refused)
      .flatMap((file) => this.draft(file).stages.flatMap(({ outputs }) => outputs));
    return this.knownUnsure.some(
      (output) => isInside(path, output.path) || isInside(output.path, path),
    );
  }

  /** Forgets what a changed file was part of. */
  changed(path: string): void {
    this.knownGraph = undefined;
    this.knownUnsure = undefined;
    this.knownUsers = undefined;
    const name = nameOf(path);
    this.dataFiles.delete(path);
    this.paramsFiles.delete(path);
    for (const [file, pipeline] of this.pipelines) {
      const uses =
        file === path ||
        pipeline.loaded === undefined ||
        pipeline.loaded.files.has(path) ||
        path === resolveFrom(folderOf(file), 'params.yaml') ||
        pipeline.ownVarsFiles.includes(path);
      if (uses) this.pipelines.delete(file);
    }
    for (const [file, lock] of this.locks) if (lock.path === path) this.locks.delete(file);
    if (fileKind(name) === undefined) return;
    const isThere = this.workspace.kindOf(path) === 'file';
    if (this.knownFiles?.files.includes(path) !== isThere) this.knownFiles = undefined;
  }

  private get found(): RepositoryFiles {
    this.knownFiles ??= this.repository.files();
    return this.knownFiles;
  }

  private makeGraph(): Graph {
    const stages = this.files
      .filter(isPipelineFile)
      .flatMap((path) => this.pipeline(path).stages.filter(({ sound }) => sound));
    const dataFiles = this.files
      .filter((path) => fileKind(nameOf(path)) === 'data')
      .map((path) => this.dataFile(path))
      .filter(({ findings }) => !findings.refused);
    return buildGraph(this.root, stages, dataFiles);
  }
}
