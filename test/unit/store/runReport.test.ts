import assert from 'node:assert/strict';
import { mkdir, symlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Launch } from '../../../src/model/launch.ts';
import { newId } from '../../../src/model/names.ts';
import { listArtifacts } from '../../../src/store/views/artifactList.ts';
import { runReport } from '../../../src/store/views/runReport.ts';
import { makeProject } from '../../harness/project.ts';
import { addRun, point, temporaryStore, type TemporaryStore } from './temporaryStore.ts';

function launched(at: TemporaryStore, more: Partial<Launch> = {}): string {
  const launch: Launch = {
    id: newId(),
    command: { argv: ['python', 'train.py', '--name', '모델'], cwd: '/home/ada/proj' },
    user: 'ada',
    hostname: hostname(),
    startTime: 1_700_000_000_000,
    warnings: ['Something was left out.'],
    ...more,
  };
  at.store.launches.create(launch);
  return launch.id;
}

describe('The report of a run', () => {
  let at: TemporaryStore;
  beforeEach(async () => {
    at = await temporaryStore();
  });
  afterEach(() => at[Symbol.asyncDispose]());

  it('holds everything that is on record, in its stable form', async () => {
    const launchId = launched(at, {
      code: {
        kind: 'git',
        commit: 'c0ffee',
        branch: 'main',
        dirty: true,
        snapshot: '7ree',
        changed: [{ path: 'train.py', change: 'modified' }],
        leftOut: [{ path: 'big.bin', bytes: 1e9, reason: 'too-large' }],
      },
    });
    const { id } = at.store.experiments.create('tuning', () => 'artifacts');
    const run = addRun(at.store, { name: 'best', experimentId: id, launchId, tags: { a: 'b' } });
    at.store.runs.captureParams(run, { lr: '0.1' }, 'command');
    at.store.metrics.log(
      run,
      [
        point(0, 3),
        point(1.5, Infinity),
        point(1, -Infinity, 1, 'acc'),
        point(0, Number.NaN, 1, 'n'),
      ],
      'logged',
    );
    at.store.files.record(run, [
      {
        path: 'data.csv',
        direction: 'input',
        kind: 'file',
        files: 1,
        digest: 'sha256:1',
        bytes: 5,
      },
      { path: 'images', direction: 'input', kind: 'folder', files: 900 },
      { path: 'model.bin', direction: 'output', kind: 'file', files: 1, bytes: 7 },
    ]);
    at.store.launches.update(launchId, { end: { kind: 'exited', code: 3 } });
    at.store.runs.update(run, { status: 'FAILED', endTime: 1_700_000_001_500 });
    await at.project.write(`.trackline/artifacts/${run}/plots/a.txt`, 'four');

    const report: unknown = JSON.parse(JSON.stringify(await runReport(at.store, run)));
    assert.deepEqual(report, {
      id: run,
      name: 'best',
      experiment: 'tuning',
      status: 'FAILED',
      exitCode: 3,
      signal: null,
      startTime: '2023-11-14T22:13:20.000Z',
      endTime: '2023-11-14T22:13:21.500Z',
      end: 'exited',
      command: ['python', 'train.py', '--name', '모델'],
      cwd: '/home/ada/proj',
      user: 'ada',
      hostname: hostname(),
      lifecycle: 'active',
      git: {
        commit: 'c0ffee',
        branch: 'main',
        dirty: true,
        snapshot: '7ree',
        changed: [{ path: 'train.py', change: 'modified' }],
        leftOut: [{ path: 'big.bin', bytes: 1e9, reason: 'too-large' }],
      },
      copy: null,
      params: { lr: '0.1' },
      metrics: {
        acc: { last: '-Infinity', step: 1, min: '-Infinity', max: '-Infinity', count: 1 },
        loss: { last: 'Infinity', step: 1.5, min: 3, max: 'Infinity', count: 2 },
        n: { last: 'NaN', step: 0, min: 'NaN', max: 'NaN', count: 1 },
      },
      tags: { a: 'b', 'mlflow.runName': 'best' },
      inputs: [
        { path: 'data.csv', digest: 'sha256:1', bytes: 5, kind: 'file', files: 1 },
        { path: 'images', digest: null, bytes: null, kind: 'folder', files: 900 },
      ],
      outputs: [{ path: 'model.bin', digest: null, bytes: 7, kind: 'file', files: 1 }],
      artifacts: [{ path: 'plots/a.txt', bytes: 4 }],
      models: [],
      environment: {},
      warnings: ['Something was left out.'],
    });
  });

  it('of a run that was logged from elsewhere says what is not known', async () => {
    const run = addRun(at.store);
    const report = await runReport(at.store, run);
    assert.equal(report.endTime, null);
    assert.equal(report.exitCode, null);
    assert.equal(report.cwd, null);
    assert.equal(report.git, null);
    assert.equal(report.copy, null);
    assert.deepEqual(
      [report.command, report.inputs, report.artifacts, report.warnings],
      [[], [], [], []],
    );
  });

  it('has the files of models that the run logged, each below a name of its own', async () => {
    const run = addRun(at.store);
    const log = (id: string, name: string, creationTime: number) =>
      at.store.loggedModels.create({
        id,
        name,
        creationTime,
        experimentId: '0',
        sourceRunId: run,
        status: 'READY',
        lastUpdateTime: creationTime,
        artifactUri: `artifacts/models/${id}/artifacts`,
        lifecycle: 'active',
        params: {},
        tags: {},
      });
    log('m-1', 'model', 1);
    log('m-2', 'model', 2);
    log('m-3', 'plots', 3);
    log('m-4', 'gone', 4);
    at.store.loggedModels.setLifecycle('m-4', 'deleted');
    await at.project.write(`.trackline/artifacts/${run}/plots/a.txt`, 'four');
    await at.project.write('.trackline/artifacts/models/m-1/artifacts/MLmodel', 'first');
    await at.project.write('.trackline/artifacts/models/m-2/artifacts/MLmodel', 'second');
    await at.project.write('.trackline/artifacts/models/m-4/artifacts/MLmodel', 'deleted');

    const report = await runReport(at.store, run);
    assert.deepEqual(report.artifacts, [
      { path: 'model (m-2)/MLmodel', bytes: 6 },
      { path: 'model/MLmodel', bytes: 5 },
      { path: 'plots/a.txt', bytes: 4 },
    ]);
    assert.deepEqual(
      report.models.map(({ id, path, status }) => [id, path, status]),
      [
        ['m-1', 'model', 'READY'],
        ['m-2', 'model (m-2)', 'READY'],
        ['m-3', 'plots (m-3)', 'READY'],
      ],
    );
    assert.equal(
      report.models[0]?.folder,
      at.project.path('.trackline', 'artifacts', 'models', 'm-1', 'artifacts'),
    );
  });

  it('tells a signal, and the copy of files outside git', async () => {
    const launchId = launched(at, {
      code: { kind: 'copy', snapshot: 'sha256:2', files: 4, leftOut: [] },
    });
    at.store.launches.update(launchId, { end: { kind: 'signalled', signal: 'SIGKILL' } });
    const report = await runReport(at.store, addRun(at.store, { launchId }));
    assert.deepEqual([report.exitCode, report.signal], [null, 'SIGKILL']);
    assert.deepEqual([report.git, report.copy], [null, { snapshot: 'sha256:2', files: 4 }]);
  });

  it('shows times that no calendar holds as what they are, instead of failing', async () => {
    const run = addRun(at.store, { startTime: 1_700_000_000_000_000_000 });
    assert.equal(typeof (await runReport(at.store, run)).startTime, 'string');
  });

  it('says in a sentence that there is no such run', async () => {
    await assert.rejects(runReport(at.store, 'nobody'), /There is no run nobody/);
  });
});

describe('The list of artifacts', () => {
  it('is sorted, goes into folders, and is empty where there are none', async () => {
    await using project = await makeProject(
      { 'b/x.txt': '12', 'b/c/y.txt': '', a: '1', '한글/ü.txt': '123' },
      { git: false },
    );
    assert.deepEqual(await listArtifacts(project.folder), [
      { path: 'a', bytes: 1 },
      { path: 'b/c/y.txt', bytes: 0 },
      { path: 'b/x.txt', bytes: 2 },
      { path: '한글/ü.txt', bytes: 3 },
    ]);
    assert.deepEqual(await listArtifacts(project.path('none')), []);
  });

  it('does not leave its folder through links', async () => {
    await using project = await makeProject({ 'secret/s.txt': 'x' }, { git: false });
    await mkdir(project.path('run'));
    await symlink(project.path('secret'), project.path('run', 'link'), 'junction');
    assert.deepEqual(await listArtifacts(project.path('run')), []);
  });
});
