import { appendFile, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../src/model/errors.ts';
import { inRoot } from '../setup/root.ts';
import { run, tail } from '../setup/run.ts';

/** What a script in `examples/` leaves behind there, which a fresh copy must not have. */
const LEFT_BEHIND = new Set(['data', 'models', 'plots', 'mlruns', 'runs', '.trackline', '.venv']);

/**
 * Makes a copy of `examples/` to work in: a git repository of its own with one commit, so that
 * snapshots have something to stand on and nothing that is tried touches this project. What a
 * person has changed or run in an earlier copy stays, unless `fresh`.
 * @param folder where the copy is to be.
 * @param interpreter the Python that has the packages the examples need.
 */
export async function copyExamples(
  folder: string,
  interpreter: string,
  fresh: boolean,
): Promise<void> {
  if (fresh) await rm(folder, { recursive: true, force: true });
  if (!existsSync(path.join(folder, '.git'))) {
    await cp(inRoot('examples'), folder, {
      recursive: true,
      filter: (file) => !LEFT_BEHIND.has(path.relative(inRoot('examples'), file)),
    });
    await makeRepository(folder);
  }
  await setInterpreter(folder, interpreter);
}

async function makeRepository(folder: string): Promise<void> {
  const git = async (...args: string[]) => {
    const done = await run('git', args, { cwd: folder });
    if (done.code === 0) return;
    throw new UserError(
      `git ${args[0]} failed in ${folder}:\n${tail(done.output)}`,
      'Remove that folder and run the command again.',
    );
  };
  await git('init', '--quiet', '--initial-branch=main');
  await git('config', 'user.name', 'Trackline examples');
  await git('config', 'user.email', 'examples@localhost');
  await git('config', 'commit.gpgsign', 'false');
  // The setting with this machine's interpreter is no part of the project.
  await mkdir(path.join(folder, '.git', 'info'), { recursive: true });
  await appendFile(path.join(folder, '.git', 'info', 'exclude'), '.vscode/\n');
  await git('add', '--all');
  await git('commit', '--quiet', '--message=Handwritten digits');
}

/** Names the interpreter in the workspace's settings, leaving other settings as they are. */
async function setInterpreter(folder: string, interpreter: string): Promise<void> {
  const file = path.join(folder, '.vscode', 'settings.json');
  let settings: Record<string, unknown> = {};
  if (existsSync(file)) {
    try {
      settings = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
    } catch {
      // With comments in it, it is a person's own by now.
      return;
    }
  }
  await mkdir(path.dirname(file), { recursive: true });
  settings['trackline.python.interpreter'] = interpreter;
  await writeFile(file, `${JSON.stringify(settings, null, 2)}\n`);
}
