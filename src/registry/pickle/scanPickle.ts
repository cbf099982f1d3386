import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip, createInflate } from 'node:zlib';
import { errorText } from '../../model/errors.ts';
import { ByteReader, EndOfBytes, fileSource, streamSource } from '../byteReader.ts';
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
    if (!(error instanceof MalformedPickle) && !(error instanceof EndOfBytes) && !isZlib(error)) {
      throw error;
    }
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

function isZlib(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}

/** How joblib may have compressed a dump. */
export type Compression = 'none' | 'zlib' | 'gzip' | 'bz2' | 'xz' | 'lzma' | 'lz4';

const magics: readonly (readonly [Compression, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['bz2', [0x42, 0x5a, 0x68]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['lzma', [0x5d, 0x00]],
  ['lz4', [0x04, 0x22, 0x4d, 0x18]],
  ['zlib', [0x78, 0x01]],
  ['zlib', [0x78, 0x5e]],
  ['zlib', [0x78, 0x9c]],
  ['zlib', [0x78, 0xda]],
];

/** How a file that begins so is compressed. */
export function compressionOf(head: Uint8Array): Compression {
  return magics.find(([, magic]) => magic.every((byte, at) => head[at] === byte))?.[0] ?? 'none';
}

/**
 * Scans a pickle or joblib file of any size in constant memory.
 *
 * @throws when the file cannot be read.
 */
export async function scanPickleFile(
  path: string,
): Promise<PickleScan & { readonly compression: Compression }> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const head = new Uint8Array(8);
    await file.read(head, 0, head.length, 0);
    const compression = compressionOf(head);
    switch (compression) {
      case 'none':
        return { compression, ...(await scanPickle(new ByteReader(fileSource(file, size)))) };
      case 'zlib':
      case 'gzip': {
        const packed = createReadStream(path);
        const plain = packed.pipe(compression === 'zlib' ? createInflate() : createGunzip());
        packed.on('error', (error) => plain.destroy(error));
        try {
          return { compression, ...(await scanPickle(new ByteReader(streamSource(plain)))) };
        } finally {
          packed.destroy();
          plain.destroy();
        }
      }
      default:
        return {
          compression,
          imported: [],
          values: [],
          oddities: [],
          protocol: 0,
          hasArrays: false,
          unread: `it is compressed with ${compression}, which cannot be read here`,
        };
    }
  } finally {
    await file.close();
  }
}
