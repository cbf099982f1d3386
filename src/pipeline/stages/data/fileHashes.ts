import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { fileMd5, type HashName } from './md5.ts';

/** A file changed this lately may change again within the same time stamp. */
const settledAfterMs = 2000;
/** Entries beyond this number are dropped, the oldest first. */
const maxEntries = 200_000;

/** A file's content as DVC records it. */
export interface FileHash {
  readonly md5: string;
  readonly size: number;
  /** Anybody may execute it. */
  readonly executable: boolean;
}

const cacheSchema = v.object({
  version: v.literal(1),
  files: v.record(v.string(), v.tuple([v.number(), v.number(), v.number(), v.string()])),
});

/** [modification time in ms, bytes, inode, MD5] by `name:path`. */
type Entry = readonly [mtimeMs: number, size: number, inode: number, md5: string];

/**
 * The MD5s of files, each worked out once as long as the file's modification time, size and inode
 * stay the same.
 */
export class FileHashes {
  readonly #file: string | undefined;
  readonly #known: Map<string, Entry>;
  readonly #running = new Map<string, Promise<FileHash>>();
  #changed = false;

  /** @param file where they are kept from one process to the next */
  constructor(file?: string) {
    this.#file = file;
    this.#known = file === undefined ? new Map() : read(file);
  }

  /** @throws what the file system throws. */
  async hash(path: string, name: HashName = 'md5'): Promise<FileHash> {
    const key = `${name}:${path}`;
    const running = this.#running.get(key);
    if (running !== undefined) return await running;
    const work = this.#work(path, name, key);
    this.#running.set(key, work);
    try {
      return await work;
    } finally {
      this.#running.delete(key);
    }
  }

  /** Writes what has been worked out since it was read. @throws what the file system throws. */
  save(): void {
    if (this.#file === undefined || !this.#changed) return;
    this.#changed = false;
    const files = Object.fromEntries([...this.#known].slice(-maxEntries));
    mkdirSync(dirname(this.#file), { recursive: true });
    const unfinished = `${this.#file}.${process.pid}`;
    writeFileSync(unfinished, JSON.stringify({ version: 1, files }));
    renameSync(unfinished, this.#file);
  }

  async #work(path: string, name: HashName, key: string): Promise<FileHash> {
    const { mtimeMs, size, ino, mode } = await stat(path);
    const executable = process.platform !== 'win32' && (mode & 0o111) !== 0;
    const known = this.#known.get(key);
    if (known?.[0] === mtimeMs && known[1] === size && known[2] === ino) {
      return { md5: known[3], size, executable };
    }
    const md5 = await fileMd5(path, name);
    const after = await stat(path);
    const settled = after.mtimeMs === mtimeMs && Date.now() - mtimeMs > settledAfterMs;
    if (settled) {
      this.#known.delete(key);
      this.#known.set(key, [mtimeMs, size, ino, md5]);
      this.#changed = true;
    }
    return { md5, size, executable };
  }
}

function read(file: string): Map<string, Entry> {
  try {
    const { files } = v.parse(cacheSchema, JSON.parse(readFileSync(file, 'utf8')));
    return new Map(Object.entries(files));
  } catch {
    // Missing, or of another version: everything is worked out anew.
    return new Map();
  }
}
