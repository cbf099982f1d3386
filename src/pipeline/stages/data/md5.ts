import { createHash, type Hash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** How DVC hashes the content of a file; the second is that of DVC 2, which ignored CR before LF. */
export type HashName = 'md5' | 'md5-dos2unix';

const chunkBytes = 1 << 20;
/** How much of each piece decides whether it is text. */
const textBlockBytes = 512;

/** The MD5 of a file's content in hexadecimal. @throws what the file system throws. */
export async function fileMd5(path: string, name: HashName): Promise<string> {
  const hash = createHash('md5');
  const file = await open(path, 'r');
  try {
    const chunk = Buffer.allocUnsafe(chunkBytes);
    for (;;) {
      // A whole piece at a time: what DVC 2 took for text depends on where the pieces begin.
      const length = await fill(chunk, async (at) => {
        const { bytesRead } = await file.read(chunk, at, chunk.length - at, null);
        return bytesRead;
      });
      if (length === 0) return hash.digest('hex');
      add(hash, chunk.subarray(0, length), name);
    }
  } finally {
    await file.close();
  }
}

/** The MD5 of a text in hexadecimal. */
export function textMd5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

async function fill(chunk: Buffer, read: (at: number) => Promise<number>): Promise<number> {
  let length = 0;
  while (length < chunk.length) {
    const more = await read(length);
    if (more === 0) break;
    length += more;
  }
  return length;
}

function add(hash: Hash, bytes: Buffer, name: HashName): void {
  if (name === 'md5' || !isText(bytes)) {
    hash.update(bytes);
    return;
  }
  let from = 0;
  for (;;) {
    const at = bytes.indexOf('\r\n', from);
    if (at < 0) break;
    hash.update(bytes.subarray(from, at));
    from = at + 1;
  }
  hash.update(bytes.subarray(from));
}

/** DVC's guess whether bytes are text: none of them zero, and at most 30 % that no text has. */
export function isText(bytes: Buffer): boolean {
  const block = bytes.subarray(0, textBlockBytes);
  if (block.includes(0)) return false;
  const odd = block.reduce((count, byte) => count + (isTextByte(byte) ? 0 : 1), 0);
  return block.length === 0 || odd / block.length <= 0.3;
}

function isTextByte(byte: number): boolean {
  return (byte >= 32 && byte < 127) || [10, 13, 9, 12, 8].includes(byte);
}
