import { Damaged } from '../formats/damaged.ts';

const first = 256 * 1024;

/** The bytes that LZMA can refer back to; takes no more memory than what was written needs. */
export class Window {
  #bytes = new Uint8Array(first);
  readonly #full: number;
  #at = 0;
  #drained = 0;
  /** How many bytes can be referred to, or were before they were forgotten. */
  total = 0;

  /** @param reach how far back the file may refer, in bytes. */
  constructor(reach: number) {
    this.#full = Math.max(reach, first);
  }

  /** Forgets all: what comes next begins anew. */
  reset(): void {
    this.total = 0;
  }

  put(byte: number): void {
    this.#bytes[this.#at] = byte;
    this.#at += 1;
    this.total += 1;
    if (this.#at === this.#bytes.length) this.#turn();
  }

  /** The byte that lies so far back; 1 is the last. */
  back(distance: number): number {
    const place = this.#at - distance;
    return this.#bytes[place < 0 ? place + this.#bytes.length : place] ?? 0;
  }

  /** Repeats what lies so far back. @throws {Damaged} when nothing does */
  copy(distance: number, length: number): void {
    if (distance > this.total || distance > this.#full) {
      throw new Damaged('it repeats bytes from before its beginning');
    }
    for (let left = length; left > 0; left -= 1) this.put(this.back(distance));
  }

  /**
   * What was written since the last time, until more is written; no more may be than {@link first}
   * holds.
   */
  drain(): Uint8Array {
    const from = this.#drained;
    this.#drained = this.#at;
    if (from <= this.#at) return this.#bytes.subarray(from, this.#at);
    return Buffer.concat([this.#bytes.subarray(from), this.#bytes.subarray(0, this.#at)]);
  }

  #turn(): void {
    const { length } = this.#bytes;
    if (length === this.#full) {
      this.#at = 0;
      return;
    }
    const larger = new Uint8Array(Math.min(length * 2, this.#full));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
