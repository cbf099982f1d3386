import {
  closeSync,
  existsSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { UserError } from '../../model/errors.ts';
import { hashData, type DataHash } from '../../pipeline/stages/data/dataHash.ts';
import { readDvcFolder, type DvcFolder } from '../../pipeline/stages/data/dvcFolder.ts';
import type { FileHashes } from '../../pipeline/stages/data/fileHashes.ts';
import { isText, type HashName } from '../../pipeline/stages/data/md5.ts';
import { ObjectCache } from '../../pipeline/stages/data/objectCache.ts';
import { lockKey } from '../../pipeline/stages/freshness.ts';
import { lockEntry, type StageData } from '../../pipeline/stages/lock/lockEntry.ts';
import { lockedStage, type LockedData } from '../../pipeline/stages/lock/lockedStage.ts';
import { withStageEntry } from '../../pipeline/stages/lock/lockText.ts';
import { currentParams } from '../../pipeline/stages/values/currentParams.ts';
import type { DvcModel } from '../../pipeline/service/dvc/model.ts';
import type { Stage, StageInput, StageOutput } from '../../pipeline/service/dvc/stage.ts';
import { isAddress, isInside, relativeTo } from '../../pipeline/service/paths.ts';
import type { PlainMap } from '../../pipeline/stages/values/plain.ts';
import { hideFromGit } from './gitIgnore.ts';
import { unlinkFromCache } from './unlinkFromCache.ts';

/** What DVC does around a stage's commands, for where DVC is not installed. */
export class OwnStages {
  readonly #model: DvcModel;
  readonly #hashes: FileHashes;
  readonly #dvc: DvcFolder | undefined;
  readonly #cache: ObjectCache | undefined;

  constructor(model: DvcModel, hashes: FileHashes) {
    this.#model = model;
    this.#hashes = hashes;
    this.#dvc = readDvcFolder(model.root);
    this.#cache = this.#dvc === undefined ? undefined : new ObjectCache(this.#dvc, hashes);
  }

  /**
   * Looks whether all is there that a stage reads, and removes what it will write.
   *
   * @throws UserError when it cannot be run.
   */
  async prepare(stage: Stage): Promise<void> {
    for (const { path } of [...stage.inputs, ...stage.outputs]) {
      if (!isAddress(path)) continue;
      throw new UserError(
        `The stage ${stage.name} uses ${path}, which only DVC can reach.`,
        'Install DVC in the environment that runs the project.',
      );
    }
    for (const input of stage.inputs) this.#check(stage, input);
    for (const output of stage.outputs) {
      if (output.persistent) await unlinkFromCache(output.path);
      else rmSync(output.path, { recursive: true, force: true });
    }
  }

  /**
   * Puts a stage that has run into dvc.lock: hashes what it read and wrote, keeps its outputs in DVC's
   * cache where the repository has one, and hides them from git.
   *
   * @throws UserError when an output is not there or may not be one.
   */
  async commit(stage: Stage): Promise<void> {
    const locked = lockedStage(this.#model, stage);
    const deps: StageData[] = [];
    const outs: StageData[] = [];
    const params = stage.inputs
      .filter(({ kind }) => kind === 'params')
      .map((input) => ({
        file: lockKey(this.#model.root, stage, input),
        values: this.#check(stage, input) ?? new Map(),
      }));
    for (const input of stage.inputs) {
      if (input.kind !== 'dep') continue;
      deps.push(await this.#hashed(stage, input, locked?.deps, 'dependency'));
    }
    for (const output of stage.outputs) {
      const out = await this.#hashed(stage, output, locked?.outs, 'output');
      await this.#keep(stage, output, out);
      outs.push(out);
    }
    this.#write(stage, lockEntry(this.#model, stage, { deps, outs, params }));
  }

  /** The `.dvc` file that stands for data that a path is, or is part of; as seen from the root. */
  #trackerOf(path: string): string | undefined {
    const { files, root } = this.#model;
    const found = files
      .filter((file) => file.endsWith('.dvc'))
      .find((file) => this.#model.dataFile(file).outputs.some((data) => isInside(path, data.path)));
    return found === undefined ? undefined : relativeTo(root, found);
  }

  /** The values of an input that is a parameters file. @throws UserError when it is not there. */
  #check(stage: Stage, input: StageInput): PlainMap | undefined {
    const shown = relativeTo(this.#model.root, input.path);
    if (input.kind === 'dep' && !existsSync(input.path)) {
      const tracker = this.#trackerOf(input.path);
      if (tracker !== undefined) {
        throw new UserError(
          `The stage ${stage.name} reads ${shown}, which ${tracker} tracks and which is not here.`,
          'Fetch it with `dvc pull`, for which DVC is needed.',
        );
      }
      throw new UserError(
        `The stage ${stage.name} reads ${shown}, which does not exist.`,
        'Bring it in, or run the stage that writes it.',
      );
    }
    if (input.kind !== 'params') return undefined;
    const current = currentParams(this.#model, input);
    if (current.kind === 'missing') {
      throw new UserError(
        `The parameters file ${shown} of the stage ${stage.name} does not exist.`,
        'Write it, or name another one.',
      );
    }
    if (current.kind === 'broken') {
      throw new UserError(
        `The parameters file ${shown} of the stage ${stage.name} cannot be read.`,
        current.message,
      );
    }
    const [missing] = current.missing;
    if (missing === undefined) return current.values;
    throw new UserError(
      `${shown} has no parameter ${missing}, which the stage ${stage.name} names.`,
      'Add it, or correct its name in dvc.yaml.',
    );
  }

  async #hashed(
    stage: Stage,
    item: StageInput | StageOutput,
    locked: ReadonlyMap<string, LockedData> | undefined,
    what: 'dependency' | 'output',
  ): Promise<StageData> {
    const { text, path } = item;
    const before = locked?.get(lockKey(this.#model.root, stage, item));
    // What DVC 2 has hashed keeps its hash as long as it is the same.
    if (before?.hashName === 'md5-dos2unix' && before.md5 !== undefined) {
      const data = await this.#hash(path, 'md5-dos2unix');
      if (data?.md5 === before.md5) return { text, path, data, hashName: 'md5-dos2unix' };
    }
    const data = await this.#hash(path, 'md5');
    if (data !== undefined) return { text, path, data, hashName: 'md5' };
    const shown = relativeTo(this.#model.root, path);
    if (what === 'dependency') {
      throw new UserError(
        `The stage ${stage.name} has removed ${shown}, which it reads.`,
        'Do not let its command remove it, or take it out of its `deps`.',
      );
    }
    throw new UserError(
      `The stage ${stage.name} has run, and its output ${shown} does not exist.`,
      'Make its command write it, or take it out of its `outs`.',
    );
  }

  async #hash(path: string, name: HashName): Promise<DataHash | undefined> {
    return await hashData(
      path,
      this.#hashes,
      name,
      (inside, isFolder) => this.#model.repository.dvcIgnores(inside, isFolder) !== undefined,
    );
  }

  async #keep(stage: Stage, output: StageOutput, { data, hashName }: StageData): Promise<void> {
    const shown = relativeTo(this.#model.root, output.path);
    if (output.section === 'metrics' && data.kind === 'file' && !isTextFile(output.path)) {
      throw new UserError(
        `The metrics file ${shown} of the stage ${stage.name} holds no text.`,
        'Write it as JSON or YAML.',
      );
    }
    if (!output.cached) return;
    if (!isInside(output.path, this.#model.root)) {
      throw new UserError(
        `The output ${output.path} lies outside of the repository, where DVC cannot keep it.`,
        'Say `cache: false` for it.',
      );
    }
    if (this.#dvc === undefined || this.#cache === undefined) return;
    if (!this.#dvc.withoutGit) await hideFromGit(output.path);
    await this.#cache.keep(output.path, data, hashName);
  }

  #write(stage: Stage, entry: ReturnType<typeof lockEntry>): void {
    const { path } = this.#model.lock(stage.file);
    // Somebody may have changed it since it was read.
    this.#model.changed(path);
    const { text, root } = this.#model.lock(stage.file);
    const unfinished = `${path}.${process.pid}.tmp`;
    writeFileSync(unfinished, withStageEntry(text, root, stage.name, entry));
    renameSync(unfinished, path);
    this.#model.changed(path);
  }
}

function isTextFile(path: string): boolean {
  const block = Buffer.alloc(512);
  const file = openSync(path, 'r');
  try {
    return isText(block.subarray(0, readSync(file, block)));
  } finally {
    closeSync(file);
  }
}
