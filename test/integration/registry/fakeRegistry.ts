import { createHash } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a registry does that is not like the others. Each is done as often as it says. */
export interface Quirks {
  /** Answers to the next requests of a method, before anything else is done. */
  readonly answers?: readonly {
    readonly method: string;
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
  }[];
  /** Cuts the connection of the next uploads after so many bytes. */
  readonly cutUploadsAt?: readonly number[];
  /** Cuts the next downloads after so many bytes. */
  readonly cutDownloadsAt?: readonly number[];
  /** Sends blobs from another origin. */
  readonly redirectBlobs?: boolean;
  /** Gives other bytes for every blob than were stored. */
  readonly lies?: boolean;
  /** Wants a token, each of which is good for so many requests. */
  readonly tokenUses?: number;
  /** Gives a page instead of a token. */
  readonly tokenPage?: boolean;
  /** Takes requests of this method and never answers. */
  readonly silentOn?: string;
  /** Lists what refers to a manifest, as OCI 1.1 has it. */
  readonly referrers?: boolean;
  /** Refuses to tell the names of its repositories. */
  readonly catalog?: 'refused';
}

/** A registry for what real ones cannot be made to do on demand. It keeps blobs in memory. */
export interface FakeRegistry extends AsyncDisposable {
  readonly host: string;
  readonly blobs: ReadonlyMap<string, Buffer>;
  readonly manifests: ReadonlyMap<string, Buffer>;
  /** `METHOD path` of every request, in their order. */
  readonly asked: readonly string[];
  /** `Authorization` headers that came to the other origin. */
  readonly leaked: readonly string[];
}

/** Starts one that asks for the password of nobody. */
export async function startFakeRegistry(quirks: Quirks = {}): Promise<FakeRegistry> {
  const blobs = new Map<string, Buffer>();
  const manifests = new Map<string, Buffer>();
  const asked: string[] = [];
  const leaked: string[] = [];
  const tokens: number[] = [];
  const answers = [...(quirks.answers ?? [])];
  const uploads = [...(quirks.cutUploadsAt ?? [])];
  const downloads = [...(quirks.cutDownloadsAt ?? [])];
  const elsewhere = await listening((request, response) => {
    if (request.headers.authorization !== undefined) leaked.push(request.headers.authorization);
    const digest = (request.url ?? '').split('/').at(-1) ?? '';
    sendBlob(request, response, blobs.get(digest), undefined, false);
  });
  const server = await listening((request, response) => {
    const method = request.method ?? '';
    const url = new URL(request.url ?? '/', 'http://registry');
    asked.push(`${method} ${url.pathname}`);
    if (quirks.silentOn === method) return;
    if (quirks.tokenUses !== undefined && !door(request, response, url, quirks, tokens)) return;
    const at = answers.findIndex((answer) => answer.method === method && url.pathname !== '/v2/');
    const [odd] = at < 0 ? [] : answers.splice(at, 1);
    if (odd !== undefined) {
      request.resume();
      response.writeHead(odd.status, odd.headers).end();
      return;
    }
    if (url.pathname === '/v2/_catalog') {
      const refused = quirks.catalog === 'refused';
      if (refused) response.writeHead(401).end();
      else response.writeHead(200).end(JSON.stringify({ repositories: ['team/m'] }));
      return;
    }
    if (url.pathname.endsWith('/tags/list')) {
      const tags = [...manifests.keys()].filter((tag) => !tag.startsWith('sha256:'));
      response.writeHead(200).end(JSON.stringify({ tags }));
      return;
    }
    const [, subject] = /\/referrers\/(.+)$/.exec(url.pathname) ?? [];
    if (subject !== undefined) {
      const listed = quirks.referrers === true ? referrersOf(manifests, subject) : undefined;
      response.writeHead(listed === undefined ? 404 : 200).end(listed);
      return;
    }
    const [, kind = '', name = ''] = /\/(blobs|manifests)\/(.+)$/.exec(url.pathname) ?? [];
    if (kind === 'manifests') serveManifest(request, response, manifests, name, quirks);
    else if (method === 'POST')
      response.writeHead(202, { location: '/v2/team/m/blobs/uploads/1' }).end();
    else if (method === 'PUT') {
      receive(
        request,
        response,
        blobs,
        url.searchParams.get('digest') ?? '',
        nextCut(request, uploads),
      );
    } else if (kind === 'blobs' && quirks.redirectBlobs === true && method === 'GET') {
      response.writeHead(307, { location: `${elsewhere.url}/${name}` }).end();
    } else if (kind === 'blobs') {
      const cut = method === 'GET' ? downloads.shift() : undefined;
      sendBlob(request, response, blobs.get(name), cut, quirks.lies === true && method === 'GET');
    } else response.writeHead(200).end();
  });
  return {
    host: server.url.slice('http://'.length),
    blobs,
    manifests,
    asked,
    leaked,
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await elsewhere.close();
    },
  };
}

