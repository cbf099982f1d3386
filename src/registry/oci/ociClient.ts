import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import * as v from 'valibot';
import { UserError } from '../../model/errors.ts';
import type { Credentials } from '../credentials.ts';
import { connectionProblem, statusProblem, withRetries } from '../http/problems.ts';
import {
  bodyText,
  dropBody,
  HttpClient,
  type HttpOptions,
  type HttpRequest,
  type HttpResponse,
} from '../http/request.ts';
import { Authentication, parseChallenge } from './authentication.ts';
import { errorDetail } from './errorDetail.ts';
import { findOrigin } from './origin.ts';
import type { OciReference } from './reference.ts';

export const manifestType = 'application/vnd.oci.image.manifest.v1+json';
export const indexType = 'application/vnd.oci.image.index.v1+json';

/** A manifest with the digest of its bytes. */
export interface FetchedManifest {
  readonly text: string;
  readonly digest: string;
  readonly type: string;
}

/** What one request asks, without what all have in common. */
export type OciCall = Omit<HttpRequest, 'url'> & {
  /** Below `/v2/<repository>/`, or a whole address that the registry gave. */
  readonly path: string | URL;
  /** For sentences: `push`, `pull`. */
  readonly what: string;
  /** Statuses that are an answer; others are problems. */
  readonly expected: readonly number[];
  /** What a token is asked for, when it is not the repository and reading or writing. */
  readonly scope?: string;
};

/**
 * Speaks to one repository of an OCI registry. Source: OCI distribution specification 1.1.
 * Registries on this machine may be without TLS, as Docker takes it.
 */
export class OciClient implements Disposable {
  readonly #reference: OciReference;
  readonly #http: HttpClient;
  readonly #origin: URL;
  readonly #authentication: Authentication;

  private constructor(
    reference: OciReference,
    http: HttpClient,
    origin: URL,
    credentials: () => Promise<Credentials | undefined>,
  ) {
    this.#reference = reference;
    this.#http = http;
    this.#origin = origin;
    this.#authentication = new Authentication(http, origin, reference.host, credentials);
  }

  /** @throws {RegistryProblem} when there is no registry. */
  static async connect(
    reference: OciReference,
    credentials: () => Promise<Credentials | undefined>,
    options: HttpOptions = {},
  ): Promise<OciClient> {
    const http = new HttpClient(options);
    try {
      const origin = await findOrigin(reference, http);
      return new OciClient(reference, http, origin, credentials);
    } catch (error) {
      http[Symbol.dispose]();
      throw connectionProblem(error, reference.host);
    }
  }

  [Symbol.dispose](): void {
    this.#http[Symbol.dispose]();
  }

  get reference(): OciReference {
    return this.#reference;
  }

  get signal(): AbortSignal | undefined {
    return this.#http.signal;
  }

