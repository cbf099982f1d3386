import { appendFileSync } from 'node:fs';
import type { LaunchFolder } from './launchFolder.ts';
import { allPieces, readRange, streamFile, type OutputStream } from './outputIndex.ts';

/** Bytes taken of one stream at a time, so that a flood of output leaves time for other work. */
const pieceBytes = 256 * 1024;

/** Follows the two output files of a running command, and writes the index of times. */
export class OutputTail {
  readonly #folder: LaunchFolder;
  readonly #offsets: Record<OutputStream, number> = { out: 0, err: 0 };
  readonly #onPiece: (stream: OutputStream, bytes: Buffer, timestamp: number) => void;

  constructor(
    folder: LaunchFolder,
    onPiece: (stream: OutputStream, bytes: Buffer, timestamp: number) => void,
  ) {
    this.#folder = folder;
    this.#onPiece = onPiece;
  }

  /** Takes again what an earlier supervisor has indexed, at the times that it saw it. */
  replay(): void {
    for (const piece of allPieces(this.#folder)) {
      const bytes = readRange(streamFile(this.#folder, piece.s), piece.o, piece.n);
      this.#offsets[piece.s] = piece.o + piece.n;
      this.#onPiece(piece.s, bytes, piece.t);
    }
  }

  /**
   * Takes what has been written since the last call.
   *
   * @returns whether there is more to take at once.
   */
  poll(timestamp: number): boolean {
    const full = (['out', 'err'] as const).map((stream) => this.#take(stream, timestamp));
    return full.includes(true);
  }

  #take(stream: OutputStream, timestamp: number): boolean {
    const offset = this.#offsets[stream];
    const read = readRange(streamFile(this.#folder, stream), offset, pieceBytes);
    const bytes = wholeCharacters(read);
    if (bytes.length === 0) return false;
    // The index comes first: whoever takes over after a crash reads the same lines at the same times.
    appendFileSync(
      this.#folder.outputIndex,
      `{"t":${timestamp},"s":"${stream}","o":${offset},"n":${bytes.length}}\n`,
      { mode: 0o600 },
    );
    this.#offsets[stream] += bytes.length;
    this.#onPiece(stream, bytes, timestamp);
    return read.length === pieceBytes;
  }
}

/** Leaves a UTF-8 character that is not there whole yet to the next piece. */
function wholeCharacters(bytes: Buffer): Buffer {
  for (let back = 1; back <= Math.min(3, bytes.length - 1); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes;
    if (byte >= 0xc0) {
      const expected = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return expected > back ? bytes.subarray(0, bytes.length - back) : bytes;
    }
  }
  return bytes;
}
