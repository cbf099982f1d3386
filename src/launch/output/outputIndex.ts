import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import type { LaunchFolder } from '../launchFolder.ts';

/**
 * `output.jsonl`: one line for each piece of output in the order it was seen, so that the two
 * streams can be put together again and each line has a time. `t` is milliseconds since the epoch,
 * `o` and `n` the piece's offset and length in `stdout.log` or `stderr.log`.
 */
export interface OutputPiece {
  readonly t: number;
  readonly s: OutputStream;
  readonly o: number;
  readonly n: number;
}

export type OutputStream = 'out' | 'err';

/** Bytes of the index that are read at a time. */
const maxIndexBytes = 64 * 1024;

/** A half-open range of bytes of a file; shorter when the file is. Empty when there is no file. */
export function readRange(path: string, from: number, length: number): Buffer {
  if (length <= 0 || !existsSync(path)) return Buffer.alloc(0);
  const file = openSync(path, 'r');
  try {
    const size = Math.max(0, Math.min(length, fstatSync(file).size - from));
    const buffer = Buffer.alloc(size);
    const read = readSync(file, buffer, 0, size, from);
    return buffer.subarray(0, read);
  } finally {
    closeSync(file);
  }
}

/** All pieces of a log in the order they were seen. */
export function* allPieces(folder: LaunchFolder): Generator<OutputPiece> {
  for (let from = 0; ;) {
    const bytes = readRange(folder.outputIndex, from, maxIndexBytes);
    const end = bytes.lastIndexOf('\n') + 1;
    if (end === 0) return;
    yield* parsePieces(bytes.toString('utf8', 0, end));
    from += end;
  }
}

/** Parses whole lines; a line that is not a piece (a torn one at the end) is passed over. */
function parsePieces(text: string): OutputPiece[] {
  const pieces: OutputPiece[] = [];
  for (const line of text.split('\n')) {
    const piece = parsePiece(line);
    if (piece !== undefined) pieces.push(piece);
  }
  return pieces;
}

/** A place in a log to read on from. */
export interface LogPosition {
  /** Bytes of the index read so far. */
  readonly index: number;
}

/** A part of a log in the order it was seen. */
export interface LogPart {
  readonly bytes: Buffer;
  readonly next: LogPosition;
}

/**
 * Reads on in a log.
 *
 * @param maxBytes of output; the answer may be as much longer as one piece is.
 */
export function readLog(folder: LaunchFolder, from: LogPosition, maxBytes: number): LogPart {
  const index = readRange(folder.outputIndex, from.index, maxIndexBytes);
  const parts: Buffer[] = [];
  let size = 0;
  let read = 0;
  while (size < maxBytes) {
    const end = index.indexOf('\n', read);
    if (end < 0) break;
    const piece = parsePiece(index.toString('utf8', read, end));
    read = end + 1;
    if (piece === undefined) continue;
    parts.push(readRange(streamFile(folder, piece.s), piece.o, piece.n));
    size += piece.n;
  }
  return { bytes: Buffer.concat(parts), next: { index: from.index + read } };
}

/** The last bytes of a log, at most `maxBytes`, and where to read on. */
export function readLogTail(folder: LaunchFolder, maxBytes: number): LogPart {
  const size = existsSync(folder.outputIndex) ? fileSize(folder.outputIndex) : 0;
  const start = Math.max(0, size - maxIndexBytes);
  // Not further than `size`, since pieces that are added meanwhile are those to read on from.
  const index = readRange(folder.outputIndex, start, size - start);
  const end = index.lastIndexOf('\n') + 1;
  const text = index.toString('utf8', start > 0 ? index.indexOf('\n') + 1 : 0, end);
  const pieces = parsePieces(text);
  const parts: Buffer[] = [];
  let left = maxBytes;
  for (const piece of pieces.reverse()) {
    if (left <= 0) break;
    const n = Math.min(left, piece.n);
    parts.push(readRange(streamFile(folder, piece.s), piece.o + piece.n - n, n));
    left -= n;
  }
  return { bytes: Buffer.concat(parts.reverse()), next: { index: start + end } };
}

export function streamFile(folder: LaunchFolder, stream: OutputStream): string {
  return stream === 'out' ? folder.stdout : folder.stderr;
}

function fileSize(path: string): number {
  const file = openSync(path, 'r');
  try {
    return fstatSync(file).size;
  } finally {
    closeSync(file);
  }
}

function parsePiece(line: string): OutputPiece | undefined {
  const match = /^\{"t":(\d+),"s":"(out|err)","o":(\d+),"n":(\d+)\}$/.exec(line);
  if (match === null) return undefined;
  return {
    t: Number(match[1]),
    s: match[2] === 'err' ? 'err' : 'out',
    o: Number(match[3]),
    n: Number(match[4]),
  };
}
