import http from 'node:http';
import https from 'node:https';
import { UserError } from '../../model/errors.ts';
import { sendFile, type FileBody } from './sendFile.ts';

/** A request to a registry. */
export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | FileBody;
}

/** What came back. The body must be read or dropped. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: http.IncomingMessage;
  /** The address that answered, after redirections. */
  readonly url: URL;
}

/** How requests are made. */
export interface HttpOptions {
  /** Certificates of an authority of one's own, as PEM text. */
  readonly ca?: string;
  /** Milliseconds without a byte in either direction after which a request fails. */
  readonly idleTimeout?: number;
  readonly signal?: AbortSignal;
}

const idleTimeout = 60_000;
const mostRedirects = 5;

/** Makes requests with the same options, over connections that are kept. */
export class HttpClient implements Disposable {
  readonly #options: HttpOptions;
  readonly #plain = new http.Agent({ keepAlive: true, maxSockets: 8 });
  readonly #secure: https.Agent;

  constructor(options: HttpOptions = {}) {
    this.#options = options;
    this.#secure = new https.Agent({
      keepAlive: true,
      maxSockets: 8,
      ...(options.ca === undefined ? {} : { ca: options.ca }),
    });
  }

  get signal(): AbortSignal | undefined {
    return this.#options.signal;
  }

  /**
   * Makes a request, following redirections of those that only read. Credentials never follow to
   * another origin.
   *
   * @throws when there is no answer; see `connectionProblem`.
   */
  async send(request: HttpRequest): Promise<HttpResponse> {
    let current = request;
    for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
      const response = await this.#once(current);
      const { location } = response.headers;
      const reads = current.method === 'GET' || current.method === 'HEAD';
      if (
        !reads ||
        location === undefined ||
        ![301, 302, 303, 307, 308].includes(response.status)
      ) {
        return response;
      }
      response.body.resume();
      const url = new URL(location, current.url);
      current = { ...current, url, headers: headersFor(url, current) };
    }
    throw new UserError(
      `${request.url.host} redirects in a circle.`,
      'Check the address of the registry.',
    );
  }

  [Symbol.dispose](): void {
    this.#plain.destroy();
    this.#secure.destroy();
  }

  #once(request: HttpRequest): Promise<HttpResponse> {
    const { url, method, body } = request;
    const secure = url.protocol === 'https:';
    const size = sizeOf(body);
    return new Promise((resolve, reject) => {
      const sent = (secure ? https : http).request(url, {
        method,
        agent: secure ? this.#secure : this.#plain,
        headers: {
          'user-agent': 'trackline',
          ...request.headers,
          ...(size === undefined ? {} : { 'content-length': String(size) }),
        },
        ...(this.#options.signal === undefined ? {} : { signal: this.#options.signal }),
      });
      const timeout = this.#options.idleTimeout ?? idleTimeout;
      sent.setTimeout(timeout, () => {
        sent.destroy(
          new UserError(`${url.host} has not answered for ${timeout / 1000} s.`, 'Try again.'),
        );
      });
      sent.on('response', (message) => {
        resolve({ status: message.statusCode ?? 0, headers: message.headers, body: message, url });
      });
      sent.on('error', reject);
      if (isFile(body)) {
        // An answer may come before everything was sent; then the rest need not be.
        sendFile(sent, body).catch((error: unknown) => {
          sent.destroy();
          reject(error instanceof Error ? error : new Error(String(error)));
        });
      } else sent.end(body);
    });
  }
}

function isFile(body: HttpRequest['body']): body is FileBody {
  return typeof body === 'object' && !(body instanceof Uint8Array);
}

function sizeOf(body: HttpRequest['body']): number | undefined {
  if (body === undefined) return undefined;
  return isFile(body) ? body.end - body.start : Buffer.byteLength(body);
}

function headersFor(url: URL, from: HttpRequest): Readonly<Record<string, string>> {
  const { authorization, ...others } = from.headers ?? {};
  const kept = authorization !== undefined && url.origin === from.url.origin;
  return kept ? { ...others, authorization } : others;
}

const longestText = 8 * 1024 * 1024;

/** The body of an answer as text. @throws {UserError} when it is longer than 8 MiB. */
export async function bodyText(response: HttpResponse): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response.body) {
    const bytes = Buffer.from(part as Uint8Array);
    size += bytes.length;
    if (size > longestText) {
      response.body.destroy();
      throw new UserError(`${response.url.host} sent an answer that is too long.`, '');
    }
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** Reads an answer to its end, so that its connection can be used again. */
export async function dropBody(response: HttpResponse): Promise<void> {
  response.body.resume();
  if (!response.body.readableEnded)
    await new Promise((resolve) => response.body.once('close', resolve));
}
