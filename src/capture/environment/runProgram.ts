import { execFile } from 'node:child_process';
import { UserError } from '../../model/errors.ts';

/** Failed because there is no such program, which for some is nothing to speak of. */
export class NoSuchProgram extends UserError {}

/**
 * What a program prints on stdout and, where it prints nothing there, on stderr. Throws a UserError
 * that says how it failed; the program is ended after `timeoutMs`.
 */
export function runProgram(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  timeoutMs: number,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = {
      env,
      timeout: timeoutMs,
      maxBuffer: 16 << 20,
      windowsHide: true,
      encoding: 'utf8',
    } as const;
    execFile(program, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout.trim() === '' ? stderr : stdout);
      else if (error.code === 'ENOENT') {
        reject(new NoSuchProgram(`There is no program ${program}.`, '', { cause: error }));
      } else {
        reject(new UserError(failure(program, timeoutMs, error, stderr), '', { cause: error }));
      }
    });
  });
}

function failure(
  program: string,
  timeoutMs: number,
  error: {
    killed?: boolean | undefined;
    code?: string | number | null | undefined;
    message: string;
  },
  stderr: string,
): string {
  if (error.killed === true) return `${program} did not answer within ${timeoutMs / 1000} s.`;
  const said = stderr.trim().split('\n').at(-1) ?? '';
  const how = typeof error.code === 'number' ? `ended with exit code ${error.code}` : 'failed';
  return `${program} ${how}: ${said === '' ? error.message.trim() : said}`;
}
