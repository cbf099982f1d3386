import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, readFile } from 'node:fs/promises';
import { makeProject, type Project } from '../../harness/project.ts';
import { testPython } from '../../harness/python.ts';
import { show, trackline } from '../launch/trackline.ts';
import { recordOf, runScript } from './scripts.ts';

/** Names as pip compares them, with versions. */
function normalized(packages: Readonly<Record<string, string>>): string[] {
  return Object.entries(packages)
    .map(([name, version]) => `${name.toLowerCase().replaceAll(/[-_.]+/g, '-')} ${version}`)
    .sort();
}

/** A cell of code in a notebook. */
function cell(id: string, source: string): object {
  return { cell_type: 'code', id, execution_count: null, metadata: {}, outputs: [], source };
}

describe('the surroundings of a run', function () {
  this.timeout(120_000);
  let project: Project;
  beforeEach(async () => {
    project = await makeProject({ 'kept.py': 'A = 1\n', '.gitignore': 'ignored.txt\n' });
  });
  afterEach(() => project.remove());

  it('are the code as it was, and nothing of git is moved', async () => {
    await project.write('kept.py', 'A = 2\n');
    await project.git('stash', '--quiet');
    await project.write('kept.py', 'A = 3\n');
    await project.write('staged.py', 'S = 1\n');
    await project.git('add', 'staged.py');
    await project.write('staged.py', 'S = 2\n');
    await project.write('새 폴더/new file.py', 'N = 1\n');
    await project.write('ignored.txt', 'no\n');
    await project.write('tool.sh', 'echo "loss: 0.5"\n');
    await chmod(project.path('tool.sh'), 0o755);
    const state = async () => ({
      head: await project.git('rev-parse', 'HEAD'),
      branch: await project.git('symbolic-ref', 'HEAD'),
      stash: await project.git('stash', 'list', '--format=%H'),
      index: (await readFile(project.path('.git', 'index'))).toString('base64'),
      status: await project.git('--no-optional-locks', 'status', '--porcelain=v2'),
      history: await project.git('log', '--all', '--format=%H %s'),
    });
    const before = await state();
    const { code } = await trackline(['run', '--', 'sh', 'tool.sh'], { cwd: project.folder });
    assert.equal(code, 0);
    assert.deepEqual(await state(), before);

    const report = await show(project);
    const tree = report.git?.snapshot ?? '';
    assert.equal(await project.git('show', `${tree}:kept.py`), 'A = 3');
    assert.equal(await project.git('show', `${tree}:staged.py`), 'S = 2');
    assert.equal(await project.git('show', `${tree}:새 폴더/new file.py`), 'N = 1');
    assert.match(await project.git('ls-tree', tree, 'tool.sh'), /^100755 /);
    await assert.rejects(project.git('show', `${tree}:ignored.txt`));
    assert.equal(report.git?.commit, before.head);
    assert.deepEqual(
      report.git.changed.map(({ path, change }) => [path, change]),
      [
        ['kept.py', 'modified'],
        ['staged.py', 'added'],
        ['tool.sh', 'added'],
        ['새 폴더/new file.py', 'added'],
      ],
    );
    await project.git('reflog', 'expire', '--expire=now', '--all');
    await project.git('gc', '--quiet', '--prune=now');
    assert.equal(await project.git('show', `${tree}:kept.py`), 'A = 3', 'it outlives git gc');
    assert.equal(report.metrics['loss']?.last, 0.5, 'a shell script is as good as any');
  });

  it('are a copy of the sources outside git', async () => {
    await using plain = await makeProject({ 'a.py': 'print(1)\n' }, { git: false });
    await runScript(plain, 'a.py');
    const report = await show(plain);
    assert.equal(report.git, null);
    assert.match(report.copy?.snapshot ?? '', /^sha256:[0-9a-f]{64}$/);
    assert.equal(report.copy?.files, 1);
  });

  it('are the interpreter and all installed packages', async () => {
    const report = await recordOf(project, 'import sys\nprint(sys.version)\n');
    const list = `
import importlib.metadata, json, platform, re
packages = {d.metadata["Name"]: d.version for d in importlib.metadata.distributions()}
print(json.dumps({"version": platform.python_version(), "packages": packages}))
`;
    const real = JSON.parse(execFileSync(testPython(), ['-c', list], { encoding: 'utf8' })) as {
      version: string;
      packages: Record<string, string>;
    };
    const { interpreter, packages, cpus } = report.environment;
    assert.equal(interpreter?.version, real.version);
    assert.equal(interpreter?.path, testPython());
    assert.ok((cpus ?? 0) > 0);
    assert.deepEqual(normalized(packages), normalized(real.packages));
  });

  it('are the load of the whole process tree, as series', async () => {
    const report = await recordOf(
      project,
      `
import subprocess, sys
work = "import time\\nend = time.time() + 8\\nblob = bytearray(100_000_000)\\nwhile time.time() < end: pass"
subprocess.run([sys.executable, "-c", work])
`,
    );
    const cpu = report.metrics['system/cpu_utilization_percentage'];
    const memory = report.metrics['system/memory_usage_megabytes'];
    assert.ok(cpu !== undefined && memory !== undefined, Object.keys(report.metrics).join());
    assert.ok(Number(memory.max) > 100, `${memory.max} MB, the child’s 100 MB included`);
    assert.ok(Number(cpu.max) > 10, `${cpu.max} %`);
  });

  it('reach a notebook’s kernel, whose calls are on record', async () => {
    const notebook = {
      cells: [
        cell(
          'log',
          'import trackline\nfor step in range(5):\n    trackline.log(step=step, loss=1 / (step + 1))',
        ),
        cell(
          'flow',
          'import mlflow\nwith mlflow.start_run(run_name="in a notebook"):\n    mlflow.log_metric("acc", 0.75)',
        ),
        cell('data', 'open("data.csv").read()'),
      ],
      metadata: { kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' } },
      nbformat: 4,
      nbformat_minor: 5,
    };
    await project.write('explore.ipynb', JSON.stringify(notebook));
    await project.write('data.csv', 'a,b\n1,2\n');
    const report = await recordOf(
      project,
      `
import nbformat
from nbclient import NotebookClient
notebook = nbformat.read("explore.ipynb", as_version=4)
NotebookClient(notebook, timeout=90).execute()
`,
    );
    assert.equal(report.name, 'in a notebook');
    assert.deepEqual([report.metrics['loss']?.count, report.metrics['acc']?.last], [5, 0.75]);
    const paths = report.inputs.map(({ path }) => path);
    assert.ok(paths.includes('data.csv') && paths.includes('explore.ipynb'), paths.join());
  });
});
