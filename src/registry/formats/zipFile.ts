import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { fromFd } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { open } from 'node:fs/promises';
import { UserError, errorText } from '../../model/errors.ts';
import { Damaged } from './damaged.ts';

/** An archive that is open; its entries are read in place, nothing is unpacked to disk. */
export interface OpenZip {
  /** Paths of the files inside with their sizes, in the order of the archive. */
  readonly files: ReadonlyMap<string, number>;
  /** @throws when it is not there or cannot be decompressed. */
  readonly stream: (file: string) => Promise<Readable>;
  /** A small file as text. @throws {Damaged} when it is longer than 16 MiB. */
  readonly text: (file: string) => Promise<string>;
}

const longestText = 16 * 1024 * 1024;
const mostEntries = 100_000;

/**
 * Opens a zip archive while `use` runs.
 *
 * @throws {Damaged} when its directory cannot be read.
 */
export async function withZip<T>(path: string, use: (zip: OpenZip) => Promise<T>): Promise<T> {
  const handle = await open(path);
  try {
    const zip = await directory(handle.fd);
    return await use(await opened(zip));
  } finally {
    await handle.close();
  }
}

function directory(fd: number): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromFd(fd, { lazyEntries: true, autoClose: false }, (error, zip) => {
      if (error !== null) reject(new Damaged(`its directory cannot be read: ${errorText(error)}`));
      else resolve(zip);
    });
  });
}

async function opened(zip: ZipFile): Promise<OpenZip> {
  const entries = await readEntries(zip);
  const stream = (file: string): Promise<Readable> =>
    new Promise((resolve, reject) => {
      const entry = entries.get(file);
      if (entry === undefined) {
        reject(new UserError(`The archive has no file ${file}.`, ''));
        return;
      }
      zip.openReadStream(entry, (error, found) => {
        if (error !== null) reject(new Damaged(errorText(error)));
        else resolve(found);
      });
    });
  return {
    files: new Map([...entries].map(([name, { uncompressedSize }]) => [name, uncompressedSize])),
    stream,
    async text(file) {
      if ((entries.get(file)?.uncompressedSize ?? 0) > longestText) {
        throw new Damaged(`${file} inside it is too long`);
      }
      return await text(await stream(file));
    },
  };
}

function readEntries(zip: ZipFile): Promise<Map<string, Entry>> {
  return new Promise((resolve, reject) => {
    const entries = new Map<string, Entry>();
    if (zip.entryCount > mostEntries) {
      reject(new Damaged(`it holds ${zip.entryCount} files`));
      return;
    }
    zip.on('entry', (entry: Entry) => {
      if (!entry.fileName.endsWith('/')) entries.set(entry.fileName, entry);
      zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', (error: Error) => reject(new Damaged(errorText(error))));
    zip.readEntry();
  });
}
