import type { IncomingMessage } from 'node:http';
import { invalid } from './errors.ts';
import { Fields, isObject } from './fields.ts';

/** Larger than any batch within MLflow's limits: a dataset's profile alone may be 16 MiB. */
const jsonLimitBytes = 64 * 1024 * 1024;

/** The whole body of a request. @throws MlflowError when it is larger than `limit` bytes. */
export function readBody(
  request: IncomingMessage,
  limit: number,
  tooLarge: string,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // By events: the stream's iterator takes longer than all else that is done with a logged value.
  return new Promise((resolve, reject) => {
    request
      .on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        // The rest is read and dropped, so that the client gets to read the answer.
        if (bytes <= limit) chunks.push(chunk);
        else chunks.length = 0;
      })
      .on('end', () => {
        if (bytes > limit) reject(invalid(tooLarge));
        else resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
      })
      .on('error', reject)
      .on('close', () => {
        if (!request.complete) reject(new Error('The client went away before it had sent all.'));
      });
  });
}

/** The fields of a JSON body. An empty body has none; old clients send JSON inside JSON text. */
export async function readFields(request: IncomingMessage): Promise<Fields> {
  checkContentType(request);
  const body = await readBody(
    request,
    jsonLimitBytes,
    `The request body is larger than ${jsonLimitBytes} bytes.`,
  );
  if (body.length === 0) return new Fields({});
  let value = parse(body.toString('utf8'));
  if (typeof value === 'string') value = value === '' ? {} : parse(value);
  if (value === null) return new Fields({});
  if (!isObject(value)) throw invalid('The request body must be a JSON object.');
  return new Fields(value);
}

/** A web page can send other types without asking first, which is what this refuses. */
function checkContentType(request: IncomingMessage): void {
  if (request.method !== 'POST' && request.method !== 'PUT') return;
  const type = request.headers['content-type'];
  if (type === undefined) {
    throw invalid('Bad Request. Content-Type header is missing.');
  }
  if (type.split(';')[0]?.trim().toLowerCase() !== 'application/json') {
    throw invalid("Bad Request. Content-Type must be one of ['application/json'].");
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(`The request body is not valid JSON: ${String(error)}`);
  }
}
