import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../harness/freePort.ts';
import { testPython } from '../../harness/python.ts';
import { until } from '../../harness/wait.ts';

/** MLflow's own server. */
export interface RealServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts `mlflow server` on a new SQLite database; that takes it 5 to 30 seconds. */
export async function startReal(): Promise<RealServer> {
  const folder = mkdtempSync(join(tmpdir(), 'trackline-mlflow-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const said: string[] = [];
  const server = spawn(
    testPython(),
    [
      '-m',
      'mlflow',
      'server',
      '--host=127.0.0.1',
      `--port=${port}`,
      '--backend-store-uri=sqlite:///mlflow.db',
      '--workers=1',
    ],
    {
      cwd: folder,
      // Its jobs are not asked for, and take four more processes.
      env: { ...clientEnvironment(url), MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false' },
      // A process group of its own, because the server starts workers.
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  server.stderr.on('data', (text: Buffer) => said.push(text.toString()));
  server.stdout.resume();
  const ended = once(server, 'exit');
  try {
    await until(
      async () => {
        if (server.exitCode !== null) throw new Error(said.join(''));
        return (await fetch(`${url}/health`)).ok;
      },
      'mlflow server to answer',
      120_000,
    );
  } catch (error) {
    stop(server);
    throw error;
  }
  return {
    url,
    close: async () => {
      stop(server);
      await ended;
      // Its workers end a moment after it.
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

/** The environment of a script that logs to `url`: nothing of MLflow's settings around it. */
export function clientEnvironment(url: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('MLFLOW_'));
  return {
    ...Object.fromEntries(inherited),
    MLFLOW_TRACKING_URI: url,
    MLFLOW_DISABLE_TELEMETRY: 'true',
    MLFLOW_HTTP_REQUEST_MAX_RETRIES: '1',
    MLFLOW_HTTP_REQUEST_TIMEOUT: '30',
    NO_PROXY: '127.0.0.1,localhost',
    PYTHONIOENCODING: 'utf-8',
    GIT_PYTHON_REFRESH: 'quiet',
  };
}

function stop(server: ChildProcess): void {
  if (server.pid === undefined || server.exitCode !== null) return;
  if (process.platform === 'win32') server.kill();
  else process.kill(-server.pid, 'SIGTERM');
}
