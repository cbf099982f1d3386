import { pythonString } from '../model/pythonString.ts';
import { invalid } from './http/errors.ts';
import { isObject } from './http/fields.ts';

/** Page tokens are opaque to clients; inside is the number of results that came before. */
export function nextPageToken(offset: number): string {
  return Buffer.from(JSON.stringify({ offset })).toString('base64');
}

/** @throws MlflowError when it is no token of this server. */
export function pageOffset(token: string | undefined): number {
  if (!token) return 0;
  const content = decodeToken(token);
  const { offset } = content;
  if (typeof offset === 'number' && Number.isSafeInteger(offset) && offset > 0) return offset;
  throw invalid(`Invalid page token, parsed value=${JSON.stringify(content)}`);
}

/** The JSON object in a token. @throws MlflowError when there is none. */
export function decodeToken(token: string): Record<string, unknown> {
  if (!/^[\w+/=-]+$/.test(token)) {
    throw invalid('Invalid page token, could not base64-decode');
  }
  const text = Buffer.from(token, 'base64').toString('utf8');
  try {
    const content: unknown = JSON.parse(text);
    if (isObject(content)) return content;
  } catch {
    // Said below.
  }
  throw invalid(`Invalid page token, decoded value=b${pythonString(text)}`);
}
