import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { folderObject, type DataHash } from './dataHash.ts';
import type { DvcFolder } from './dvcFolder.ts';
import type { FileHashes } from './fileHashes.ts';
import type { HashName } from './md5.ts';

/** The mode of a content that is sure to be what its name says. */
const protectedMode = 0o444;

const folderSchema = v.array(v.object({ relpath: v.string(), md5: v.string() }));

/** DVC's cache in `.dvc/cache`, where it keeps the contents of outputs by their MD5s. */
export class ObjectCache {
  readonly #folder: DvcFolder;
  readonly #hashes: FileHashes;

  constructor(folder: DvcFolder, hashes: FileHashes) {
    this.#folder = folder;
    this.#hashes = hashes;
  }

  /** Whether it holds a file, or a folder with all its files. */
  async holds(md5: string, name: HashName): Promise<boolean> {
    if (!(await this.#holdsOne(md5, name))) return false;
    if (!md5.endsWith('.dir')) return true;
    let files: v.InferOutput<typeof folderSchema>;
    try {
      files = v.parse(folderSchema, JSON.parse(await readFile(this.#pathOf(md5, name), 'utf8')));
    } catch {
      // Damaged: DVC takes it for missing, too.
      return false;
    }
    for (const file of files) if (!(await this.#holdsOne(file.md5, name))) return false;
    return true;
  }

  /** Keeps what lies at a path. @throws what the file system throws. */
  async keep(path: string, data: DataHash, name: HashName): Promise<void> {
    if (data.kind === 'file') {
      await this.#keepFile(path, data.md5, name);
      return;
    }
    for (const file of data.files) await this.#keepFile(`${path}/${file.path}`, file.md5, name);
    await this.#keepAs(data.md5, name, (target) => writeFile(target, folderObject(data.files)));
  }

  async #keepFile(path: string, md5: string, name: HashName): Promise<void> {
    // A copy that shares its blocks where the file system can do that.
    await this.#keepAs(md5, name, (target) => copyFile(path, target, constants.COPYFILE_FICLONE));
  }

  async #keepAs(
    md5: string,
    name: HashName,
    write: (target: string) => Promise<void>,
  ): Promise<void> {
    if (await this.#holdsOne(md5, name)) return;
    const target = this.#pathOf(md5, name);
    await mkdir(dirname(target), { recursive: true });
    const unfinished = `${target}.${randomUUID()}.tmp`;
    try {
      await write(unfinished);
      await chmod(unfinished, protectedMode);
      await rename(unfinished, target);
    } finally {
      await rm(unfinished, { force: true });
    }
  }

  async #holdsOne(md5: string, name: HashName): Promise<boolean> {
    const path = this.#pathOf(md5, name);
    try {
      const { mode } = await stat(path);
      if ((mode & 0o777) === protectedMode) return true;
      const { md5: actual } = await this.#hashes.hash(path, name);
      return actual === md5.replace('.dir', '');
    } catch {
      // What cannot be read does not help.
      return false;
    }
  }

  #pathOf(md5: string, name: HashName): string {
    const folder = name === 'md5' ? this.#folder.objects : this.#folder.legacyObjects;
    return `${folder}/${md5.slice(0, 2)}/${md5.slice(2)}`;
  }
}
