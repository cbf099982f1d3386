import { open } from 'node:fs/promises';
import type { ClientRequest } from 'node:http';
import { UserError } from '../../model/errors.ts';
import type { SentDigest } from './sentDigest.ts';

/** A part of a file that is the body of a request. */
export interface FileBody {
  /** Absolute. */
  readonly file: string;
  /** The first byte, and the one behind the last. */
  readonly start: number;
  readonly end: number;
  /** Told of bytes that went out. */
  readonly passed?: (bytes: number) => void;
  /** Worked out on the way, so that a file is read once. */
  readonly digest?: SentDigest;
}

const bufferSize = 1024 * 1024;

/**
 * Sends a part of a file and ends the request. Two buffers take turns, one read into while the
 * other is sent, so that a file of any size needs the same little memory.
 *
 * @throws when the file cannot be read, or the connection ends.
 */
export async function sendFile(request: ClientRequest, body: FileBody): Promise<void> {
  const handle = await open(body.file);
  try {
    const buffers = [Buffer.allocUnsafe(bufferSize), Buffer.allocUnsafe(bufferSize)] as const;
    let sending: Promise<void> = Promise.resolve();
    let at = body.start;
    for (let turn = 0; at < body.end; turn += 1) {
      const buffer = buffers[turn % 2 === 0 ? 0 : 1];
      const wanted = Math.min(bufferSize, body.end - at);
      const { bytesRead } = await handle.read(buffer, 0, wanted, at);
      if (bytesRead === 0) {
        throw new UserError(`${body.file} became shorter while it was sent.`, 'Package it again.');
      }
      await sending;
      const bytes = buffer.subarray(0, bytesRead);
      sending = written(request, bytes);
      // It is waited for in the next turn; until then nobody else may be told of its failure.
      sending.catch(() => undefined);
      // While the bytes are on their way.
      body.digest?.update(bytes, at);
      at += bytesRead;
      body.passed?.(bytesRead);
    }
    await sending;
    request.end();
  } finally {
    await handle.close();
  }
}

function written(request: ClientRequest, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const closed = (): void => reject(new UserError('The connection ended.', 'Try again.'));
    request.once('close', closed);
    request.write(bytes, (error) => {
      request.off('close', closed);
      if (error === null || error === undefined) resolve();
      else reject(error);
    });
  });
}
