import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import {
  appendFile,
  chmod,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rm,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Verdict } from '../../../src/model/reproduction.ts';
import { makeProject, type Project } from '../../harness/project.ts';
import { testPython } from '../../harness/python.ts';
import { until } from '../../harness/wait.ts';
import { look, remarks, show, trackline, type Finished } from '../launch/trackline.ts';

const script = `
import sys, random
rows = open("data/rows.csv").read().split(",")
seed = int(sys.argv[sys.argv.index("--seed") + 1]) if "--seed" in sys.argv else None
noise = random.Random(seed).random()
print(f"step 1 loss={len(rows) + noise}")
open("out.txt", "w").write("made by the run")
`;

interface DiffReport {
  readonly code: { readonly kind: string; readonly changes?: unknown; readonly reason?: string };
  readonly params: { readonly differences: unknown };
  readonly inputs: { readonly equal: number; readonly differences: unknown };
  readonly environment: { readonly differences: unknown };
}
interface ReproductionReport {
  readonly same: Verdict;
  readonly comparison: DiffReport & { readonly metrics: { readonly differences: unknown[] } };
}

describe('what changed, going back, and running again, on the command line', function () {
  this.timeout(120_000);
  const python = testPython();
  let project: Project;
  let outside: string;

  beforeEach(async () => {
    outside = await realpath(await mkdtemp(path.join(tmpdir(), 'trackline-outside-')));
    project = await makeProject({ 'train.py': script, '.gitignore': 'data/\nout.txt\n' });
    await project.write('data/rows.csv', '1,2,3');
  });
  afterEach(async () => {
    await project.remove();
    await rm(outside, { recursive: true, force: true });
  });

  const call = (...args: string[]): Promise<Finished> => trackline(args, { cwd: project.folder });
  const run = async (name: string, ...args: string[]): Promise<void> => {
    const { code, err } = await call('run', '--name', name, '--', python, 'train.py', ...args);
    assert.equal(code, 0, err.toString('utf8'));
    // Digests are worked out when the run has ended.
    await until(async () => {
      const { inputs } = await show(project, name);
      return inputs.length > 0 && inputs.every(({ digest }) => digest !== null);
    }, 'the digests of the inputs');
  };
  const json = async <T>(...args: string[]): Promise<T> => {
    const { out, err } = await call(...args, '--json');
    assert.notEqual(out.length, 0, err.toString('utf8'));
    return JSON.parse(out.toString('utf8')) as T;
  };
  const runs = (): number => look(project, (store) => store.runs.list('any').length);
  const worktrees = async (): Promise<number> =>
    (await project.git('worktree', 'list')).split('\n').length;

  it('diff names code, parameters and data, and counts what is the same', async () => {
    await run('one', '--seed', '1');
    await appendFile(project.path('train.py'), '# changed\n');
    await project.write('새.py', '');
    await project.write('data/rows.csv', '1,2,3,4');
    await run('two', '--seed', '2');
    const report = await json<DiffReport>('diff', 'one', 'two');
    assert.deepEqual(report.code.changes, [
      { kind: 'modified', path: 'train.py' },
      { kind: 'added', path: '새.py' },
    ]);
    assert.deepEqual(report.params.differences, [
      { kind: 'changed', name: 'seed', before: '1', after: '2' },
    ]);
    assert.match(JSON.stringify(report.inputs.differences), /"changed".*"data\/rows\.csv"/);
    assert.deepEqual(report.environment.differences, []);
    const { code, out } = await call('diff', 'one', 'two');
    assert.equal(code, 0);
    assert.match(out.toString('utf8'), /^Code: 2 different, 1 the same\n {2}modified train\.py$/m);
    assert.match(out.toString('utf8'), /^ {4}seed: 1 → 2$/m);
  });

  it('diff goes on where the code is gone, and restore and reproduce change nothing', async () => {
    await run('one');
    await project.write('new.py', '');
    await run('two');
    const { id } = await show(project, 'two');
    const launch = look(project, (store) => store.runs.get(id)?.launchId);
    await project.git('update-ref', '-d', `refs/trackline/launches/${launch}`);
    await project.git('gc', '--quiet', '--prune=now');
    const { code } = await json<DiffReport>('diff', 'one', 'two');
    assert.equal(code.kind, 'unknown');
    assert.match(code.reason ?? '', /pruned/);
    const target = path.join(outside, 'restored');
    for (const failed of [await call('restore', 'two', target), await call('reproduce', 'two')]) {
      assert.equal(failed.code, 1);
      assert.equal(remarks(failed).length, 1);
      assert.match(
        remarks(failed)[0] ?? '',
        /^The code of this run is not on this machine any more/,
      );
    }
    assert.equal(existsSync(target), false);
    assert.equal(runs(), 2);
    assert.equal(await worktrees(), 1);
  });

  it('restore gives the files of the run and no others, and says where', async () => {
    await run('one');
    await project.write('train.py', 'broken');
    const state = await project.git('status', '--porcelain');
    const target = path.join(outside, 'restored');
    const { code, out } = await call('restore', 'one', target);
    assert.equal(code, 0);
    assert.equal(out.toString('utf8'), `${target}\n`);
    assert.equal(await readFile(path.join(target, 'train.py'), 'utf8'), script);
    assert.equal(await project.read('train.py'), 'broken');
    assert.equal(await project.git('status', '--porcelain'), state);
    assert.equal((await call('restore', 'one')).code, 2);
  });

  it('reproduce answers yes to each when nothing differs, from a changed project', async () => {
    await run('one', '--seed', '1');
    await project.write('train.py', 'raise SystemExit(3)');
    const out = project.path('out.txt');
    rmSync(out);
    const result = await call('reproduce', 'one');
    assert.equal(result.code, 0, result.out.toString('utf8') + result.err.toString('utf8'));
    assert.match(result.out.toString('utf8'), /^Same metrics: +yes$/m);
    assert.equal(existsSync(out), false, 'the run wrote into the project');
    assert.equal(await project.read('train.py'), 'raise SystemExit(3)');
    assert.equal(await worktrees(), 1);
    const again = await show(project);
    const original = await show(project, 'one');
    assert.equal(again.tags['trackline.reproduces'], original.id);
    assert.deepEqual(again.params, original.params);
    assert.deepEqual(again.inputs, original.inputs);
    assert.equal(again.git?.snapshot, original.git?.snapshot);
  });

  it('reproduce tells changed data from changed metrics, and takes a tolerance', async () => {
    await run('one');
    const differs = await json<ReproductionReport>('reproduce', 'one');
    assert.deepEqual(differs.same, {
      outcome: true,
      code: true,
      data: true,
      environment: true,
      metrics: false,
    });
    assert.equal((await call('reproduce', 'one')).code, 1);
    assert.equal((await call('reproduce', 'one', '--tolerance', '0.5')).code, 0);
    assert.equal((await call('reproduce', 'one', '--tolerance', 'x')).code, 2);
    await project.write('data/rows.csv', '1,2,3,4,5,6,7,8,9');
    const { same } = await json<ReproductionReport>('reproduce', 'one', '--tolerance', '0.5');
    assert.deepEqual([same.code, same.data, same.metrics], [true, false, false]);
  });

  it('reproduce keeps a chosen folder, where paths of the command lead too', async () => {
    const config = project.path('conf.txt');
    await writeFile(config, 'here');
    await project.write(
      'paths.py',
      'import sys\nopen(sys.argv[2].split("=")[1], "w").write(open(sys.argv[1]).read())\n',
    );
    const out = project.path('written.txt');
    await call('run', '--name', 'paths', '--', python, 'paths.py', config, `--out=${out}`);
    rmSync(out);
    const target = path.join(outside, 'again');
    const { code, err } = await call('reproduce', 'paths', '--dir', target);
    assert.equal(code, 0, err.toString('utf8'));
    assert.equal(readFileSync(path.join(target, 'written.txt'), 'utf8'), 'here');
    assert.equal(existsSync(out), false);
    const refused = await call('reproduce', 'paths', '--dir', target);
    assert.match(remarks(refused)[0] ?? '', /is there already/);
    assert.equal(existsSync(path.join(target, 'written.txt')), true);
  });

  it('reproduce runs nothing without the interpreter or a secret that is not kept', async () => {
    const own = path.join(outside, 'bin');
    await mkdir(own);
    const tool = path.join(own, 'tool');
    await writeFile(tool, '#!/bin/sh\necho done\n');
    await chmod(tool, 0o755);
    await call('run', '--name', 'tool', '--', tool);
    await rm(tool);
    await call('run', '--name', 'secret', '--', python, 'train.py', '--api-key', 'abc123def456');
    const missing = await call('reproduce', 'tool');
    assert.equal(missing.code, 1);
    assert.match(remarks(missing)[0] ?? '', /tool, which ran this run, is not there any more/);
    const secret = await call('reproduce', 'secret');
    assert.equal(secret.code, 1);
    assert.match(remarks(secret)[0] ?? '', /was given a secret/);
    assert.equal(runs(), 2);
    assert.equal(await worktrees(), 1);
  });

  it('works outside git, from the copy of the source files', async () => {
    await rm(project.path('.git'), { recursive: true });
    await run('one', '--seed', '1');
    await project.write('train.py', 'raise SystemExit(3)');
    const target = path.join(outside, 'restored');
    assert.equal((await call('restore', 'one', target)).code, 0);
    assert.equal(await readFile(path.join(target, 'train.py'), 'utf8'), script);
    const again = await call('reproduce', 'one');
    assert.equal(again.code, 0, again.out.toString('utf8') + again.err.toString('utf8'));
  });
});
