import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';

/** How a command ended and what it printed. */
export interface Outcome {
  /** The exit code; 128 + the signal's number when a signal ended it; 127 when it did not start. */
  readonly code: number;
  /** stdout and stderr together, in the order they came. */
  readonly output: string;
}

/** Where and with what a command runs. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Show the output while it comes. */
  readonly show?: boolean;
  /** End the command after this many milliseconds. */
  readonly timeout?: number;
}

/** Runs a command, never through a shell, to its end. Does not throw for a failing command. */
export function run(command: string, args: string[], options: RunOptions = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeout,
    });
    let output = '';
    const keep = (target: NodeJS.WriteStream) => (text: string) => {
      output += text;
      if (options.show === true) target.write(text);
    };
    child.stdout.setEncoding('utf8').on('data', keep(process.stdout));
    child.stderr.setEncoding('utf8').on('data', keep(process.stderr));
    child.once('error', (error) => resolve({ code: 127, output: error.message }));
    child.once('close', (code, signal) => {
      resolve({ code: signal === null ? (code ?? 1) : 128 + constants.signals[signal], output });
    });
  });
}

/** What a short command prints on stdout, trimmed; undefined when it fails or is not there. */
export function ask(command: string, args: string[]): string | undefined {
  const done = spawnSync(command, args, { encoding: 'utf8' });
  return done.status === 0 ? done.stdout.trim() : undefined;
}

/** The last lines of a long output, for the end of an error message. */
export function tail(output: string, lines = 8): string {
  return output.trimEnd().split(/\r?\n/).slice(-lines).join('\n');
}
