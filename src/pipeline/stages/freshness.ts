import { errorText, UserError } from '../../model/errors.ts';
import type { DvcModel } from '../service/dvc/model.ts';
import type { Stage, StageInput } from '../service/dvc/stage.ts';
import { isAbsolute, isAddress, isInside, relativeTo } from '../service/paths.ts';
import { get } from '../service/yaml/values.ts';
import { hashData } from './data/dataHash.ts';
import { readDvcFolder, type DvcFolder } from './data/dvcFolder.ts';
import type { FileHashes } from './data/fileHashes.ts';
import { ObjectCache } from './data/objectCache.ts';
import { lockedStage, type LockedData, type LockedStage } from './lock/lockedStage.ts';
import type { StaleReason } from './staleReason.ts';
import { currentParams } from './values/currentParams.ts';
import { equalInPython, lookUp, toPlain, type Plain } from './values/plain.ts';
import { showPlain } from './values/show.ts';

/** A stage, and whether DVC would run it. */
export interface StageFreshness {
  /** `train`, or `train@large` for a generated one. */
  readonly name: string;
  /** The dvc.yaml, absolute with `/`. */
  readonly file: string;
  /** `never`: dvc.lock does not know it. */
  readonly status: 'fresh' | 'stale' | 'never';
  /** Whether `dvc repro` would run it; a `frozen` stage that never ran may have nothing to do. */
  readonly wouldRun: boolean;
  readonly reasons: readonly StaleReason[];
  /** Its inputs are not looked at. */
  readonly frozen: boolean;
}

/** Tells whether the stages of one repository are up to date, from dvc.yaml, dvc.lock and the disk. */
export class Freshness {
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

  /** All stages that can be loaded, in the order of their files. */
  async all(): Promise<StageFreshness[]> {
    const found: StageFreshness[] = [];
    for (const { stage } of this.#model.graph.nodes) {
      if (stage !== undefined) found.push(await this.of(stage));
    }
    return found;
  }

  /** One stage. What is wrong with its data is a reason; nothing of it is thrown. */
  async of(stage: Stage): Promise<StageFreshness> {
    const locked = lockedStage(this.#model, stage);
    const frozen = flag(stage, 'frozen');
    const reasons: StaleReason[] = [];
    addCommand(stage, locked, reasons);
    if (!frozen) await this.#addInputs(stage, locked, reasons);
    for (const output of stage.outputs) {
      const key = lockKey(this.#model.root, stage, output);
      const entry = locked?.outs.get(key);
      await this.#addData('out', output.path, key, entry, reasons, output.cached);
    }
    const wouldRun = reasons.length > 0;
    const status = locked === undefined ? 'never' : wouldRun ? 'stale' : 'fresh';
    return { name: stage.name, file: stage.file, status, wouldRun, reasons, frozen };
  }

  async #addInputs(
    stage: Stage,
    locked: LockedStage | undefined,
    reasons: StaleReason[],
  ): Promise<void> {
    const nothingToCompare = stage.inputs.length + stage.outputs.length === 0;
    if (flag(stage, 'always_changed') || nothingToCompare) reasons.push({ kind: 'always' });
    for (const input of stage.inputs) {
      if (input.kind === 'params') this.#addParams(stage, input, locked, reasons);
      else {
        const key = lockKey(this.#model.root, stage, input);
        await this.#addData('dep', input.path, key, locked?.deps.get(key), reasons, false);
      }
    }
  }

  async #addData(
    kind: 'dep' | 'out',
    path: string,
    key: string,
    locked: LockedData | undefined,
    reasons: StaleReason[],
    cached: boolean,
  ): Promise<void> {
    if (isAddress(path)) {
      reasons.push({ kind: 'address', path });
      return;
    }
    // Of what lies outside of the repository, DVC 2 hashed the bytes as they are.
    const name = isAbsolute(key) ? 'md5' : (locked?.hashName ?? 'md5');
    const ignores = (inside: string, isFolder: boolean): boolean =>
      this.#model.repository.dvcIgnores(inside, isFolder) !== undefined;
    try {
      const data = await hashData(path, this.#hashes, name, ignores);
      if (data === undefined) reasons.push({ kind, path, change: 'missing' });
      else if (locked?.md5 === undefined) reasons.push({ kind, path, change: 'new' });
      else if (data.md5 !== locked.md5) reasons.push({ kind, path, change: 'modified' });
      else if (cached && this.#cache !== undefined && !(await this.#cache.holds(data.md5, name))) {
        reasons.push({ kind, path, change: 'not-cached' });
      }
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      reasons.push({ kind: 'unreadable', path, message: errorText(error) });
    }
  }

  #addParams(
    stage: Stage,
    input: StageInput,
    locked: LockedStage | undefined,
    reasons: StaleReason[],
  ): void {
    const current = currentParams(this.#model, input);
    const file = input.path;
    if (current.kind !== 'values') {
      const message = current.kind === 'broken' ? { message: current.message } : {};
      reasons.push({ kind: 'params-file', file, change: current.kind, ...message });
      return;
    }
    const before = locked?.params.get(lockKey(this.#model.root, stage, input));
    if (before === undefined) {
      reasons.push({ kind: 'params-file', file, change: 'new' });
      return;
    }
    const named = input.keys?.map(({ name }) => name) ?? [];
    const all: Plain[] = named.length > 0 ? named : [...current.values.keys(), ...before.keys()];
    for (const key of new Set(all)) {
      const reason = paramReason(lookUp(before, key), lookUp(current.values, key));
      if (reason === undefined) continue;
      const name = typeof key === 'string' ? key : showPlain(key);
      reasons.push({ kind: 'param', file, key: name, ...reason });
    }
  }
}

function paramReason(
  old: Plain | undefined,
  now: Plain | undefined,
): { change: 'new' | 'modified' | 'missing'; old?: string; new?: string } | undefined {
  if (now === undefined) return { change: 'missing' };
  if (old === undefined) return { change: 'new', new: showPlain(now) };
  if (equalInPython(old, now)) return undefined;
  return { change: 'modified', old: showPlain(old), new: showPlain(now) };
}

function addCommand(stage: Stage, locked: LockedStage | undefined, reasons: StaleReason[]): void {
  if (locked === undefined) return;
  const cmd = commandOf(stage);
  if (equalInPython(cmd, locked.cmd)) return;
  reasons.push({ kind: 'command', old: showPlain(locked.cmd), new: showPlain(cmd) });
}

/** The `cmd` of a stage as DVC has it: a text, or a list of them. */
export function commandOf(stage: Stage): Plain {
  const cmd = get(stage.resolved, 'cmd');
  return cmd === undefined ? null : toPlain(cmd);
}

/** Whether a stage says `frozen: true` or `always_changed: true`. */
export function flag(stage: Stage, name: 'frozen' | 'always_changed'): boolean {
  const value = get(stage.resolved, name);
  return value?.kind === 'scalar' && value.value === true;
}

/** What dvc.lock calls a path of a stage: as written, but from the stage's folder where that is absolute. */
export function lockKey(
  root: string,
  stage: Stage,
  { text, path }: { readonly text: string; readonly path: string },
): string {
  return isAbsolute(text) && isInside(path, root) ? relativeTo(stage.folder, path) : text;
}
