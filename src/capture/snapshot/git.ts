import { execFile } from 'node:child_process';
import { errorText } from '../../model/errors.ts';

/** What a git process left behind. */
export interface GitOutput {
  readonly code: number;
  readonly stdout: Buffer;
  /** In English whatever the person's language, so that it can be told apart. */
  readonly stderr: string;
}

export interface GitOptions {
  readonly cwd: string;
  /** Index file to work on instead of the repository's own. */
  readonly index?: string;
  /** Further `-c` settings, `key=value`. */
  readonly settings?: readonly string[];
  readonly input?: string;
}

/** A git command that did not do its work. */
export class GitError extends Error {
  override readonly name = 'GitError';
  readonly stderr: string;

  constructor(command: string, output: GitOutput) {
    const said = output.stderr.split('\n').find((line) => /^(fatal|error): /.test(line));
    super(said?.replace(/^\w+: /, '') ?? `git ${command} ended with code ${output.code}`);
    this.stderr = output.stderr;
  }
}

/** The git program cannot be started at all. */
export class GitMissing extends Error {
  override readonly name = 'GitMissing';
}

/**
 * The person's repository is only looked at: no hook, no monitor, no prompt, no reflog, no refusal
 * over line ends, no shared index beside theirs.
 */
const settings = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.logAllRefUpdates=false',
  'core.safecrlf=false',
  'core.splitIndex=false',
  'gc.auto=0',
];

/**
 * Variables that tie git to one repository (`git rev-parse --local-env-vars`) or change how paths
 * are read. They are set when a launch starts below a git hook, and would point elsewhere.
 */
const foreign = new Set([
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_DIR',
  'GIT_GLOB_PATHSPECS',
  'GIT_GRAFT_FILE',
  'GIT_ICASE_PATHSPECS',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_INDEX_VERSION',
  'GIT_LITERAL_PATHSPECS',
  'GIT_NAMESPACE',
  'GIT_NOGLOB_PATHSPECS',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_QUARANTINE_PATH',
  'GIT_REPLACE_REF_BASE',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
]);

/** A filter or a network drive that hangs must not keep a launch from starting, in milliseconds. */
const patience = 60_000;

/**
 * Runs git once, whatever its exit code.
 *
 * Not through simple-git: loading it takes 25 ms of a launch that may cost 200 ms in all, it keeps
 * the output of a failing command to itself, and it refuses variables that people set for good
 * reasons (`GIT_CONFIG_GLOBAL`, `GIT_CONFIG_COUNT`).
 *
 * @throws GitMissing when there is no git to start.
 */
export async function runGit(args: readonly string[], options: GitOptions): Promise<GitOutput> {
  return await new Promise((resolve, reject) => {
    const child = execFile(
      'git',
      allArguments(args, options),
      {
        cwd: options.cwd,
        env: gitEnvironment(options.index),
        encoding: 'buffer',
        maxBuffer: Infinity,
        timeout: patience,
        windowsHide: true,
      },
      (error, stdout, stderr) => {
        if (error !== null && typeof error.code === 'string') {
          reject(new GitMissing(errorText(error), { cause: error }));
          return;
        }
        // Killed for its slowness, a process has no exit code.
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 128;
        const late = error?.killed === true ? `fatal: no answer within ${patience / 1000} s\n` : '';
        resolve({ code, stdout, stderr: late + stderr.toString('utf8') });
      },
    );
    // A git that fails early does not read its input; its exit code tells, not the broken pipe.
    child.stdin?.on('error', () => {});
    child.stdin?.end(options.input ?? '');
  });
}

/**
 * The standard output of a git command.
 *
 * @throws GitError when it fails, GitMissing when there is no git to start.
 */
export async function git(args: readonly string[], options: GitOptions): Promise<Buffer> {
  const output = await runGit(args, options);
  if (output.code !== 0) throw new GitError(args[0] ?? '', output);
  return output.stdout;
}

/** The arguments of a git process that does what is asked and nothing beside it. */
export function allArguments(args: readonly string[], options: GitOptions): string[] {
  const configured = [...settings, ...(options.settings ?? [])].flatMap((one) => ['-c', one]);
  return [...configured, '--no-pager', ...args];
}

/** The environment of a git process that works on the repository it is started in. */
export function gitEnvironment(index?: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !foreign.has(name));
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    LANGUAGE: '',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    // Missing objects of a partial clone are not fetched for a snapshot.
    GIT_NO_LAZY_FETCH: '1',
    ...(index === undefined ? {} : { GIT_INDEX_FILE: index }),
  };
}