  /**
   * Makes one request, logging in where it is asked for. Anonymous first, as public registries
   * want it.
   *
   * @throws {RegistryProblem} for a status that is not expected, or without an answer.
   */
  async call({ path, what, expected, scope: asked, ...request }: OciCall): Promise<HttpResponse> {
    const { host, repository } = this.#reference;
    const url = path instanceof URL ? path : new URL(`/v2/${repository}/${path}`, this.#origin);
    const scope = asked ?? `repository:${repository}:${actionsFor(request.method)}`;
    try {
      const first = this.#authorised(request, url, scope);
      let response = await this.#http.send(first);
      if (response.status === 401 && url.origin === this.#origin.origin) {
        const challenge = parseChallenge(response.headers['www-authenticate'] ?? '');
        await dropBody(response);
        if (
          challenge !== undefined &&
          (await this.#authentication.answer(challenge, scope, first.headers?.['authorization']))
        ) {
          response = await this.#http.send(this.#authorised(request, url, scope));
        } else throw statusProblem(host, what, 401, '');
      }
      if (expected.includes(response.status)) return response;
      const detail = request.method === 'HEAD' ? '' : errorDetail(await bodyText(response));
      throw statusProblem(host, what, response.status, detail, response.headers['retry-after']);
    } catch (error) {
      throw connectionProblem(error, host);
    }
  }

  #authorised(request: Omit<HttpRequest, 'url'>, url: URL, scope: string): HttpRequest {
    const authorization =
      url.origin === this.#origin.origin ? this.#authentication.header(scope) : undefined;
    return {
      ...request,
      url,
      headers: { ...request.headers, ...(authorization === undefined ? {} : { authorization }) },
    };
  }

  /** The registry's address, which relative locations are meant from. */
  resolve(location: string): URL {
    return new URL(location, this.#origin);
  }

  /** Whether a blob is in the repository already. */
  async hasBlob(digest: string): Promise<boolean> {
    const response = await withRetries(
      () =>
        this.call({
          method: 'HEAD',
          path: `blobs/${digest}`,
          what: 'look for a file',
          expected: [200, 404],
        }),
      this.signal,
    );
    await dropBody(response);
    return response.status === 200;
  }

  /** A manifest by its tag or digest; undefined when there is none. Its digest is checked. */
  async manifest(tagOrDigest: string): Promise<FetchedManifest | undefined> {
    const response = await withRetries(
      () =>
        this.call({
          method: 'GET',
          path: `manifests/${tagOrDigest}`,
          headers: { accept: `${manifestType}, ${indexType}` },
          what: 'pull',
          expected: [200, 404],
        }),
      this.signal,
    );
    const text = await bodyText(response);
    if (response.status === 404) return undefined;
    const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
    if (tagOrDigest.startsWith('sha256:') && digest !== tagOrDigest) {
      throw new UserError(
        `${this.#reference.host} gave another manifest than ${tagOrDigest}.`,
        'Do not use it; tell the registry’s owner.',
      );
    }
    return { text, digest, type: response.headers['content-type'] ?? manifestType };
  }

  /**
   * Puts a manifest under a tag or its own digest; this is what makes a version seen.
   *
   * @returns whether the registry itself lists it among what refers to its subject.
   */
  async putManifest(
    tagOrDigest: string,
    text: string,
    type = manifestType,
  ): Promise<{ readonly listed: boolean }> {
    const response = await withRetries(
      () =>
        this.call({
          method: 'PUT',
          path: `manifests/${tagOrDigest}`,
          headers: { 'content-type': type },
          body: text,
          what: 'push',
          expected: [200, 201],
        }),
      this.signal,
    );
    await dropBody(response);
    return { listed: response.headers['oci-subject'] !== undefined };
  }

  /** Takes a manifest away, and every tag that is at it. */
  async deleteManifest(digest: string): Promise<void> {
    const { host, repository } = this.#reference;
    const path = `manifests/${digest}`;
    const scope = `repository:${repository}:pull,delete`;
    const response = await this.call({
      method: 'DELETE',
      path,
      scope,
      what: 'delete',
      expected: [200, 202, 405],
    });
    await dropBody(response);
    if (response.status !== 405) return;
    throw new UserError(
      `${host} does not allow anybody to delete versions.`,
      'Deprecate it instead.',
    );
  }

  /**
   * The tags of the repository, sorted; none when it does not exist.
   *
   * @throws {UserError} when the answer has another form.
   */
  async tags(): Promise<string[]> {
    const pages = this.pages({
      method: 'GET',
      path: 'tags/list?n=1000',
      what: 'list',
      expected: [200, 404],
    });
    const found: string[] = [];
    for await (const page of pages) found.push(...(parsePage(tagList, page, this).tags ?? []));
    return found.toSorted();
  }

  /** The answers of a list that comes in pages, as text; none when there is no such list. */
  async *pages(call: OciCall): AsyncGenerator<string> {
    for (let path: string | URL | undefined = call.path; path !== undefined;) {
      const response: HttpResponse = await this.call({ ...call, path });
      const text = await bodyText(response);
      if (response.status !== 200) return;
      yield text;
      const next = /<([^>]+)>\s*;\s*rel="?next"?/.exec(String(response.headers['link'] ?? ''))?.[1];
      path = next === undefined ? undefined : this.resolve(next);
    }
  }

  /** The bytes of a blob from an offset on. */
  async blob(
    digest: string,
    from = 0,
  ): Promise<{ readonly body: IncomingMessage; readonly from: number }> {
    const response = await this.call({
      method: 'GET',
      path: `blobs/${digest}`,
      ...(from === 0 ? {} : { headers: { range: `bytes=${from}-` } }),
      what: 'pull',
      expected: [200, 206],
    });
    return { body: response.body, from: response.status === 206 ? from : 0 };
  }
}

const tagList = v.object({ tags: v.nullish(v.array(v.string())) });

/** Reads one page of a list. @throws {UserError} when it has another form. */
export function parsePage<T>(
  form: v.GenericSchema<unknown, T>,
  text: string,
  { reference: { host } }: OciClient,
): T {
  try {
    return v.parse(form, JSON.parse(text));
  } catch (error) {
    throw new UserError(`${host} does not answer as a registry does.`, 'Check its address.', {
      cause: error,
    });
  }
}

function actionsFor(method: HttpRequest['method']): string {
  return method === 'GET' || method === 'HEAD' ? 'pull' : 'pull,push';
}
