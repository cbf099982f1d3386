import { createReadStream } from 'node:fs';
import { createGunzip, createInflate } from 'node:zlib';
import { ByteReader, streamSource, type ByteSource } from '../byteReader.ts';
import { bzip2Streams } from './bzip2.ts';
import { lz4Frames } from './lz4.ts';
import { lzmaFile, xzStreams } from './xz.ts';

/** How joblib may have compressed a dump. */
export type Compression = 'zlib' | 'gzip' | 'bz2' | 'xz' | 'lzma' | 'lz4';

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

/** How a file that begins so is compressed; undefined when it is not. */
export function compressionOf(head: Uint8Array): Compression | undefined {
  return magics.find(([, magic]) => magic.every((byte, at) => head[at] === byte))?.[0];
}

/**
 * What a compressed file holds, from front to back in constant memory. Reading throws `Damaged`,
 * `EndOfBytes` or an error of zlib for what cannot be unpacked.
 */
export function unpackedSource(path: string, compression: Compression): ByteSource & Disposable {
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  const close = (): void => {
    file.destroy();
  };
  if (compression === 'zlib' || compression === 'gzip') {
    const plain = file.pipe(compression === 'zlib' ? createInflate() : createGunzip());
    file.on('error', (error) => plain.destroy(error));
    return {
      ...streamSource(plain),
      [Symbol.dispose]: () => {
        close();
        plain.destroy();
      },
    };
  }
  const packed = new ByteReader(streamSource(file));
  const plain = streamSource(unpackers[compression](packed));
  return { ...plain, reuses: true, [Symbol.dispose]: close };
}

const unpackers: Readonly<
  Record<Exclude<Compression, 'zlib' | 'gzip'>, (reader: ByteReader) => AsyncGenerator<Uint8Array>>
> = { bz2: bzip2Streams, xz: xzStreams, lzma: lzmaFile, lz4: lz4Frames };
