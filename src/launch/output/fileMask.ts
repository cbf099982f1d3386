import { closeSync, openSync, writeSync } from 'node:fs';
import { placesOfSecrets, type KnownSecret } from '../../model/secrets/known.ts';
import type { SecretPlace } from '../../model/secrets/places.ts';

/** What is known to be secret in a launch; it grows as the launch goes on. */
export interface SecretsToMask {
  /** Longest first. */
  readonly known: readonly KnownSecret[];
  /** Told of what was masked by the name that a person knows it by. */
  readonly onFound: (name: string) => void;
  /** Told of a failure, by a file system's error; what was read is masked nevertheless. */
  readonly onFailure: (error: unknown) => void;
}

/** How much of a line that is not over is looked at again with what follows, in bytes. */
const longestLine = 8 * 1024;
/** A private key is over several lines. */
const longestKey = 16 * 1024;
const openKey =
  /-----BEGIN (?:[A-Z\d]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?![\s\S]*-----END (?:[A-Z\d]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----)/;

/**
 * Overwrites secrets in a file that grows with as many asterisks, piece by piece in the order that
 * it is read. Whoever appends to the file is not disturbed: it neither moves nor becomes shorter.
 * A secret that comes in two pieces is found when its second part has come.
 */
export class FileMask {
  readonly #path: string;
  readonly #secrets: SecretsToMask;
  /** The end of what was read, as it was before it was masked. */
  #open = Buffer.alloc(0);
  #end = 0;

  constructor(path: string, secrets: SecretsToMask) {
    this.#path = path;
    this.#secrets = secrets;
  }

  /**
   * Masks a piece in the file.
   *
   * @param offset of the piece, which was read from the file.
   * @returns the piece with its secrets masked.
   */
  mask(offset: number, piece: Buffer): Buffer {
    const before = offset === this.#end ? this.#open : Buffer.alloc(0);
    const whole = Buffer.concat([before, piece]);
    // One character a byte, so that places are offsets.
    const text = whole.toString('latin1');
    const places = placesOfSecrets(text, this.#knownBytes()).filter(({ to }) => to > before.length);
    this.#open = Buffer.from(whole.subarray(openFrom(text)));
    this.#end = offset + piece.length;
    if (places.length === 0) return piece;
    for (const { from, to, name } of places) {
      whole.fill('*', from, to);
      this.#secrets.onFound(name);
    }
    this.#overwrite(offset - before.length, places);
    return whole.subarray(before.length);
  }

  #knownBytes(): readonly KnownSecret[] {
    return this.#secrets.known.map(({ name, value }) => ({
      name,
      value: Buffer.from(value, 'utf8').toString('latin1'),
    }));
  }

  #overwrite(start: number, places: readonly SecretPlace[]): void {
    try {
      const file = openSync(this.#path, 'r+');
      try {
        for (const { from, to } of places) {
          writeSync(file, Buffer.alloc(to - from, '*'), 0, to - from, start + from);
        }
      } finally {
        closeSync(file);
      }
    } catch (error) {
      this.#secrets.onFailure(error);
    }
  }
}

/** Where the part of a text begins in which a secret may not be over yet. */
function openFrom(text: string): number {
  const line = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1;
  const lineFrom = Math.max(line, text.length - longestLine);
  const keyFrom = Math.max(0, text.length - longestKey);
  const key = openKey.exec(text.slice(keyFrom));
  return key === null ? lineFrom : Math.min(lineFrom, keyFrom + key.index);
}
