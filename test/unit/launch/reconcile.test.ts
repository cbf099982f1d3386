import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { makeLaunchFolder, type LaunchFolder } from '../../../src/launch/launchFolder.ts';
import type { LaunchSpec } from '../../../src/launch/launchSpec.ts';
import { readLog } from '../../../src/launch/output/outputIndex.ts';
import { reconcile } from '../../../src/launch/recovery/reconcile.ts';
import { defaultCaptureSettings } from '../../../src/model/captureSettings.ts';
import { newId } from '../../../src/model/names.ts';
import { addRun, temporaryStore, type TemporaryStore } from '../store/temporaryStore.ts';

/** None of these launches has a command that still runs, so none is handed over. */
const noSupervisor = 'no-supervisor.js';

describe('A launch whose supervisor died', () => {
  let at: TemporaryStore;
  let folder: LaunchFolder;
  let launchId: string;
  let runId: string;
  beforeEach(async () => {
    at = await temporaryStore();
    launchId = newId();
    const spec: LaunchSpec = {
      launchId,
      runId: newId(),
      store: at.store.root,
      root: at.project.folder,
      argv: ['python', 'train.py'],
      cwd: at.project.folder,
      experiment: 'train',
      params: {},
      capture: defaultCaptureSettings,
      startTime: Date.now(),
    };
    folder = makeLaunchFolder(at.store.root, launchId);
    writeFileSync(folder.spec, JSON.stringify(spec));
    at.store.launches.create({
      id: launchId,
      command: { argv: spec.argv, cwd: spec.cwd },
      user: 'ada',
      hostname: hostname(),
      startTime: spec.startTime,
      warnings: [],
    });
    runId = addRun(at.store, { id: spec.runId, launchId });
  });
  afterEach(() => at[Symbol.asyncDispose]());

  const settler = (pid: number) =>
    writeFileSync(folder.settling, JSON.stringify({ pid, hostname: hostname() }));
  const status = () => at.store.runs.get(runId)?.status;
  const log = () => readLog(folder, { index: 0 }, 1e9).bytes.toString('utf8');

  it('is settled as interrupted, with what its files hold, once', async () => {
    writeFileSync(folder.stdout, 'step 0 loss=3\nstep 1 loss=2');
    writeFileSync(folder.stderr, 'oops\n');
    writeFileSync(
      path.join(folder.events, '1-0.jsonl'),
      '{"e":"metric","t":5,"step":0,"k":{"acc":0.5}}\n{"e":"tag","k":{"a":"b"}}\n{"e":"tag","k":{"c":',
    );
    addRun(at.store, { launchId, name: 'child', status: 'SCHEDULED' });
    const settled = await reconcile(at.store, noSupervisor);
    assert.deepEqual(
      settled.map(({ id }) => id),
      [launchId],
    );
    assert.deepEqual(
      at.store.runs.ofLaunch(launchId).map((run) => run.status),
      ['KILLED', 'KILLED'],
    );
    assert.deepEqual(at.store.launches.get(launchId)?.end, { kind: 'interrupted' });
    assert.deepEqual(Array.from(at.store.metrics.points(runId, 'loss').values), [3, 2]);
    assert.equal(at.store.metrics.summaries(runId)['acc']?.last, 0.5);
    assert.equal(at.store.runs.tags(runId)['a'], 'b');
    assert.equal(log(), 'step 0 loss=3\nstep 1 loss=2oops\n');
    assert.ok(!existsSync(folder.settling));
    const before = at.store.changes.latest();
    assert.deepEqual(await reconcile(at.store, noSupervisor), []);
    assert.equal(at.store.changes.latest(), before);
  });

  it('is settled when its folder or its spec is gone, and says so', async () => {
    rmSync(folder.path, { recursive: true });
    await reconcile(at.store, noSupervisor);
    assert.equal(status(), 'KILLED');
    assert.match(at.store.launches.get(launchId)?.warnings[0] ?? '', /launch\.json cannot be read/);
  });

  it('is left to another process that settles it, as long as that lives', async () => {
    settler(process.ppid);
    assert.deepEqual(await reconcile(at.store, noSupervisor), []);
    assert.equal(status(), 'RUNNING');
    const ended = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(ended, 'close');
    settler(ended.pid ?? 0);
    assert.equal((await reconcile(at.store, noSupervisor)).length, 1);
  });

  it('is settled by one of several processes that find it at once', async function () {
    this.timeout(60_000);
    const lines = Array.from({ length: 300_000 }, (_, index) => `line ${index} of a long log\n`);
    writeFileSync(folder.stdout, lines.join(''));
    const script = path.join(import.meta.dirname, 'settler.ts');
    const settlers = ['a', 'b', 'c'].map(() =>
      spawn(process.execPath, [script, at.store.root], { stdio: 'pipe' }),
    );
    await Promise.all(settlers.map((one) => once(one.stdout, 'data')));
    const counts = settlers.map(async (one) => {
      const closed = once(one, 'close');
      const [text] = await once(one.stdout, 'data');
      await closed;
      return Number(text);
    });
    for (const one of settlers) one.stdin.write('go\n');
    assert.deepEqual(
      (await Promise.all(counts)).sort((a, b) => a - b),
      [0, 0, 1],
    );
    assert.ok(log() === lines.join(''), 'each piece of output once');
  });
});
