import { createHash } from 'node:crypto';

/**
 * The SHA-256 of a file, worked out from its bytes as they are sent. Parts come in their order;
 * what is sent again after a break is not counted twice.
 */
export class SentDigest {
  readonly #hash = createHash('sha256');
  #at = 0;

  /** @param at where the bytes lie in the file. @throws when bytes between were left out */
  update(bytes: Uint8Array, at: number): void {
    const known = this.#at - at;
    if (known < 0) throw new Error(`bytes ${this.#at} to ${at} of a file were not hashed`);
    if (known >= bytes.length) return;
    this.#hash.update(bytes.subarray(known));
    this.#at = at + bytes.length;
  }

  /** The digest in hexadecimal once so many bytes were sent, else undefined. */
  after(size: number): string | undefined {
    return this.#at === size ? this.#hash.copy().digest('hex') : undefined;
  }
}
