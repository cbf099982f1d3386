import type { FileHandle } from 'node:fs/promises';

/** Thrown when a source ends before what it promised. */
export class EndOfBytes extends Error {
  override readonly name = 'EndOfBytes';
}

/** Where bytes come from, in order. */
export interface ByteSource {
  /** The next bytes, some at a time; undefined at the end. */
  readonly read: () => Promise<Uint8Array | undefined>;
  /** Passes over bytes without reading them; false when the source ends before. */
  readonly skip?: (count: number) => Promise<boolean>;
  /** How many bytes there are in all, where that is known. */
  readonly size?: number;
  /** The next bytes may be written where the last ones are. */
  readonly reuses?: boolean;
}

/**
 * Reads a source of any size from front to back in constant memory. What is in the buffer is taken
 * without waiting, so that a format of many small parts costs no promise for each of them.
 */
export class ByteReader {
  readonly #source: ByteSource;
  #buffer: Uint8Array = new Uint8Array();
  #at = 0;
  #before = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** How many bytes lie behind. */
  get position(): number {
    return this.#before + this.#at;
  }

  /** How many bytes there are in all, where that is known. */
  get size(): number | undefined {
    return this.#source.size;
  }

  /** How many bytes can be taken without waiting. */
  get ready(): number {
    return this.#buffer.length - this.#at;
  }

  /** Waits until at least `count` bytes are ready; false when the source ends before. */
  async fill(count: number): Promise<boolean> {
    if (this.ready >= count) return true;
    const kept = (bytes: Uint8Array): Uint8Array =>
      this.#source.reuses === true ? Uint8Array.from(bytes) : bytes;
    const parts: Uint8Array[] = [];
    let ready = this.ready;
    if (ready > 0) parts.push(kept(this.#buffer.subarray(this.#at)));
    this.#before += this.#at;
    this.#at = 0;
    let ended = false;
    while (ready < count && !ended) {
      const part = await this.#source.read();
      if (part === undefined) ended = true;
      else {
        ready += part.length;
        parts.push(ready < count ? kept(part) : part);
      }
    }
    this.#buffer = parts.length === 1 ? (parts[0] ?? this.#buffer) : Buffer.concat(parts);
    return !ended;
  }

  /** The next byte. @throws {EndOfBytes} when it is not ready: {@link fill} comes before. */
  byte(): number {
    const byte = this.#buffer[this.#at];
    if (byte === undefined) throw new EndOfBytes('there are no more bytes');
    this.#at += 1;
    return byte;
  }

  /** Whether one of these sequences comes next; as many bytes must be ready. */
  startsWith(...sequences: readonly (readonly number[])[]): boolean {
    return sequences.some((bytes) =>
      bytes.every((byte, index) => this.#buffer[this.#at + index] === byte),
    );
  }

  /** Bytes that share memory with the buffer. @throws {EndOfBytes} */
  async take(count: number): Promise<Uint8Array> {
    if (this.ready < count && !(await this.fill(count))) {
      throw new EndOfBytes(`it ends ${count - this.ready} bytes too early`);
    }
    const bytes = this.#buffer.subarray(this.#at, this.#at + count);
    this.#at += count;
    return bytes;
  }

  /** Passes over bytes. @throws {EndOfBytes} */
  async skip(count: number): Promise<void> {
    const inBuffer = Math.min(count, this.ready);
    this.#at += inBuffer;
    let left = count - inBuffer;
    if (left === 0) return;
    if (this.#source.skip !== undefined) {
      this.#before += this.#at + left;
      this.#buffer = new Uint8Array();
      this.#at = 0;
      if (await this.#source.skip(left)) return;
      throw new EndOfBytes('it ends within an array');
    }
    while (left > 0) {
      if (!(await this.fill(1))) throw new EndOfBytes('it ends within an array');
      const now = Math.min(left, this.ready);
      this.#at += now;
      left -= now;
    }
  }

  /** The bytes up to the next `\n`, which is passed over. @throws {EndOfBytes} when there is none. */
  async line(limit: number): Promise<Uint8Array> {
    for (let length = 0; length <= limit; length += 1) {
      if (this.ready <= length && !(await this.fill(length + 1))) break;
      if (this.#buffer[this.#at + length] === 0x0a) {
        const bytes = this.#buffer.subarray(this.#at, this.#at + length);
        this.#at += length + 1;
        return bytes;
      }
    }
    throw new EndOfBytes('a line does not end');
  }
}

const chunk = 256 * 1024;

/** A file from `start` on; parts that are passed over are never read. */
export function fileSource(file: FileHandle, size: number, start = 0): ByteSource {
  let at = start;
  return {
    size: size - start,
    async read() {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(chunk), 0, chunk, at);
      at += bytesRead;
      return bytesRead === 0 ? undefined : buffer.subarray(0, bytesRead);
    },
    skip(count) {
      at += count;
      return Promise.resolve(at <= size);
    },
  };
}

/** What a stream gives, such as a part of an archive or decompressed bytes. */
export function streamSource(stream: AsyncIterable<Uint8Array>, size?: number): ByteSource {
  const chunks = stream[Symbol.asyncIterator]();
  return {
    ...(size === undefined ? {} : { size }),
    async read() {
      const next = await chunks.next();
      return next.done === true ? undefined : next.value;
    },
  };
}
