import * as v from 'valibot';
import { UserError } from '../../model/errors.ts';
import type { Credentials } from '../credentials.ts';
import {
  connectionProblem,
  statusProblem,
  withRetries,
  type RegistryProblem,
} from '../http/problems.ts';
import {
  bodyText,
  dropBody,
  HttpClient,
  type HttpOptions,
  type HttpResponse,
} from '../http/request.ts';
import type { FileBody } from '../http/sendFile.ts';

/** The code of a server that does not know a method. */
const notFound = 'ENDPOINT_NOT_FOUND';
const failure = v.object({ error_code: v.optional(v.string()), message: v.optional(v.string()) });

/** An answer of the server that it could not do what was asked, with MLflow's own code. */
interface MlflowFailure {
  readonly code: string;
  readonly problem: RegistryProblem;
}

/** Speaks MLflow's REST protocol to a server. Source: mlflow/protos/service.proto. */
export class MlflowClient implements Disposable {
  readonly #http: HttpClient;
  readonly #base: URL;
  readonly #credentials: () => Promise<Credentials | undefined>;
  #authorization: Promise<string | undefined> | undefined;

  /** @param url of the server; a path before the API is allowed. */
  constructor(
    url: string,
    credentials: () => Promise<Credentials | undefined>,
    options: HttpOptions,
  ) {
    this.#http = new HttpClient(options);
    this.#base = new URL(url.endsWith('/') ? url : `${url}/`);
    this.#credentials = credentials;
  }

  [Symbol.dispose](): void {
    this.#http[Symbol.dispose]();
  }

  get host(): string {
    return this.#base.host;
  }

  get signal(): AbortSignal | undefined {
    return this.#http.signal;
  }

  /**
   * Calls one method of the API.
   *
   * @param schema of the answer.
   * @param orElse what to give when the server answers with this error code.
   * @throws {RegistryProblem}
   */
  async call<T>(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    data: Readonly<Record<string, unknown>>,
    schema: v.GenericSchema<unknown, T>,
    orElse?: Readonly<Record<string, T>>,
  ): Promise<T> {
    const url = new URL(`api/2.0/mlflow/${path}`, this.#base);
    if (method === 'GET') {
      for (const [key, value] of Object.entries(data)) url.searchParams.set(key, String(value));
    }
    return await withRetries(async () => {
      const response = await this.#send(url, method, {
        headers: { 'content-type': 'application/json' },
        ...(method === 'GET' ? {} : { body: JSON.stringify(data) }),
      });
      const text = await bodyText(response);
      if (response.status === 200) return this.#parsed(schema, text);
      const failed = this.#failure(response, text);
      const other =
        orElse === undefined || !Object.hasOwn(orElse, failed.code)
          ? undefined
          : orElse[failed.code];
      if (other !== undefined) return other;
      throw failed.code === notFound ? this.#noServer() : failed.problem;
    }, this.signal);
  }

  #parsed<T>(schema: v.GenericSchema<unknown, T>, text: string): T {
    try {
      return v.parse(schema, JSON.parse(text));
    } catch (error) {
      throw this.#noServer(error);
    }
  }

  #noServer(cause?: unknown): UserError {
    return new UserError(
      `${this.host} does not answer as an MLflow server does.`,
      'Check its address; that of an OCI registry begins with `oci://`.',
      { cause },
    );
  }

  #failure(response: HttpResponse, text: string): MlflowFailure {
    let code = '';
    let message = '';
    try {
      const parsed = v.parse(failure, JSON.parse(text));
      code = parsed.error_code ?? '';
      message = parsed.message ?? '';
    } catch {
      // Proxies in between answer with pages. An unknown method has an empty body.
      if (response.status === 404) code = notFound;
    }
    const problem = statusProblem(
      this.host,
      'do that',
      response.status,
      message,
      response.headers['retry-after'],
    );
    return { code, problem };
  }

  /** Puts a file among the artifacts that the server keeps; `path` is below its root. */
  async putArtifact(path: string, body: FileBody): Promise<void> {
    await withRetries(async () => {
      const response = await this.#send(this.#artifact(path), 'PUT', {
        headers: { 'content-type': 'application/octet-stream' },
        body,
      });
      if (response.status === 200) await dropBody(response);
      else throw this.#failure(response, await bodyText(response)).problem;
    }, this.signal);
  }

  /** The bytes of an artifact. */
  async artifact(path: string): Promise<HttpResponse> {
    const response = await this.#send(this.#artifact(path), 'GET', {});
    if (response.status === 200) return response;
    throw this.#failure(response, await bodyText(response)).problem;
  }

  /** Paths below a folder of the artifacts, relative to it, with their sizes. */
  async artifactsBelow(
    path: string,
  ): Promise<readonly { readonly path: string; readonly bytes: number }[]> {
    const found: { path: string; bytes: number }[] = [];
    const waiting = [''];
    for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
      const url = this.#artifact('');
      url.searchParams.set('path', folder === '' ? path : `${path}/${folder}`);
      const response = await this.#send(url, 'GET', {});
      const text = await bodyText(response);
      if (response.status !== 200) throw this.#failure(response, text).problem;
      for (const file of this.#parsed(artifactList, text).files ?? []) {
        const below = folder === '' ? file.path : `${folder}/${file.path}`;
        if (file.is_dir === true) waiting.push(below);
        else found.push({ path: below, bytes: Number(file.file_size ?? 0) });
      }
    }
    return found;
  }

  #artifact(path: string): URL {
    const encoded = path.split('/').map(encodeURIComponent).join('/');
    return new URL(
      `api/2.0/mlflow-artifacts/artifacts${encoded === '' ? '' : `/${encoded}`}`,
      this.#base,
    );
  }

  async #send(
    url: URL,
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    rest: {
      headers?: Readonly<Record<string, string>>;
      body?: string | FileBody;
    },
  ): Promise<HttpResponse> {
    this.#authorization ??= this.#credentials().then(authorizationOf);
    const authorization = await this.#authorization;
    try {
      return await this.#http.send({
        ...rest,
        url,
        method,
        headers: { ...rest.headers, ...(authorization === undefined ? {} : { authorization }) },
      });
    } catch (error) {
      throw connectionProblem(error, this.host);
    }
  }
}

const artifactList = v.object({
  files: v.optional(
    v.array(
      v.object({
        path: v.string(),
        is_dir: v.optional(v.boolean()),
        file_size: v.optional(v.union([v.number(), v.string()])),
      }),
    ),
  ),
});

function authorizationOf(credentials: Credentials | undefined): string | undefined {
  if (credentials === undefined) return undefined;
  if (credentials.kind !== 'password') return `Bearer ${credentials.token}`;
  const plain = `${credentials.username}:${credentials.password}`;
  return `Basic ${Buffer.from(plain).toString('base64')}`;
}
