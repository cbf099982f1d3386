import { writeFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { launchFolder, type LaunchFolder } from '../launch/launchFolder.ts';
import { readRange } from '../launch/output/outputIndex.ts';
import type { StartedLaunch } from '../launch/startLaunch.ts';

/** How often output is shown; below what the eye sees. */
const pollMs = 25;
const pieceBytes = 1024 * 1024;

/**
 * Shows a launch's output as it comes, and hands on Ctrl+C.
 *
 * @returns the command's exit code.
 */
export async function showLaunch(
  launch: StartedLaunch,
  store: string,
  launchId: string,
): Promise<number> {
  const folder = launchFolder(store, launchId);
  const release = stopOnInterrupt(folder);
  try {
    const ended = launch.ended.catch(async (error: unknown) => {
      // Loaded when it is needed: a run must not wait for what most runs never use.
      const { endOnRecord } = await import('./endOnRecord.ts');
      return await endOnRecord(store, launchId, error);
    });
    return await showOutput(folder, ended);
  } finally {
    release();
  }
}

/** Ctrl+C is for the command: it ends as it wants to, and its end is recorded. */
function stopOnInterrupt(folder: LaunchFolder): () => void {
  const stop = (): void => writeFileSync(folder.stopRequest, '');
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return () => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  };
}

async function showOutput(folder: LaunchFolder, ended: Promise<number>): Promise<number> {
  const done = new AbortController();
  const streams = [
    new Follower(folder.stdout, process.stdout),
    new Follower(folder.stderr, process.stderr),
  ];
  const exitCode = ended.finally(() => done.abort());
  // Its failure is told below, when everything that came before it has been shown.
  exitCode.catch(() => undefined);
  while (!done.signal.aborted) {
    for (const stream of streams) await stream.show();
    await setTimeout(pollMs, undefined, { signal: done.signal }).catch(() => undefined);
  }
  for (const stream of streams) while (await stream.show());
  return await exitCode;
}

/** Copies a growing file to a stream of this process. */
class Follower {
  readonly #path: string;
  readonly #target: Writable;
  #offset = 0;
  #closed = false;

  constructor(path: string, target: Writable) {
    this.#path = path;
    this.#target = target;
    // Whoever read our output has gone (`| head`): the run goes on without being shown.
    target.on('error', () => {
      this.#closed = true;
    });
  }

  /** @returns whether there was anything to show. */
  async show(): Promise<boolean> {
    const bytes = readRange(this.#path, this.#offset, pieceBytes);
    this.#offset += bytes.length;
    if (bytes.length === 0 || this.#closed) return false;
    await new Promise((resolve) => this.#target.write(bytes, resolve));
    return true;
  }
}
