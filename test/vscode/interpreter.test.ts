import assert from 'node:assert/strict';
import { chmod } from 'node:fs/promises';
import * as vscode from 'vscode';
import { resolveInterpreter, resolvePython } from '../../src/editor/launch/interpreter.ts';
import type { InterpreterSources } from '../../src/editor/launch/interpreter.ts';
import { UserError } from '../../src/model/errors.ts';
import { folder, writeFile } from './support/trackline.ts';

const nothing: InterpreterSources = {
  machine: { platform: process.platform, env: { PATH: '' } },
  extension: () => Promise.resolve(undefined),
  setting: () => '',
};
const inside = process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python';

const script = (): vscode.Uri => vscode.Uri.joinPath(folder(), 'sub', 'project', 'train.py');

describe('the interpreter of a Python script', () => {
  let environment: vscode.Uri;

  before(async () => {
    environment = await writeFile(`sub/.venv/${inside}`, 'x');
    await chmod(environment.fsPath, 0o755);
  });
  after(() =>
    vscode.workspace.fs.delete(vscode.Uri.joinPath(folder(), 'sub'), { recursive: true }),
  );

  it('is the Python extension’s before all others', async () => {
    const sources = {
      ...nothing,
      extension: () => Promise.resolve('/ext/python'),
      setting: () => 'x',
    };
    assert.deepEqual(await resolvePython(script(), sources), {
      path: '/ext/python',
      source: 'python-extension',
    });
  });

  it('is the setting’s before an environment in the workspace', async () => {
    const sources = { ...nothing, setting: () => `\${workspaceFolder}/sub/.venv/${inside}` };
    assert.deepEqual(await resolvePython(script(), sources), {
      path: environment.fsPath,
      source: 'setting',
    });
  });

  it('is that of the nearest environment upwards', async () => {
    assert.deepEqual(await resolvePython(script(), nothing), {
      path: environment.fsPath,
      source: 'workspace-venv',
    });
  });

  it('is PATH’s where there is nothing else', async () => {
    const { PATH = '' } = process.env;
    const sources = { ...nothing, machine: { platform: process.platform, env: { PATH } } };
    const found = await resolvePython(vscode.Uri.joinPath(folder(), 'train.py'), sources);
    assert.equal(found.source, 'path');
  });

  it('is asked for in a sentence that says what to do, when there is none', async () => {
    const file = vscode.Uri.joinPath(folder(), 'train.py');
    await assert.rejects(resolvePython(file, nothing), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.sentence, /No Python interpreter was found for train\.py\..*Choose one/);
      return true;
    });
    await assert.rejects(resolveInterpreter('julia', file, nothing), /julia/);
  });

  it('is not silently another one than the setting names', async () => {
    const sources = { ...nothing, setting: () => '/no/such/python' };
    await assert.rejects(resolvePython(script(), sources), /\/no\/such\/python.* is not there/);
  });
});
