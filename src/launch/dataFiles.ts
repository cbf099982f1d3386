import { isAbsolute, join } from 'node:path';
import type { FileEvent } from '../capture/inputs/eventLines.ts';
import { FileHasher } from '../capture/inputs/fileHashes.ts';
import { runFiles } from '../capture/inputs/runFiles.ts';
import type { RunFile } from '../model/run.ts';
import type { Store } from '../store/store.ts';
import type { WriteQueue } from './writeQueue.ts';

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
  readonly #hashed = new Map<string, Promise<void>>();
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
    this.#writes.write(() => this.#store.files.record(this.#runId, files));
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
    const key = `${file.direction} ${file.kind} ${file.path}`;
    if (!this.#hashed.has(key)) this.#hashed.set(key, this.#workOut(file));
  }

  async #workOut(file: RunFile): Promise<void> {
    const path = isAbsolute(file.path) ? file.path : join(this.#root, file.path);
    const result = await this.#hasher.hash(path, file.kind);
    if (result.kind === 'missing' && file.direction === 'output') {
      // A temporary file that the run removed itself.
      this.#writes.write(() => this.#store.files.remove(this.#runId, file));
    }
    // An input that is gone, or may not be read, stays on record without a digest.
    if (result.kind !== 'hashed') return;
    const { digest, bytes, files } = result;
    this.#writes.write(() =>
      this.#store.files.record(this.#runId, [{ ...file, digest, bytes, files }]),
    );
  }
}
