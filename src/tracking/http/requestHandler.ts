import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorText } from '../../model/errors.ts';
import { Backlog } from '../backlog.ts';
import type { TrackingContext } from '../context.ts';
import { answerTo, troubleOf } from '../trouble.ts';
import { readFields } from './body.ts';
import { queryFields, type Fields } from './fields.ts';
import { checkOrigin, checkToken, Forbidden } from './guard.ts';
import { servePage } from './pages.ts';
import { findRawRoute, findRoute, type Route } from './routes.ts';

/** What a request handler is made of. */
export interface RequestHandlerOptions {
  readonly context: TrackingContext;
  /** The host that the server listens on. */
  readonly host: string;
  readonly token?: string;
  readonly log: (message: string) => void;
  readonly onTrouble: (sentence: string) => void;
}

const apiPath = /^\/(?:ajax-)?api\/[23]\.0\/mlflow\/(.*)$/;

/** Answers requests: guards the door, finds the endpoint, and turns what is thrown into answers. */
export class RequestHandler {
  readonly #options: RequestHandlerOptions;
  readonly #backlog: Backlog;
  #told: string | undefined;

  constructor(options: RequestHandlerOptions) {
    this.#options = options;
    this.#backlog = new Backlog(options.log);
  }

  /** Answers one request, whatever it holds. Never throws. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      response.setHeader('X-Content-Type-Options', 'nosniff');
      response.setHeader('X-Frame-Options', 'SAMEORIGIN');
      const [rawPath, query] = splitUrl(request.url ?? '/');
      const path = rawPath.replaceAll(/\/{2,}/g, '/');
      checkOrigin(request, path, this.#options.host);
      if (this.#options.token !== undefined && path !== '/health') {
        checkToken(request, this.#options.token);
      }
      await this.#answer(request, response, path, query);
    } catch (error) {
      this.#refuse(request, response, error);
    }
  }

  /** Makes the calls that waited for room on the disk. @returns whether all are made. */
  flush(): boolean {
    if (this.#backlog.isEmpty) return true;
    const { root } = this.#options.context.store;
    return this.#backlog.flush((error) => troubleOf(error, root) !== undefined);
  }

  /** Makes the calls that waited, and tells of those that cannot be made. */
  close(): void {
    this.flush();
    this.#backlog.report();
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: string,
  ): Promise<void> {
    const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
    const call = apiPath.exec(path)?.[1];
    const found = call === undefined ? undefined : findRoute(method, call);
    if (found !== undefined) {
      const fields =
        method === 'GET'
          ? queryFields(new URLSearchParams(query), found.route.lists ?? [])
          : await readFields(request);
      sendJson(response, 200, await this.#call(found.route, fields, found.parameters));
      return;
    }
    const raw = findRawRoute(method, path);
    if (raw !== undefined) {
      const { parameters } = raw;
      await raw.endpoint(this.#options.context, {
        request,
        response,
        query: new URLSearchParams(query),
        parameters,
      });
      return;
    }
    if (servePage(method, path, response)) return;
    // Clients take an empty 404 for "no such endpoint" and try what older servers have.
    request.resume();
    response.writeHead(404, { 'Content-Length': 0 }).end();
  }

  #call(route: Route, fields: Fields, parameters: readonly string[]): object | Promise<object> {
    const { context } = this.#options;
    if (route.answerLate === undefined || context.launch === undefined) {
      return route.endpoint(context, fields, parameters);
    }
    const call = (): object => route.endpoint(context, fields, parameters);
    try {
      if (this.flush()) return call();
    } catch (error) {
      const trouble = troubleOf(error, context.store.root);
      if (trouble === undefined) throw error;
      this.#tell(trouble.sentence);
    }
    this.#backlog.add(call);
    return route.answerLate(context, fields, parameters);
  }

  /** The same trouble is told once. */
  #tell(sentence: string): void {
    if (this.#told === sentence) return;
    this.#told = sentence;
    this.#options.onTrouble(sentence);
  }

  #refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    if (request.destroyed && !request.complete) {
      // The client is gone.
      response.destroy();
      return;
    }
    if (response.headersSent) {
      this.#options.log(`${request.method} ${request.url} broke off: ${errorText(error)}`);
      response.destroy();
      return;
    }
    request.resume();
    if (error instanceof Forbidden) {
      response.writeHead(403, { 'Content-Type': 'text/plain' }).end(error.message);
      return;
    }
    const { root } = this.#options.context.store;
    const trouble = troubleOf(error, root);
    if (trouble !== undefined) this.#tell(trouble.sentence);
    const answer = answerTo(error, root);
    if (answer.code === 'INTERNAL_ERROR') {
      const stack = error instanceof Error ? error.stack : String(error);
      this.#options.log(`${request.method} ${request.url} failed: ${stack}`);
    }
    sendJson(response, answer.status, answer.body);
  }
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response
    .writeHead(status, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(text),
    })
    .end(text);
}

function splitUrl(url: string): [string, string] {
  const mark = url.indexOf('?');
  return mark === -1 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}
