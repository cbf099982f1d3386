import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import { activePython } from '../../src/editor/launch/pythonExtension.ts';
import type { Foreign } from '../../src/editor/launch/pythonExtension.ts';
import { openCommit } from '../../src/editor/page/openCommit.ts';
import { UserError } from '../../src/model/errors.ts';
import { until } from '../harness/wait.ts';
import { folder } from './support/trackline.ts';

const quiet = { info: () => undefined, warn: () => undefined };

/** Exports as the Python extension's: an object with `environments`. */
class PythonExports {
  readonly environments = new (class {
    readonly #active = { id: 'x', path: '/envs/x' };
    getActiveEnvironmentPath(): unknown {
      return this.#active;
    }
    async resolveEnvironment(environment: unknown): Promise<unknown> {
      const known = environment === this.#active;
      return known ? { executable: { uri: vscode.Uri.file('/envs/x/bin/python') } } : undefined;
    }
  })();
}

/** Exports as the Python Environments extension's: an object whose methods need it. */
class EnvironmentsExports {
  readonly #executable = '/envs/y/bin/python';
  async getEnvironment(): Promise<unknown> {
    return { execInfo: { run: { executable: this.#executable } } };
  }
}

function installed(all: Readonly<Record<string, unknown>>): (id: string) => Foreign | undefined {
  return (id) => (id in all ? { activate: () => Promise.resolve(all[id]) } : undefined);
}

describe('extensions of others', () => {
  it('give the interpreter that is chosen in them', async () => {
    const python = { 'ms-python.python': new PythonExports() };
    const environments = { 'ms-python.vscode-python-envs': new EnvironmentsExports() };
    const x = vscode.Uri.file('/envs/x/bin/python').fsPath;
    assert.equal(await activePython(folder(), quiet, installed({ ...environments, ...python })), x);
    assert.equal(
      await activePython(folder(), quiet, installed(environments)),
      '/envs/y/bin/python',
    );
    assert.equal(await activePython(folder(), quiet, installed({})), undefined);
  });

  it('are done without when they are of another shape', async () => {
    const odd = installed({ 'ms-python.python': { environments: {} }, other: undefined });
    assert.equal(await activePython(folder(), quiet, odd), undefined);
  });

  it('show what a commit changed, the first one too, and say when it is not there', async () => {
    // The first one has no parent to be compared with; other tests add commits after it.
    const log = execFileSync('git', ['log', '--max-parents=0', '--format=%H %s'], {
      cwd: folder().fsPath,
      encoding: 'utf8',
    }).trim();
    const commit = log.slice(0, 40);
    const subject = log.slice(41);
    await openCommit(folder().fsPath, commit);
    await until(
      () =>
        vscode.window.tabGroups.all
          .flatMap(({ tabs }) => tabs)
          .some(({ label }) => label.startsWith(commit.slice(0, 7)) && label.includes(subject)),
      'the changes of the commit',
    );
    await assert.rejects(openCommit(folder().fsPath, 'f'.repeat(40)), UserError);
  });
});
