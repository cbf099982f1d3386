import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { collectParameters } from '../../../../src/capture/parameters/collectParameters.ts';
import { readHydraConfig, readParamsFile } from '../../../../src/capture/parameters/configFiles.ts';
import { flattenYaml } from '../../../../src/capture/parameters/flattenYaml.ts';

describe('parameters of a launch', () => {
  let root = '';

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'trackline params '));
  });
  afterEach(async () => {
    await rm(root, { recursive: true, force: true });
  });

  async function put(file: string, text: string): Promise<string> {
    const absolute = path.join(root, file);
    await mkdir(path.dirname(absolute), { recursive: true });
    await writeFile(absolute, text);
    return absolute;
  }

  const script = [
    'import argparse',
    'parser = argparse.ArgumentParser()',
    'parser.add_argument("--lr", type=float, default=0.1)',
    'parser.add_argument("--epochs", "-e", type=int, default=10)',
    'parser.add_argument("--seed", type=int)',
    'parser.add_argument("--api-key", default="abc")',
  ].join('\n');

  it('come from the command line, then the script, then params.yaml', async () => {
    await put('train.py', script);
    await put('params.yaml', 'lr: 5\nepochs: 6\nseed: 7\nmodel: {depth: 3}\n');
    assert.deepEqual(await collectParameters(['python', 'train.py', '-e', '3'], root, root), {
      command: { epochs: '3' },
      default: { lr: '0.1', api_key: '•••' },
      config: { seed: '7', 'model.depth': '3' },
      warnings: ['What looks like a secret is masked in the record: api_key.'],
    });
  });

  it('are those of a module that is run by its name', async () => {
    for (const file of ['pkg/train.py', 'src/other/__main__.py']) await put(file, script);
    for (const module of ['pkg.train', 'other']) {
      const { default: defaults } = await collectParameters(['python', '-m', module], root, root);
      assert.equal(defaults['epochs'], '10', module);
    }
  });

  it('leave the options of other subcommands out', async () => {
    const scripts = path.join(import.meta.dirname, 'scripts');
    await copyFile(path.join(scripts, 'with_commands.py'), path.join(root, 'run.py'));
    const argv = ['python', 'run.py', 'evaluate', '--split', 'val'];
    const { command, default: defaults } = await collectParameters(argv, root, root);
    assert.deepEqual([command, defaults], [{ split: 'val' }, {}]);
  });

  it('are only those of the command when its script is missing', async () => {
    assert.deepEqual(await collectParameters(['python', 'no.py', '--lr', '1'], root, root), {
      command: { lr: '1' },
      default: {},
      config: {},
      warnings: [],
    });
  });

  describe('in params.yaml', () => {
    it('are found above the working folder, up to the root of the project', async () => {
      await put('params.yaml', 'a: 1\n');
      await put('project/src/train.py', '');
      const cwd = path.join(root, 'project', 'src');
      assert.deepEqual((await readParamsFile(cwd, root)).params, { a: '1' });
      assert.deepEqual((await readParamsFile(cwd, path.join(root, 'project'))).params, {});
    });

    it('are named with dots, with lists as JSON and numbers as written', () => {
      const text = [
        'train: &train',
        '  lr: 1e-05',
        '  layers: [64, 32]',
        '  mixed: [{a: 1}]',
        'copy: *train',
        'merged:',
        '  <<: *train',
        '  name: "0.10"',
        '  mixed: 2',
        'on: true',
        'nothing:',
        '2026: year',
      ].join('\n');
      assert.deepEqual(flattenYaml(text, 'params.yaml'), {
        params: {
          'train.lr': '1e-05',
          'train.layers': '[64,32]',
          'train.mixed': '[{"a":1}]',
          'copy.lr': '1e-05',
          'copy.layers': '[64,32]',
          'copy.mixed': '[{"a":1}]',
          'merged.lr': '1e-05',
          'merged.layers': '[64,32]',
          'merged.mixed': '2',
          'merged.name': '0.10',
          on: 'true',
          nothing: 'null',
          '2026': 'year',
        },
        warnings: [],
      });
    });

    it('are bounded, and what is left out is named', () => {
      const many = Array.from({ length: 1005 }, (_item, index) => `p${index}: ${index}`);
      const { params, warnings } = flattenYaml(
        [...many, `long: ${'x'.repeat(6001)}`].join('\n'),
        'params.yaml',
      );
      assert.equal(Object.keys(params).length, 1000);
      assert.equal(warnings.length, 2);
      assert.match(warnings[0] ?? '', /Parameter long of params\.yaml/);
      assert.match(warnings[1] ?? '', /^5 parameters of params\.yaml, from p1000 on/);
    });

    it('are none in a huge file, which is reported', async () => {
      await put('params.yaml', `a: 1 # ${'x'.repeat(1024 * 1024)}`);
      const { params, warnings } = await readParamsFile(root, root);
      assert.deepEqual(params, {});
      assert.match(warnings[0] ?? '', /params\.yaml was not read: it is larger/);
    });

    it('are none in a broken file, which is reported', () => {
      for (const text of ['a: [1', 'a: b: c', 'b: *c', 'a: &a {b: *a}']) {
        const { params, warnings } = flattenYaml(text, 'params.yaml');
        assert.deepEqual(params, {});
        assert.match(warnings[0] ?? '', /^params\.yaml was not read: /);
      }
      const bomb = [
        'a: &a {x: {}}',
        ...'bcdefghijklmnopqrstuvwxyz'.split('').map((name, index) => {
          const before = String.fromCodePoint(97 + index);
          return `${name}: &${name} {p: *${before}, q: *${before}, r: *${before}}`;
        }),
      ].join('\n');
      assert.equal(flattenYaml(bomb, 'params.yaml').warnings.length, 1);
    });
  });

  describe("in Hydra's configuration", () => {
    it('are those that this run wrote', async () => {
      const before = await put('outputs/2026-01-01/10-00-00/.hydra/config.yaml', 'lr: 9\n');
      await utimes(before, 1000, 1000);
      const since = Date.now();
      await put('outputs/2026-01-02/10-00-00/.hydra/config.yaml', 'lr: 0.1\nmodel: {depth: 3}\n');
      assert.deepEqual((await readHydraConfig(root, since)).params, {
        lr: '0.1',
        'model.depth': '3',
      });
    });

    it('are found where the run is known to have written them', async () => {
      const file = await put('elsewhere/.hydra/config.yaml', 'lr: 0.5\n');
      await put('outputs/2026-01-02/10-00-00/.hydra/config.yaml', 'lr: 0.1\n');
      assert.deepEqual((await readHydraConfig(root, 0, [file])).params, { lr: '0.5' });
    });

    it('are what the jobs of a multi-run have in common', async () => {
      await put('multirun/2026-01-02/10-00-00/0/.hydra/config.yaml', 'lr: 0.1\ndepth: 3\n');
      await put('multirun/2026-01-02/10-00-00/1/.hydra/config.yaml', 'lr: 0.2\ndepth: 3\n');
      assert.deepEqual((await readHydraConfig(root, 0)).params, { depth: '3' });
    });

    it('are none where Hydra is not used', async () => {
      assert.deepEqual(await readHydraConfig(root, 0), { params: {}, warnings: [] });
    });
  });
});
