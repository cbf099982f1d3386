import { spawn, type ChildProcess } from 'node:child_process';
import { errorText } from '../../model/errors.ts';
import { allArguments, gitEnvironment, GitError, GitMissing, type GitOptions } from './git.ts';

/**
 * Runs a git command that may take as long as it needs, such as one that writes a large tree, and
 * that can be called off together with the filters that it runs. Nothing of it is left running
 * when this ends.
 *
 * @throws GitError when it fails, GitMissing when there is no git to start, and what the signal was
 *   aborted with.
 */
export async function longGit(
  args: readonly string[],
  options: GitOptions,
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted();
  const child = spawn('git', allArguments(args, options), {
    cwd: options.cwd,
    env: gitEnvironment(options.index),
    stdio: ['ignore', 'ignore', 'pipe'],
    // A group of its own, which can be ended as a whole.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const stop = (): void => end(child);
  signal?.addEventListener('abort', stop);
  try {
    const output = await finished(child);
    signal?.throwIfAborted();
    if (output.code !== 0) throw new GitError(args[0] ?? '', output);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

function finished(child: ChildProcess): Promise<{ code: number; stdout: Buffer; stderr: string }> {
  return new Promise((resolve, reject) => {
    const stderr: Buffer[] = [];
    child.stderr?.on('data', (part: Buffer) => stderr.push(part));
    child.once('error', (error) => reject(new GitMissing(errorText(error), { cause: error })));
    child.once('close', (code) =>
      resolve({
        code: code ?? 128,
        stdout: Buffer.alloc(0),
        stderr: Buffer.concat(stderr).toString('utf8'),
      }),
    );
  });
}

function end(child: ChildProcess): void {
  if (process.platform === 'win32' || child.pid === undefined) {
    child.kill();
    // A filter that goes on would keep it open.
    child.stderr?.destroy();
    return;
  }
  try {
    process.kill(-child.pid, 'SIGTERM');
  } catch {
    // It has just ended by itself.
  }
}
