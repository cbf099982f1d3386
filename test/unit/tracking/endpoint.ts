import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store } from '../../../src/store/store.ts';
import { startTrackingServer, type TrackingServerOptions } from '../../../src/tracking/server.ts';

/** What an endpoint said, with its body read as JSON where it is that. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
}

/** A tracking endpoint on a store in a temporary folder. */
export interface Endpoint {
  readonly url: string;
  readonly store: Store;
  readonly folder: string;
  readonly log: string[];
  /** A call below `/api/2.0/mlflow/`. */
  post(path: string, fields: unknown): Promise<Answer>;
  get(path: string): Promise<Answer>;
  /** Any request. */
  send(path: string, init?: RequestInit): Promise<Answer>;
  close(): Promise<void>;
}

export async function startEndpoint(
  make: (store: Store, folder: string) => Partial<TrackingServerOptions> = () => ({}),
): Promise<Endpoint> {
  const folder = mkdtempSync(join(tmpdir(), 'trackline endpoint '));
  const store = openStore(join(folder, '.trackline'));
  const log: string[] = [];
  const server = await startTrackingServer({
    store,
    artifacts: { kind: 'local' },
    log: (message) => log.push(message),
    ...make(store, folder),
  });
  const send = async (path: string, init?: RequestInit): Promise<Answer> => {
    const response = await fetch(`${server.url}${path}`, init);
    const text = await response.text();
    const isJson = response.headers.get('content-type') === 'application/json';
    const json = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
    return { status: response.status, headers: response.headers, text, json };
  };
  return {
    url: server.url,
    store,
    folder,
    log,
    send,
    get: (path) => send(`/api/2.0/mlflow/${path}`),
    post: (path, fields) =>
      send(`/api/2.0/mlflow/${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(fields),
      }),
    close: async () => {
      await server.close();
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Makes a run through the endpoint. @returns its identifier. */
export async function newRun(endpoint: Endpoint, name = 'a run'): Promise<string> {
  const { json } = await endpoint.post('runs/create', { run_name: name, start_time: 1 });
  const { run } = json as { run: { info: { run_id: string } } };
  return run.info.run_id;
}
