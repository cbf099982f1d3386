import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { freePort } from '../../harness/freePort.ts';
import { spawnGroup, stopGroup } from '../../harness/processGroup.ts';
import { until } from '../../harness/wait.ts';

/** A tracking server in a process group of its own. */
export interface TrackingServer extends AsyncDisposable {
  readonly url: string;
  /** The process that was started; `mlflow server` has more below it. */
  readonly pid: number;
}

/** `trackline serve` on a store of its own. */
export async function startTrackline(cli: string, folder: string): Promise<TrackingServer> {
  const port = await freePort();
  const args = [cli, 'serve', `--port=${port}`, `--store=${folder}`];
  return start(process.execPath, args, port, folder);
}

/** What the peer is started with; for the settings of a figure. */
export const mlflowServer = {
  store: 'SQLite',
  workers: 'as many as it takes by itself',
  jobs: 'off, since they take processor time',
} as const;

/** `mlflow server` on a SQLite store of its own, as MLflow's documentation starts it. */
export async function startMlflow(python: string, folder: string): Promise<TrackingServer> {
  const port = await freePort();
  const args = ['-m', 'mlflow', 'server', `--port=${port}`];
  args.push('--backend-store-uri=sqlite:///mlflow.db', '--artifacts-destination=artifacts');
  return start(python, args, port, folder);
}

/** bareHttp.ts: Node's own server, which records nothing. */
export async function startBareHttp(folder: string): Promise<TrackingServer> {
  const port = await freePort();
  const args = [path.join(import.meta.dirname, 'bareHttp.ts'), String(port)];
  return start(process.execPath, args, port, folder);
}

async function start(
  command: string,
  args: string[],
  port: number,
  cwd: string,
): Promise<TrackingServer> {
  const env = { ...process.env, MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false' };
  const child = spawnGroup(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4000)));
  }
  const url = `http://127.0.0.1:${port}`;
  try {
    await until(() => answers(child, url), `${args.join(' ')} to answer`, 120_000);
  } catch (error) {
    await stopGroup(child);
    throw new Error(`The server did not start:\n${said}`, { cause: error });
  }
  return { url, pid: child.pid ?? 0, [Symbol.asyncDispose]: () => stopGroup(child) };
}

async function answers(child: ChildProcess, url: string): Promise<boolean> {
  if (child.exitCode !== null) throw new Error(`it ended with code ${child.exitCode}`);
  const body = JSON.stringify({ max_results: 1 });
  const headers = { 'content-type': 'application/json' };
  const address = `${url}/api/2.0/mlflow/experiments/search`;
  return (await fetch(address, { method: 'POST', headers, body })).ok;
}
