import * as v from 'valibot';
import { UserError } from '../../model/errors.ts';
import type { Credentials } from '../credentials.ts';
import { bodyText, type HttpClient, type HttpResponse } from '../http/request.ts';
import { statusProblem } from '../http/problems.ts';

/** A `WWW-Authenticate` header. */
export interface Challenge {
  readonly scheme: 'basic' | 'bearer';
  readonly params: Readonly<Record<string, string>>;
}

/** Reads a challenge; undefined when it is of a scheme that is not known. Source: RFC 9110 §11. */
export function parseChallenge(header: string): Challenge | undefined {
  const match = /^\s*(basic|bearer)\b(.*)$/is.exec(header);
  if (match === null) return undefined;
  const params: Record<string, string> = {};
  for (const [, key = '', quoted, plain] of (match[2] ?? '').matchAll(
    /([a-zA-Z_-]+)\s*=\s*(?:"([^"]*)"|([^\s,]+))/g,
  )) {
    params[key.toLowerCase()] = quoted ?? plain ?? '';
  }
  return { scheme: match[1]?.toLowerCase() === 'basic' ? 'basic' : 'bearer', params };
}

const tokenAnswer = v.object({
  token: v.optional(v.string()),
  access_token: v.optional(v.string()),
  expires_in: v.optional(v.number()),
});

/** Tokens are renewed this long before they end. */
const margin = 10_000;
const defaultLifetime = 60;

/**
 * The `Authorization` of requests to one registry. Tokens are asked for as the registry's
 * challenges say, kept for each scope and renewed. Source: the token authentication specification
 * of distribution.
 */
export class Authentication {
  readonly #client: HttpClient;
  readonly #origin: URL;
  readonly #host: string;
  readonly #credentials: () => Promise<Credentials | undefined>;
  readonly #tokens = new Map<string, { readonly header: string; readonly until: number }>();
  #known: Promise<Credentials | undefined> | undefined;

  /** @param host the registry as people name it, and log in to it. */
  constructor(
    client: HttpClient,
    origin: URL,
    host: string,
    credentials: () => Promise<Credentials | undefined>,
  ) {
    this.#client = client;
    this.#origin = origin;
    this.#host = host;
    this.#credentials = credentials;
  }

  /** The header for a scope, as far as it is known without asking. */
  header(scope: string): string | undefined {
    const kept = this.#tokens.get(scope);
    return kept !== undefined && kept.until > Date.now() + margin ? kept.header : undefined;
  }

  /**
   * Answers a challenge.
   *
   * @param sent what the refused request had been sent with.
   * @returns whether there is now something else to send than before.
   */
  async answer(challenge: Challenge, scope: string, sent: string | undefined): Promise<boolean> {
    // Another request may have been answered while this one was under way.
    const known = this.header(scope);
    if (known !== undefined && known !== sent) return true;
    const header =
      challenge.scheme === 'basic' ? await this.#basic() : await this.#bearer(challenge, scope);
    if (header === undefined) return false;
    this.#tokens.set(scope, header);
    return header.header !== sent;
  }

  async #login(): Promise<Credentials | undefined> {
    this.#known ??= this.#credentials();
    return await this.#known;
  }

  async #basic(): Promise<{ header: string; until: number } | undefined> {
    const login = await this.#login();
    if (login === undefined) return undefined;
    const header = login.kind === 'password' ? basicHeader(login) : `Bearer ${login.token}`;
    return { header, until: Infinity };
  }

  async #bearer(
    { params }: Challenge,
    scope: string,
  ): Promise<{ header: string; until: number } | undefined> {
    const login = await this.#login();
    if (login?.kind === 'bearer') return { header: `Bearer ${login.token}`, until: Infinity };
    const realm = URL.canParse(params['realm'] ?? '') ? new URL(params['realm'] ?? '') : undefined;
    if (realm === undefined) return undefined;
    // Never in clear text to a server that is not the one we asked.
    const safe = realm.protocol === 'https:' || realm.hostname === this.#origin.hostname;
    const response = await this.#askToken(realm, params, scope, safe ? login : undefined);
    const text = await bodyText(response);
    if (response.status !== 200) {
      // Whoever is refused there has to log in to the registry.
      const refused = response.status === 401 || response.status === 403;
      const asked = refused ? this.#host : realm.host;
      throw statusProblem(asked, 'give a token', response.status, '');
    }
    const { token, access_token: access, expires_in: seconds } = readToken(text, realm);
    const bearer = token ?? access;
    if (bearer === undefined) return undefined;
    return {
      header: `Bearer ${bearer}`,
      until: Date.now() + (seconds ?? defaultLifetime) * 1000,
    };
  }

  async #askToken(
    realm: URL,
    params: Readonly<Record<string, string>>,
    scope: string,
    login: Credentials | undefined,
  ): Promise<HttpResponse> {
    const service = params['service'] ?? '';
    if (login?.kind === 'refresh') {
      const form = new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: login.token,
        service,
        scope,
        client_id: 'trackline',
      });
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      return await this.#client.send({
        method: 'POST',
        url: realm,
        headers,
        body: form.toString(),
      });
    }
    const url = new URL(realm);
    if (service !== '') url.searchParams.set('service', service);
    url.searchParams.set('scope', scope);
    if (login?.kind === 'password') url.searchParams.set('account', login.username);
    const headers: Record<string, string> =
      login?.kind === 'password' ? { authorization: basicHeader(login) } : {};
    return await this.#client.send({ method: 'GET', url, headers });
  }
}

function readToken(text: string, realm: URL): v.InferOutput<typeof tokenAnswer> {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), tokenAnswer), text);
  if (parsed.success) return parsed.output;
  throw new UserError(
    `${realm.host} answers with something else than a token.`,
    'Check the address of the registry, and log in anew.',
  );
}

function basicHeader({ username, password }: { username: string; password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
