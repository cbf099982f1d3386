import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { errorText, UserError } from '../model/errors.ts';

/** How we say who we are to a server. Never written to the store, logs or command lines. */
export type Credentials =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  /** Sent as it is. */
  | { readonly kind: 'bearer'; readonly token: string }
  /** Handed to the token server of a registry for a token of its own. */
  | { readonly kind: 'refresh'; readonly token: string };

/** Where the credentials of a host are looked up. */
export type CredentialSource = (host: string) => Promise<Credentials | undefined>;

const auth = v.object({
  auth: v.optional(v.string()),
  username: v.optional(v.string()),
  password: v.optional(v.string()),
  identitytoken: v.optional(v.string()),
});
const configFile = v.object({
  auths: v.optional(v.record(v.string(), auth), {}),
  credHelpers: v.optional(v.record(v.string(), v.string()), {}),
  credsStore: v.optional(v.string()),
});
type ConfigFile = v.InferOutput<typeof configFile>;

/**
 * Credentials that `docker login` and `podman login` left: their configuration files, and the
 * programs that these name. Source: docker/cli's `config.json` and docker-credential-helpers.
 *
 * @param env of this process.
 */
export function dockerCredentials(env: NodeJS.ProcessEnv = process.env): CredentialSource {
  return async (host) => {
    for (const file of configFiles(env)) {
      const config = await readConfig(file);
      const found = config && (await fromConfig(config, host));
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

function configFiles(env: NodeJS.ProcessEnv): string[] {
  const docker = env['DOCKER_CONFIG'] ?? path.join(homedir(), '.docker');
  const runtime = env['XDG_RUNTIME_DIR'];
  const named = env['REGISTRY_AUTH_FILE'];
  return [
    path.join(docker, 'config.json'),
    ...(named === undefined ? [] : [named]),
    ...(runtime === undefined ? [] : [path.join(runtime, 'containers', 'auth.json')]),
  ];
}

async function readConfig(file: string): Promise<ConfigFile | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    // Most people have one of these files at most.
    return undefined;
  }
  try {
    return v.parse(configFile, JSON.parse(text));
  } catch (error) {
    throw new UserError(
      `${file} cannot be read: ${errorText(error)}.`,
      'Mend it, or log in again.',
    );
  }
}

async function fromConfig(config: ConfigFile, host: string): Promise<Credentials | undefined> {
  for (const key of keysOf(host)) {
    const helper = config.credHelpers[key] ?? config.credsStore;
    const found = helper === undefined ? undefined : await askProgram(helper, key);
    if (found !== undefined) return found;
    const entry = config.auths[key];
    const kept = entry === undefined ? undefined : fromEntry(entry);
    if (kept !== undefined) return kept;
  }
  return undefined;
}

/**
 * Credentials of MLflow servers, from the variables that MLflow's own client reads.
 *
 * @param env of this process.
 */
export function mlflowCredentials(env: NodeJS.ProcessEnv = process.env): Credentials | undefined {
  const token = env['MLFLOW_TRACKING_TOKEN'];
  if (token !== undefined && token !== '') return { kind: 'bearer', token };
  const username = env['MLFLOW_TRACKING_USERNAME'];
  const password = env['MLFLOW_TRACKING_PASSWORD'];
  return username === undefined || password === undefined
    ? undefined
    : { kind: 'password', username, password };
}

/** What a host is called in configuration files: they are matched exactly, never by a part. */
function keysOf(host: string): string[] {
  const hub = ['docker.io', 'index.docker.io', 'registry-1.docker.io'].includes(host);
  return hub ? ['https://index.docker.io/v1/', host] : [host, `https://${host}`, `http://${host}`];
}

function fromEntry(entry: v.InferOutput<typeof auth>): Credentials | undefined {
  if (entry.identitytoken !== undefined && entry.identitytoken !== '') {
    return { kind: 'refresh', token: entry.identitytoken };
  }
  if (entry.username !== undefined && entry.password !== undefined) {
    return { kind: 'password', username: entry.username, password: entry.password };
  }
  const plain = Buffer.from(entry.auth ?? '', 'base64').toString('utf8');
  const colon = plain.indexOf(':');
  return colon < 0
    ? undefined
    : { kind: 'password', username: plain.slice(0, colon), password: plain.slice(colon + 1) };
}

const answer = v.object({ Username: v.string(), Secret: v.string() });
const programTimeout = 20_000;

/** Asks a credential program; undefined when it knows none. */
async function askProgram(name: string, host: string): Promise<Credentials | undefined> {
  const program = `docker-credential-${name}`;
  const output = await new Promise<string | undefined>((resolve, reject) => {
    const child = execFile(program, ['get'], { timeout: programTimeout }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else if (/credentials not found/i.test(stdout)) resolve(undefined);
      else {
        reject(
          new UserError(
            `${program} could not give the credentials of ${host}: ${stdout.trim() || errorText(error)}.`,
            `Log in to ${host} again, or take the program out of Docker's configuration.`,
          ),
        );
      }
    });
    child.stdin?.end(host);
  });
  if (output === undefined) return undefined;
  const { Username: username, Secret: secret } = v.parse(answer, JSON.parse(output));
  if (username === '<token>') return { kind: 'refresh', token: secret };
  return { kind: 'password', username, password: secret };
}
