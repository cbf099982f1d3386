import { open } from 'node:fs/promises';
import { maskedCrc32c } from './crc32c.ts';
import { EventReader, type TakeEvent } from './eventMessage.ts';
import { MalformedMessage } from './protobuf.ts';

const headerLength = 12;
const checksumLength = 4;
const chunkLength = 4 * 1024 * 1024;
/** A greater record is no scalar; it is passed over without being read. */
const maxRecord = 64 * 1024 * 1024;

/**
 * Reads one TensorBoard event file piece by piece while it is written. The framing is TFRecord's:
 * length, checksum of the length, data, checksum of the data. Records whose data is damaged are
 * passed over and counted; after a damaged length nothing can be found any more, so that the file
 * is given up, with the reason in {@link stopped}.
 */
export class EventFile {
  readonly path: string;
  readonly #reader = new EventReader();
  #offset = 0;
  #skipped = 0;
  #stopped: string | undefined;

  constructor(path: string) {
    this.path = path;
  }

  /** Bytes of complete records that have been read. */
  get offset(): number {
    return this.#offset;
  }

  /** Records that were damaged, or too great to read, and passed over. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Why the rest of the file cannot be read, as a part of a sentence. */
  get stopped(): string | undefined {
    return this.#stopped;
  }

  /** Gives the rest of the file up, for a reason that continues a sentence. */
  stop(reason: string): void {
    this.#stopped ??= reason;
  }

  /**
   * Passes on what has been appended since the last time, in order, and tells whether it stopped
   * at `maxBytes` with more to come. An incomplete record at the end stays for the next time.
   * Throws what the file system throws.
   */
  async read(take: TakeEvent, maxBytes = Number.POSITIVE_INFINITY): Promise<boolean> {
    if (this.#stopped !== undefined) return false;
    const file = await open(this.path, 'r');
    try {
      let buffer = Buffer.allocUnsafe(chunkLength);
      for (let total = 0; total < maxBytes;) {
        const { bytesRead } = await file.read(buffer, 0, buffer.length, this.#offset);
        const used = this.#records(buffer.subarray(0, bytesRead), take);
        this.#offset += used;
        total += used;
        if (this.#stopped !== undefined || bytesRead < buffer.length) return false;
        if (used === 0) buffer = Buffer.allocUnsafe(buffer.length * 2);
      }
      return true;
    } finally {
      await file.close();
    }
  }

  /** Takes the complete records of `bytes`; tells how many bytes they are. */
  #records(bytes: Uint8Array, take: TakeEvent): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    while (at + headerLength <= bytes.length) {
      const length = view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
      if (maskedCrc32c(view, at, at + 8) !== view.getUint32(at + 8, true)) {
        this.#stopped = `the record at byte ${this.#offset + at} has a damaged length`;
        return at;
      }
      const start = at + headerLength;
      const end = start + length;
      if (length > maxRecord) {
        this.#skipped++;
        at = end + checksumLength;
        continue;
      }
      if (end + checksumLength > bytes.length) break;
      if (maskedCrc32c(view, start, end) === view.getUint32(end, true)) {
        this.#record(bytes, start, end, take);
      } else this.#skipped++;
      at = end + checksumLength;
    }
    return at;
  }

  #record(bytes: Uint8Array, start: number, end: number, take: TakeEvent): void {
    try {
      this.#reader.read(take, bytes, start, end);
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      this.#skipped++;
    }
  }
}
