import { open } from 'node:fs/promises';
import { errorText } from '../../model/errors.ts';
import { ByteReader, EndOfBytes, fileSource } from '../byteReader.ts';
import { compressionOf, unpackedSource, type Compression } from '../compressed/compression.ts';
import { Damaged } from '../formats/damaged.ts';
import { PickleNotes } from './notes.ts';
import type { ImportedName } from './notes.ts';
import { MalformedPickle } from './stack.ts';
import type { PickleValue } from './values.ts';
import { walkPickle } from './walkPickle.ts';

/** What was found in a stream of pickles without loading it. */
export interface PickleScan {
  readonly imported: readonly ImportedName[];
  /** What each pickle of the stream would load to. */
  readonly values: readonly PickleValue[];
  /** Sentences about what no library writes. */
  readonly oddities: readonly string[];
  /** Why it was not read to its end; what is there may hide behind it. */
  readonly unread?: string;
  readonly protocol: number;
  /** joblib put the bytes of arrays between the opcodes. */
  readonly hasArrays: boolean;
}

/** The legacy format of torch writes five pickles in a row; a stream of more is not followed. */
const longestRow = 16;

/**
 * Follows the pickles of a stream, one after the other, opcode by opcode. Never throws for what is
 * in the stream: what cannot be read is told in `unread`.
 *
 * @throws when reading itself fails, as of a file that goes away.
 */
export async function scanPickle(reader: ByteReader): Promise<PickleScan> {
  const notes = new PickleNotes();
  const values: PickleValue[] = [];
  let unread: string | undefined;
  try {
    do {
      values.push(await walkPickle(reader, notes));
    } while (values.length < longestRow && (await isPickle(reader)));
    if (await reader.fill(1)) {
      if (!isTorchRow(values)) unread = `bytes follow behind the end of the pickle`;
    }
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    unread = errorText(error);
  }
  return {
    imported: notes.imported,
    values,
    oddities: [...notes.oddities],
    ...(unread === undefined ? {} : { unread }),
    protocol: notes.protocol,
    hasArrays: notes.arrayBytes > 0,
  };
}

/** Whether another pickle, of protocol 2 or newer, begins here. */
async function isPickle(reader: ByteReader): Promise<boolean> {
  if (!(await reader.fill(2))) return false;
  return reader.startsWith([0x80, 2], [0x80, 3], [0x80, 4], [0x80, 5]);
}

/** torch's old format: a magic number, a protocol, a dict, the object and the storages' names. */
function isTorchRow(values: readonly PickleValue[]): boolean {
  return values.length === 5 && values[1]?.kind === 'number' && values[2]?.kind === 'dict';
}

/** Whether what is in the stream is at fault, not reading it. */
function isUnreadable(error: unknown): boolean {
  if (error instanceof MalformedPickle || error instanceof EndOfBytes || error instanceof Damaged) {
    return true;
  }
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}

/**
 * Scans a pickle or joblib file of any size in constant memory.
 *
 * @throws when the file cannot be read.
 */
export async function scanPickleFile(
  path: string,
): Promise<PickleScan & { readonly compression?: Compression }> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const head = new Uint8Array(8);
    await file.read(head, 0, head.length, 0);
    const compression = compressionOf(head);
    if (compression === undefined) {
      return await scanPickle(new ByteReader(fileSource(file, size)));
    }
    using source = unpackedSource(path, compression);
    return { compression, ...(await scanPickle(new ByteReader(source))) };
  } finally {
    await file.close();
  }
}
