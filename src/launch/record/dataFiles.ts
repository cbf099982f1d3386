import { statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { FileEvent } from '../../capture/inputs/eventLines.ts';
import { FileHasher } from '../../capture/inputs/fileHashes.ts';
import { runFiles } from '../../capture/inputs/runFiles.ts';
import type { RunFile } from '../../model/run.ts';
import type { Store } from '../../store/store.ts';
import type { WriteQueue } from './writeQueue.ts';

/** Clocks of files are coarser than those of processes. */
const clockToleranceMs = 20;

/**
 * The files that a launch reads and writes: on record as soon as they are opened, and their digests
 * when they are worked out. Inputs are hashed while the run goes on, outputs when it has ended.
 */
export class DataFiles {
  readonly #store: Store;
  readonly #writes: WriteQueue;
  readonly #runId: string;
  readonly #root: string;
  readonly #hasher: FileHasher;
  readonly #opened: FileEvent[] = [];
  /** By absolute path, milliseconds since the epoch. */
  readonly #firstReads = new Map<string, number>();
  readonly #hashed = new Map<string, Promise<void>>();
  /** What is on record now. */
  #recorded: ReadonlyMap<string, RunFile> = new Map();
  #changed = false;

  constructor(store: Store, writes: WriteQueue, runId: string, root: string) {
    this.#store = store;
    this.#writes = writes;
    this.#runId = runId;
    this.#root = root;
    this.#hasher = new FileHasher({
      get: (file) => store.files.knownDigest(file),
      set: (file, digest) => writes.write(() => store.files.rememberDigest(file, digest)),
    });
  }

  add(event: FileEvent): void {
    this.#opened.push(event);
    if (event.mode === 'read') {
      const known = this.#firstReads.get(event.path) ?? Infinity;
      this.#firstReads.set(event.path, Math.min(known, event.time));
    }
    this.#changed = true;
  }

  /** Absolute paths of the files that were written so far. */
  written(): string[] {
    return this.#opened
      .filter(({ kind, mode }) => kind === 'file' && mode === 'write')
      .map(({ path }) => path);
  }

  /** Puts newly opened files on record, and begins with the digests of inputs. */
  flush(): void {
    if (!this.#changed) return;
    this.#changed = false;
    const files = runFiles(this.#opened, this.#root);
    const now = new Map(files.map((file) => [keyOf(file), file]));
    // Files that were told one by one until there were so many that their folder stands for them.
    const gone = [...this.#recorded].filter(([key]) => !now.has(key)).map(([, file]) => file);
    this.#recorded = now;
    this.#writes.write(() =>
      this.#store.transaction(() => {
        for (const file of gone) this.#store.files.remove(this.#runId, file);
        this.#store.files.record(this.#runId, files);
      }),
    );
    for (const file of files) if (file.direction === 'input') this.#hash(file);
  }

  /** Works out what is left once nothing is written any more. */
  async finish(): Promise<void> {
    this.flush();
    for (const file of runFiles(this.#opened, this.#root)) this.#hash(file);
    await Promise.all(this.#hashed.values());
    await this.#hasher.cancel();
  }

  #hash(file: RunFile): void {
    const key = keyOf(file);
    if (!this.#hashed.has(key)) this.#hashed.set(key, this.#workOut(file));
  }

  async #workOut(file: RunFile): Promise<void> {
    const path = isAbsolute(file.path) ? file.path : join(this.#root, file.path);
    // What the run read is not there any more: no digest is better than that of another content.
    if (file.direction === 'input' && this.#hasChangedSince(path)) return;
    const result = await this.#hasher.hash(path, file.kind);
    if (result.kind === 'missing' && file.direction === 'output') {
      // A temporary file that the run removed itself.
      this.#writes.write(() => this.#store.files.remove(this.#runId, file));
    }
    // An input that is gone, or may not be read, stays on record without a digest.
    if (result.kind !== 'hashed') return;
    if (file.direction === 'input' && this.#hasChangedSince(path)) return;
    if (!this.#recorded.has(keyOf(file))) return;
    const { digest, bytes, files } = result;
    this.#writes.write(() =>
      this.#store.files.record(this.#runId, [{ ...file, digest, bytes, files }]),
    );
  }

  /** Whether a file was written after the run had first read it. */
  #hasChangedSince(path: string): boolean {
    const first = this.#firstReads.get(path) ?? Infinity;
    const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: 0 };
    return mtimeMs > first + clockToleranceMs;
  }
}

function keyOf({ direction, kind, path }: RunFile): string {
  return `${direction} ${kind} ${path}`;
}
