import { appendFileSync, existsSync, statSync } from 'node:fs';
import type { LaunchFolder } from '../launchFolder.ts';
import { FileMask, type SecretsToMask } from './fileMask.ts';
import { allPieces, readRange, streamFile, type OutputStream } from './outputIndex.ts';

/** Bytes taken of one stream at a time, so that a flood of output leaves time for other work. */
const pieceBytes = 256 * 1024;

/**
 * Follows the two output files of a running command, masks secrets in them, and writes the index
 * of times.
 */
export class OutputTail {
  readonly #folder: LaunchFolder;
  readonly #offsets: Record<OutputStream, number> = { out: 0, err: 0 };
  /** Whether the index may end with a part of a line, of a full disk or a killed supervisor. */
  #torn = false;
  readonly #onPiece: (stream: OutputStream, bytes: Buffer, timestamp: number) => void;
  readonly #masks: Readonly<Record<OutputStream, FileMask>>;

  constructor(
    folder: LaunchFolder,
    secrets: SecretsToMask,
    onPiece: (stream: OutputStream, bytes: Buffer, timestamp: number) => void,
  ) {
    this.#folder = folder;
    this.#masks = {
      out: new FileMask(folder.stdout, secrets),
      err: new FileMask(folder.stderr, secrets),
    };
    this.#onPiece = onPiece;
  }

  /** Takes again what an earlier supervisor has indexed, at the times that it saw it. */
  replay(): void {
    for (const piece of allPieces(this.#folder)) {
      const bytes = readRange(streamFile(this.#folder, piece.s), piece.o, piece.n);
      this.#offsets[piece.s] = piece.o + piece.n;
      this.#onPiece(piece.s, this.#masks[piece.s].mask(piece.o, bytes), piece.t);
    }
    this.#torn = endsWithin(this.#folder.outputIndex);
  }

  /**
   * Takes what has been written since the last call.
   *
   * @returns whether there is more to take at once.
   */
  poll(timestamp: number): boolean {
    const full = streams.map((stream) => this.#take(stream, timestamp, wholeCharacters));
    return full.includes(true);
  }

  /** Takes what is left when the command has ended, be its last character whole or not. */
  end(timestamp: number): void {
    while (this.poll(timestamp)) {
      // Until both files are read to their ends.
    }
    for (const stream of streams) this.#take(stream, timestamp, (bytes) => bytes);
  }

  /** Masks all of it once more, when more has become known to be secret. */
  maskAgain(secrets: SecretsToMask): void {
    for (const stream of streams) {
      const file = streamFile(this.#folder, stream);
      const mask = new FileMask(file, secrets);
      for (let at = 0; at < this.#offsets[stream]; at += pieceBytes) {
        mask.mask(at, readRange(file, at, pieceBytes));
      }
    }
  }

  #take(stream: OutputStream, timestamp: number, cut: (bytes: Buffer) => Buffer): boolean {
    const offset = this.#offsets[stream];
    const read = readRange(streamFile(this.#folder, stream), offset, pieceBytes);
    const taken = cut(read);
    if (taken.length === 0) return false;
    // Before the index tells those who follow the log that there is something to read.
    const bytes = this.#masks[stream].mask(offset, taken);
    // The index comes first: whoever takes over after a crash reads the same lines at the same times.
    this.#index(`{"t":${timestamp},"s":"${stream}","o":${offset},"n":${bytes.length}}\n`);
    this.#offsets[stream] += bytes.length;
    this.#onPiece(stream, bytes, timestamp);
    return read.length === pieceBytes;
  }

  #index(line: string): void {
    const text = this.#torn ? `\n${line}` : line;
    this.#torn = true;
    appendFileSync(this.#folder.outputIndex, text, { mode: 0o600 });
    this.#torn = false;
  }
}

const streams: readonly OutputStream[] = ['out', 'err'];

/** Whether a file ends in the midst of a line. */
function endsWithin(path: string): boolean {
  if (!existsSync(path)) return false;
  const { size } = statSync(path);
  return size > 0 && readRange(path, size - 1, 1).toString() !== '\n';
}

/** Leaves a UTF-8 character that is not there whole yet to the next piece. */
function wholeCharacters(bytes: Buffer): Buffer {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes;
    if (byte >= 0xc0) {
      const expected = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return expected > back ? bytes.subarray(0, bytes.length - back) : bytes;
    }
  }
  return bytes;
}