/** Lets a request in that has a token which is still good; else tells where to get one. */
function door(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  url: URL,
  { tokenUses = 0, tokenPage = false }: Quirks,
  tokens: number[],
): boolean {
  if (url.pathname === '/token') {
    const token = `token${tokens.push(tokenUses) - 1}`;
    response.writeHead(200).end(tokenPage ? '<html>' : JSON.stringify({ token }));
    return false;
  }
  const at = Number(/^Bearer token(\d+)$/.exec(request.headers.authorization ?? '')?.[1] ?? -1);
  const left = tokens[at] ?? 0;
  tokens[at] = left - 1;
  if (left > 0 || url.pathname === '/v2/') return true;
  request.resume();
  const realm = `http://${request.headers.host ?? ''}/token`;
  response.writeHead(401, { 'www-authenticate': `Bearer realm="${realm}",service="fake"` }).end();
  return false;
}

function serveManifest(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  manifests: Map<string, Buffer>,
  name: string,
  { referrers = false }: Quirks,
): void {
  if (request.method === 'PUT') {
    void bodyOf(request).then((body) => {
      manifests.set(name, body);
      const subject = subjectOf(body);
      const tells = referrers && subject !== undefined;
      response.writeHead(201, tells ? { 'oci-subject': subject } : {}).end();
    });
    return;
  }
  const found = manifests.get(name);
  if (found === undefined) response.writeHead(404).end();
  else
    response
      .writeHead(200, { 'content-type': 'application/vnd.oci.image.manifest.v1+json' })
      .end(found);
}

interface Referring {
  readonly artifactType?: string;
  readonly subject?: { readonly digest: string };
}

function subjectOf(manifest: Buffer): string | undefined {
  return (JSON.parse(manifest.toString()) as Referring).subject?.digest;
}

/** The index of what refers to a manifest. */
function referrersOf(manifests: ReadonlyMap<string, Buffer>, subject: string): string {
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const found = [...manifests].flatMap(([digest, body]) => {
    const { artifactType } = JSON.parse(body.toString()) as Referring;
    const refers = digest.startsWith('sha256:') && subjectOf(body) === subject;
    return refers ? [{ mediaType, digest, size: body.length, artifactType }] : [];
  });
  return JSON.stringify({ schemaVersion: 2, manifests: found });
}

/** Where to cut an upload; small files pass until one is long enough. */
function nextCut(request: http.IncomingMessage, cuts: number[]): number | undefined {
  const [cut] = cuts;
  return cut !== undefined && Number(request.headers['content-length']) > cut
    ? cuts.shift()
    : undefined;
}

function receive(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  blobs: Map<string, Buffer>,
  digest: string,
  cutAt: number | undefined,
): void {
  let seen = 0;
  if (cutAt !== undefined) {
    request.on('data', (part: Buffer) => {
      seen += part.length;
      if (seen >= cutAt) request.socket.destroy();
    });
    return;
  }
  void bodyOf(request).then((body) => {
    const right = `sha256:${createHash('sha256').update(body).digest('hex')}` === digest;
    if (right) blobs.set(digest, body);
    response.writeHead(right ? 201 : 400).end();
  });
}

function sendBlob(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  blob: Buffer | undefined,
  cutAt: number | undefined,
  lies: boolean,
): void {
  if (blob === undefined) {
    response.writeHead(404).end();
    return;
  }
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const rest = Buffer.from(blob.subarray(from));
  if (lies) rest[0] = (rest[0] ?? 0) ^ 1;
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': String(rest.length) });
  if (request.method === 'HEAD') response.end();
  else if (cutAt === undefined) response.end(rest);
  else response.write(rest.subarray(0, cutAt), () => request.socket.destroy());
}

async function bodyOf(request: http.IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part as Uint8Array));
  return Buffer.concat(parts);
}

async function listening(
  listener: http.RequestListener,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const server = http.createServer(listener);
  // Broken connections are what it is for.
  server.on('clientError', (_error, socket) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
