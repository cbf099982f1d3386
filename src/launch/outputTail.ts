import { appendFileSync } from 'node:fs';
import type { LaunchFolder } from './launchFolder.ts';
import { readRange, streamFile, type OutputStream } from './outputIndex.ts';

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
    const bytes = readRange(streamFile(this.#folder, stream), offset, pieceBytes);
    if (bytes.length === 0) return false;
    // The index comes first: whoever takes over after a crash reads the same lines at the same times.
    appendFileSync(
      this.#folder.outputIndex,
      `{"t":${timestamp},"s":"${stream}","o":${offset},"n":${bytes.length}}\n`,
      { mode: 0o600 },
    );
    this.#offsets[stream] += bytes.length;
    this.#onPiece(stream, bytes, timestamp);
    return bytes.length === pieceBytes;
  }
}
