import { execFile } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** A throw-away folder with a person's project in it. Removes itself with `await using`. */
export interface Project extends AsyncDisposable {
  /** Absolute, with links resolved. */
  readonly folder: string;
  /** An absolute path inside it. */
  path(...parts: string[]): string;
  write(name: string, content: string | Uint8Array): Promise<void>;
  read(name: string): Promise<string>;
  /** Runs git in it; its stdout, with the last line break off. Throws when git fails. */
  git(...args: string[]): Promise<string>;
  remove(): Promise<void>;
}

/** What kind of project. */
export interface ProjectOptions {
  /** Make it a git repository with one commit of its files (the default). */
  readonly git?: boolean;
  /** Make it here instead of in the system's folder for temporary files. */
  readonly at?: string;
}

/**
 * Makes a temporary project.
 * @param files contents by path inside the project.
 */
export async function makeProject(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: ProjectOptions = {},
): Promise<Project> {
  if (options.at !== undefined) await mkdir(options.at, { recursive: true });
  const made = options.at ?? (await mkdtemp(path.join(tmpdir(), 'trackline-test-')));
  const project = projectAt(await realpath(made));
  for (const [name, content] of Object.entries(files)) await project.write(name, content);
  if (options.git ?? true) await makeRepository(project);
  return project;
}

function projectAt(folder: string): Project {
  const remove = () =>
    rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  return {
    folder,
    path: (...parts) => path.join(folder, ...parts),
    write: async (name, content) => {
      const file = path.join(folder, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
    },
    read: (name) => readFile(path.join(folder, name), 'utf8'),
    git: async (...args) => {
      const options = { cwd: folder, maxBuffer: 64 * 1024 * 1024 };
      return (await execute('git', args, options)).stdout.trimEnd();
    },
    remove,
    [Symbol.asyncDispose]: remove,
  };
}

/** A repository that does not depend on the person's own git settings. */
export async function makeRepository(project: Project): Promise<void> {
  await project.git('init', '--quiet', '--initial-branch=main');
  // All at once, for hundreds of projects are made.
  await appendFile(
    project.path('.git', 'config'),
    `[user]
	name = Ada Example
	email = ada@example.org
[commit]
	gpgsign = false
[core]
	autocrlf = false
	hooksPath = no-hooks
[gc]
	auto = 0
`,
  );
  await project.git('add', '--all');
  await project.git('commit', '--quiet', '--allow-empty', '--message=Begin');
}
