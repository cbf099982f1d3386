import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { captureEnvironment } from '../../../../src/capture/environment/captureEnvironment.ts';
import { isPython, packagesOf } from '../../../../src/capture/environment/packages.ts';
import { chosenVariables } from '../../../../src/capture/environment/variables.ts';
import { makeProject } from '../../../harness/project.ts';
import { testPython } from '../../../harness/python.ts';

const run = promisify(execFile);

describe('captureEnvironment', () => {
  it("lists what Python's own metadata lists", async () => {
    const script = `
import importlib.metadata, json, re, sys
found = {}
for d in importlib.metadata.distributions():
    found.setdefault(re.sub(r'[-_.]+', '-', d.metadata['Name']).lower(), d.version)
print(json.dumps(found))`;
    const { stdout } = await run(testPython(), ['-I', '-c', script]);
    const { environment, warnings } = await captureEnvironment({
      interpreter: { path: testPython(), source: 'setting' },
      env: process.env,
      argv: [],
    });
    assert.deepEqual(warnings, []);
    assert.deepEqual({ ...environment.packages }, JSON.parse(stdout));
    assert.ok(environment.packages['scikit-learn']);
    assert.deepEqual(Object.keys(environment.packages), Object.keys(environment.packages).sort());
    assert.match(environment.interpreter?.version ?? '', /^3\.\d+\.\d+$/);
    assert.equal(environment.interpreter?.source, 'setting');
    assert.ok(environment.cpus > 0 && environment.memoryBytes > 2 ** 28);
    assert.ok(environment.hostname !== '' && environment.platform !== '');
  });

  it('tells where a Python that was named by its name alone lies', async () => {
    const folder = path.dirname(testPython());
    const { environment } = await captureEnvironment({
      env: { ...process.env, PATH: [folder, process.env['PATH']].join(path.delimiter) },
      argv: [path.basename(testPython()), 'train.py'],
    });
    assert.equal(environment.interpreter?.path, testPython());
    assert.equal(environment.interpreter?.source, 'command');
  });

  it('finds editable and old-style packages, also on PYTHONPATH, and runs nothing of them', async () => {
    await using where = await makeProject(
      {
        'lib/Old_Style-1.2-py3.11.egg-info/PKG-INFO': '',
        'lib/editable.egg-info/PKG-INFO': 'Metadata-Version: 2.1\nName: editable\nVersion: 4.5\n\n',
        'lib/linked.egg-link': 'PLACE\n.\n',
        'lib/sitecustomize.py': 'raise SystemExit("was run")',
        'source/linked.egg-info/PKG-INFO': 'Version: 6.7\n',
      },
      { git: false },
    );
    await where.write('lib/linked.egg-link', `${where.path('source')}\n.\n`);
    const { environment, warnings } = await captureEnvironment({
      env: { ...process.env, PYTHONPATH: where.path('lib'), PYTHONNOUSERSITE: '1' },
      argv: [testPython(), 'train.py'],
    });
    assert.deepEqual(warnings, []);
    const { packages } = environment;
    assert.deepEqual(
      [packages['old-style'], packages['editable'], packages['linked']],
      ['1.2', '4.5', '6.7'],
    );
    assert.equal(environment.interpreter?.source, 'command');
  });

  it('tells in a sentence what could not be found out', async () => {
    const { environment, warnings } = await captureEnvironment({
      interpreter: { path: path.resolve('nowhere/python3'), source: 'setting' },
      env: { ...process.env, PATH: '' },
      argv: [],
    });
    assert.equal(warnings.length, 1);
    assert.match(
      warnings[0] ?? '',
      /^The interpreter's version and packages are not known\. There/,
    );
    assert.deepEqual(environment.packages, {});
    assert.equal(environment.interpreter?.version, undefined);
  });

  if (process.platform !== 'win32') {
    it('asks other interpreters and the GPU tool', async () => {
      await using where = await makeProject(
        {
          'bin/nvidia-smi': '#!/bin/sh\necho "NVIDIA A100, 40960 MiB, 550.54"\n',
          'bin/julia': '#!/bin/sh\necho "julia version 1.11.2"\n',
          'broken/nvidia-smi': '#!/bin/sh\necho "driver mismatch" >&2\nexit 18\n',
        },
        { git: false },
      );
      for (const name of ['bin/nvidia-smi', 'bin/julia', 'broken/nvidia-smi']) {
        await chmod(where.path(name), 0o755);
      }
      const julia = { path: where.path('bin/julia'), source: 'path' } as const;
      const fine = { ...process.env, PATH: `${where.path('bin')}:/usr/bin:/bin` };
      const first = await captureEnvironment({ interpreter: julia, env: fine, argv: [] });
      assert.deepEqual(first.environment.gpus, ['NVIDIA A100, 40960 MiB, 550.54']);
      assert.equal(first.environment.interpreter?.version, '1.11.2');
      assert.deepEqual(first.warnings, []);
      const broken = { ...process.env, PATH: `${where.path('broken')}:/usr/bin:/bin` };
      const second = await captureEnvironment({ env: broken, argv: ['make'] });
      assert.deepEqual(second.environment.gpus, []);
      assert.deepEqual(second.warnings, [
        'The GPUs are not known. nvidia-smi ended with exit code 18: driver mismatch',
      ]);
    });
  }
});

describe('packagesOf', () => {
  it('takes the first of a name, in the normal form, and no leftovers', () => {
    assert.deepEqual(
      packagesOf([
        'zope.interface-6.0',
        'Jinja2-3.1',
        '~umpy-1.0',
        'jinja2-2.0',
        'six-1.16-py3.9',
        '',
      ]),
      { jinja2: '3.1', six: '1.16', 'zope-interface': '6.0' },
    );
  });
});

describe('chosenVariables', () => {
  it('keeps what changes a training, and nothing that may be a secret', () => {
    assert.deepEqual(
      chosenVariables({
        TOKENIZERS_PARALLELISM: 'false',
        OMP_NUM_THREADS: '2',
        NCCL_DEBUG: 'INFO',
        TF_API_KEY: 'x',
        HF_TOKEN: 'x',
        AWS_SECRET_ACCESS_KEY: 'x',
        PATH: '/bin',
        HOME: '/root',
      }),
      { NCCL_DEBUG: 'INFO', OMP_NUM_THREADS: '2', TOKENIZERS_PARALLELISM: 'false' },
    );
  });
});

describe('isPython', () => {
  it('knows the names of interpreters', () => {
    for (const name of ['python', '/a/python3.13t', 'C:\\Py\\pythonw.exe', 'pypy3']) {
      assert.ok(isPython(name), name);
    }
    for (const name of ['pythonista', 'julia', 'python-config', 'ipython']) {
      assert.ok(!isPython(name), name);
    }
  });
});
