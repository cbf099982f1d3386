import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createHash, createPrivateKey, randomUUID, sign, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../harness/freePort.ts';
import { until } from '../../harness/wait.ts';

const execute = promisify(execFile);

/** Debian's docker-registry, which keeps what it is given in a folder of its own. */
export interface DockerRegistry extends AsyncDisposable {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  /** Certificate of the registry's own authority, when it speaks TLS. */
  readonly ca?: string;
  /** Where `ca` lies as a file. */
  readonly caFile?: string;
}

/** Who may come in: everybody, `alice` with a password, or whoever brings a token. */
export type Door = 'open' | 'password' | 'token';

export const alice = { username: 'alice', password: 's3cret' } as const;

/** Starts a registry; with a password it speaks TLS with a certificate of its own. */
export async function startDockerRegistry(door: Door): Promise<DockerRegistry> {
  const folder = await mkdtemp(path.join(tmpdir(), 'trackline-registry-'));
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  if (door !== 'open') await makeCertificate(folder);
  const tokens = door === 'token' ? await startTokenServer(folder) : undefined;
  if (door === 'password') {
    const { stdout } = await execute('htpasswd', ['-Bbn', alice.username, alice.password]);
    await writeFile(path.join(folder, 'htpasswd'), stdout);
  }
  const config = path.join(folder, 'config.json');
  await writeFile(config, JSON.stringify(configuration(folder, host, door, tokens?.realm)));
  const process = spawn('docker-registry', ['serve', config], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  process.stderr.on('data', (text: Buffer) => (said += text.toString()));
  await until(
    () => (process.exitCode === null ? answers(port) : never(said)),
    'the registry',
    60_000,
  );
  const caFile = path.join(folder, 'cert.pem');
  return {
    host,
    ...(door === 'password' ? { ca: await readFile(caFile, 'utf8'), caFile } : {}),
    [Symbol.asyncDispose]: async () => {
      await end(process);
      await tokens?.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function never(said: string): never {
  throw new Error(`docker-registry ended: ${said}`);
}

/** The registry reads YAML, of which JSON is a part. */
function configuration(
  folder: string,
  host: string,
  door: Door,
  realm: string | undefined,
): unknown {
  const tls = { certificate: path.join(folder, 'cert.pem'), key: path.join(folder, 'key.pem') };
  return {
    version: 0.1,
    log: { level: 'error' },
    storage: {
      delete: { enabled: true },
      filesystem: { rootdirectory: path.join(folder, 'data') },
    },
    http: { addr: host, ...(door === 'password' ? { tls } : {}) },
    ...(door === 'password'
      ? { auth: { htpasswd: { realm: 'test', path: path.join(folder, 'htpasswd') } } }
      : {}),
    ...(door === 'token'
      ? {
          auth: {
            token: {
              realm,
              service: 'reg.test',
              issuer: 'test-issuer',
              rootcertbundle: tls.certificate,
            },
          },
        }
      : {}),
  };
}

async function makeCertificate(folder: string): Promise<void> {
  await execute('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-keyout',
    path.join(folder, 'key.pem'),
    '-out',
    path.join(folder, 'cert.pem'),
    '-subj',
    '/CN=localhost',
    '-addext',
    'subjectAltName=DNS:localhost,IP:127.0.0.1',
  ]);
}

/** Gives `alice` tokens for what she asks, as a registry's token server does. */
async function startTokenServer(
  folder: string,
): Promise<{ readonly realm: string; readonly close: () => Promise<void> }> {
  const key = createPrivateKey(await readFile(path.join(folder, 'key.pem')));
  const certificate = new X509Certificate(await readFile(path.join(folder, 'cert.pem')));
  const server = http.createServer((request, response) => {
    const basic = `Basic ${Buffer.from(`${alice.username}:${alice.password}`).toString('base64')}`;
    if (request.headers.authorization !== basic) {
      response.writeHead(401).end();
      return;
    }
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const token = jsonWebToken(url.searchParams.getAll('scope'), key, certificate);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ token, expires_in: 60 }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    realm: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function jsonWebToken(
  scopes: readonly string[],
  key: ReturnType<typeof createPrivateKey>,
  certificate: X509Certificate,
): string {
  const now = Math.floor(Date.now() / 1000);
  const access = scopes
    .flatMap((scope) => scope.split(' '))
    .map((scope) => {
      const [type, name, actions = ''] = scope.split(':');
      return { type, name, actions: actions.split(',') };
    });
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const header = { typ: 'JWT', alg: 'RS256', x5c: [certificate.raw.toString('base64')] };
  const claims = {
    iss: 'test-issuer',
    sub: alice.username,
    aud: 'reg.test',
    exp: now + 60,
    nbf: now - 5,
    iat: now,
    jti: randomUUID(),
    access,
  };
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get({ host: '127.0.0.1', port, path: '/' }, (response) => {
      response.resume();
      resolve(true);
    });
    request.on('error', () => resolve(false));
  });
}

async function end(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  process.kill();
  await once(process, 'exit');
}

/** The digest of bytes as registries write it. */
export function digestOf(bytes: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
