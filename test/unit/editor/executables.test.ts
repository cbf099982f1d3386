import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findOnPath, variable } from '../../../src/editor/launch/executables.ts';
import type { Machine } from '../../../src/editor/launch/executables.ts';

describe('programs on PATH', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'trackline-path-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function program(name: string, mode = 0o755, content = 'x'): Promise<string> {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
    await chmod(file, mode);
    return file;
  }

  it('are looked for by the first name in every folder, then by the next', async () => {
    await program('a/python');
    const python3 = await program('b/python3');
    const machine: Machine = {
      platform: 'linux',
      env: { PATH: ['', `${folder}/none`, `${folder}/a`, `${folder}/b`].join(':') },
    };
    assert.equal(await findOnPath(machine, ['python3', 'python']), python3);
    assert.equal(await findOnPath(machine, ['julia']), undefined);
  });

  it('are files that may be executed', async function () {
    if (process.platform === 'win32') this.skip();
    await program('a/julia', 0o644);
    await mkdir(path.join(folder, 'a', 'Rscript'));
    const machine: Machine = { platform: 'linux', env: { PATH: `${folder}/a` } };
    assert.equal(await findOnPath(machine, ['julia', 'Rscript']), undefined);
  });

  it('have endings on Windows, where the stub of the Microsoft Store is none', async () => {
    await program('store/python.exe', 0o755, '');
    const python = await program('real/python.exe');
    const machine: Machine = {
      platform: 'win32',
      env: { Path: `${folder}/store;${folder}/real` },
    };
    assert.equal(variable(machine, 'PATH').key, 'Path');
    assert.equal(await findOnPath(machine, ['python']), python);
  });
});
