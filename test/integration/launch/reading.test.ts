import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { tagNames } from '../../../src/model/run.ts';
import { defaultArtifactUri, openStore } from '../../../src/store/store.ts';
import { makeProject, type Project } from '../../harness/project.ts';
import { until } from '../../harness/wait.ts';
import { remarks, start, trackline, type Finished } from './trackline.ts';

/** What a command printed, as JSON. */
function json(finished: Finished): unknown {
  return JSON.parse(finished.out.toString('utf8'));
}

function text({ out }: Finished): string {
  return out.toString('utf8');
}

describe('trackline, reading what is on record', function () {
  this.timeout(60_000);
  let project: Project;
  const oldest = `aa11${'0'.repeat(28)}`;
  const middle = `aa22${'0'.repeat(28)}`;
  const newest = `bb33${'0'.repeat(28)}`;

  before(async () => {
    project = await makeProject({
      'trackline.yaml': 'objective: {metric: val/정확도, direction: maximize}\n',
      'sub/x': '',
    });
    const store = openStore(project.path('.trackline'));
    const { id: tuning } = store.experiments.create('tuning', () => 'artifacts');
    [oldest, middle, newest].forEach((id, index) => {
      store.runs.create({
        id,
        name: ['base', '한글 이름', 'say "a,b"'][index] ?? '',
        experimentId: index === 2 ? tuning : '0',
        status: 'FINISHED',
        startTime: 1_700_000_000_000 + index * 1000,
        endTime: 1_700_000_000_000 + index * 1000 + 500,
        userId: 'ada',
        artifactUri: defaultArtifactUri(id),
        lifecycle: 'active',
      });
    });
    store.runs.logParams(middle, { lr: '0.1', text: 'two\nlines' });
    const key = 'val/정확도';
    store.metrics.log(
      middle,
      [
        { key, value: 0.5, step: -1.5, timestamp: 7 },
        { key, value: Number.NaN, step: 2, timestamp: 8 },
      ],
      'logged',
    );
    store.metrics.log(newest, [{ key, value: 0.75, step: 0, timestamp: 7 }], 'logged');
    store.runs.setTags(oldest, { [tagNames.archived]: 'true', [tagNames.note]: 'old' });
    store.close();
  });
  after(() => project.remove());

  const call = (...args: string[]) => trackline(args, { cwd: project.path('sub') });

  describe('compare', () => {
    it('shows runs beside each other, with what differs alone unless told', async () => {
      const lines = text(await call('compare', 'base', middle)).split('\n');
      assert.match(lines[0] ?? '', /^ +base +한글 이름$/);
      assert.ok(
        lines.some((line) => /^param:lr +– +0\.1$/.test(line)),
        lines.join('\n'),
      );
      assert.ok(!lines.some((line) => line.startsWith('run:status')));
      assert.match(
        text(await call('compare', 'base', middle, '--all')),
        /^run:status +FINISHED +FINISHED$/m,
      );
    });

    it('has a form for programs, with words for what JSON has no number for', async () => {
      const found = json(await call('compare', middle, newest, '--json')) as {
        runs: { id: string }[];
        columns: { id: string; differs: boolean; values: unknown[] }[];
      };
      assert.deepEqual(
        found.runs.map(({ id }) => id),
        [middle, newest],
      );
      const metric = found.columns.find(({ id }) => id === 'metric:val/정확도');
      assert.deepEqual(metric, { id: 'metric:val/정확도', differs: true, values: ['NaN', 0.75] });
    });

    it('takes two runs or more', async () => {
      assert.equal((await call('compare', middle)).code, 2);
    });
  });

  describe('ls', () => {
    it('lists runs newest first, with the objective and without archived ones', async () => {
      const finished = await call('ls');
      assert.equal(finished.code, 0);
      const lines = text(finished).trimEnd().split('\n');
      assert.match(
        lines[0] ?? '',
        /^RUN +NAME +EXPERIMENT +STATUS +STARTED +DURATION +val\/정확도$/,
      );
      assert.match(
        lines[1] ?? '',
        new RegExp(`^${newest.slice(0, 8)}  say "a,b" +tuning.* 0\\.75$`),
      );
      assert.match(lines[2] ?? '', /^aa220000 {2}한글 이름 .* NaN$/);
      assert.equal(lines.length, 3);
    });

    it('gives JSON, of all and of some', async () => {
      const ids = async (...args: string[]) =>
        (json(await call('ls', '--json', ...args)) as { id: string }[]).map(({ id }) => id);
      assert.deepEqual(await ids(), [newest, middle]);
      assert.deepEqual(await ids('--all'), [newest, middle, oldest]);
      assert.deepEqual(await ids('--limit=1'), [newest]);
      assert.deepEqual(await ids('--experiment', 'Default'), [middle]);
      assert.deepEqual(await ids('--experiment', 'none'), []);
      assert.deepEqual((json(await call('ls', '--json', '--all')) as unknown[])[2], {
        id: oldest,
        name: 'base',
        experiment: 'Default',
        status: 'FINISHED',
        startTime: '2023-11-14T22:13:20.000Z',
        endTime: '2023-11-14T22:13:20.500Z',
        lifecycle: 'active',
        archived: true,
        starred: false,
        note: 'old',
        objective: { metric: 'val/정확도', value: null },
      });
    });

    it('says what to do where nothing is on record, and makes nothing', async () => {
      await using empty = await makeProject({}, { git: false });
      const finished = await trackline(['ls'], { cwd: empty.folder });
      assert.equal(finished.code, 1);
      assert.match(remarks(finished)[0] ?? '', /^No runs are on record for .*Record one with/);
      assert.ok(!existsSync(empty.path('.trackline')));
    });
  });

  describe('show', () => {
    it('takes a name, the beginning of an identifier, and last', async () => {
      for (const [name, id] of [
        ['한글 이름', middle],
        ['AA22', middle],
        ['last', newest],
        [oldest, oldest],
      ] as const) {
        assert.equal((json(await call('show', name, '--json')) as { id: string }).id, id);
      }
    });

    it('is readable without --json', async () => {
      const shown = text(await call('show', 'aa22'));
      assert.match(shown, /^Run +한글 이름 \(aa22/);
      assert.match(shown, /\nParameters\n {2}lr +0\.1\n/);
      assert.match(
        shown,
        /\nMetrics\n +last +step +min +max +points\n {2}val\/정확도 +NaN +2 +0\.5 +0\.5 +2\n/,
      );
    });

    it('says when there is no such run, or more than one', async () => {
      const none = await call('show', 'nobody');
      assert.equal(none.code, 1);
      assert.match(remarks(none)[0] ?? '', /^There is no run nobody in .*\. See `trackline ls/);
      const several = await call('show', 'aa');
      assert.equal(several.code, 1);
      assert.match(
        remarks(several)[0] ?? '',
        /^aa may mean several runs: aa220000, aa110000\. Give more/,
      );
    });
  });

  describe('export', () => {
    it('writes CSV with a line a run and a column for each parameter and metric', async () => {
      const expected = [
        'id,name,experiment,status,start_time,end_time,params.lr,params.text,metrics.val/정확도',
        `${newest},"say ""a,b""",tuning,FINISHED,2023-11-14T22:13:22.000Z,2023-11-14T22:13:22.500Z,,,0.75`,
        `${middle},한글 이름,Default,FINISHED,2023-11-14T22:13:21.000Z,2023-11-14T22:13:21.500Z,0.1,"two\nlines",NaN`,
        `${oldest},base,Default,FINISHED,2023-11-14T22:13:20.000Z,2023-11-14T22:13:20.500Z,,,`,
        '',
      ].join('\r\n');
      assert.equal(text(await call('export')), expected);
      const file = project.path('runs.csv');
      assert.equal((await call('export', '--csv', '--output', file)).code, 0);
      assert.equal(readFileSync(file, 'utf8'), expected);
    });

    it('writes only the columns of the runs that are asked for', async () => {
      const [header] = text(await call('export', '--experiment=tuning')).split('\r\n');
      assert.equal(header, 'id,name,experiment,status,start_time,end_time,metrics.val/정확도');
    });

    it('writes JSON with whole series', async () => {
      const runs = json(await call('export', '--json')) as {
        id: string;
        series: Record<string, unknown>;
      }[];
      assert.deepEqual(
        runs.map(({ id }) => id),
        [newest, middle, oldest],
      );
      assert.deepEqual(runs[1]?.series, {
        'val/정확도': [
          [-1.5, 7, 0.5],
          [2, 8, 'NaN'],
        ],
      });
    });

    it('says when its file cannot be written', async () => {
      const finished = await call('export', '--output', project.path('none', 'x.csv'));
      assert.equal(finished.code, 1);
      assert.match(
        remarks(finished)[0] ?? '',
        /^The export could not be written to .*Choose another/,
      );
    });
  });

  it('ends quietly when nobody reads on', async () => {
    for (const args of [['export', '--json'], ['ls'], ['show', 'last']]) {
      const running = start(args, { cwd: project.folder });
      running.process.stdout?.destroy();
      const finished = await running.finished;
      assert.equal(finished.err.toString('utf8'), '', args.join(' '));
    }
  });

  describe('doctor', () => {
    type Findings = { check: string; verdict: string; text: string }[];
    const find = async (where: Project) => {
      const finished = await trackline(['doctor', '--json'], { cwd: where.folder });
      const findings = json(finished) as Findings;
      const of = (check: string) => findings.find((finding) => finding.check === check);
      return { code: finished.code, of };
    };

    it('finds a sound project sound', async () => {
      const { code, of } = await find(project);
      assert.equal(code, 0);
      assert.match(of('store')?.text ?? '', /^3 runs, the database is sound$/);
      assert.match(of('trackline.yaml')?.text ?? '', /maximize val\/정확도/);
      assert.equal(of('git')?.verdict, 'ok');
      const plain = await trackline(['doctor'], { cwd: project.folder });
      assert.match(text(plain), /^✓ runtime +Node v\d/);
    });

    it('makes nothing in a project without a record, and tells what it lacks', async () => {
      await using empty = await makeProject({}, { git: false });
      const { code, of } = await find(empty);
      assert.equal(code, 0);
      assert.equal(of('git')?.verdict, 'hint');
      assert.equal(of('trackline.yaml')?.verdict, 'hint');
      assert.ok(!existsSync(empty.path('.trackline')));
    });

    it('tells a damaged database and a trackline.yaml that is not valid', async () => {
      await using bad = await makeProject({
        'trackline.yaml': 'objective: {metric: acc, direction: sideways}\n',
        '.trackline/trackline.db': Buffer.alloc(9000, 'noise'),
      });
      const { code, of } = await find(bad);
      assert.equal(code, 1);
      assert.equal(of('store')?.verdict, 'wrong');
      assert.match(of('store')?.text ?? '', /is damaged/);
      assert.equal(of('trackline.yaml')?.verdict, 'wrong');
      assert.match(of('trackline.yaml')?.text ?? '', /objective\.direction/);
    });
  });

  describe('serve', () => {
    it('answers until it is told to end', async function () {
      if (process.platform === 'win32') this.skip();
      await using served = await makeProject({}, { git: false });
      for (const signal of ['SIGTERM', 'SIGINT'] as const) {
        const running = start(['serve', '--port=0'], { cwd: served.folder });
        const url = await until(
          () => /http:\/\/127\.0\.0\.1:\d+/.exec(running.shown())?.[0],
          'the address of the endpoint',
        );
        const answer = await fetch(`${url}/health`);
        assert.deepEqual([answer.status, await answer.text()], [200, 'OK']);
        running.process.kill(signal);
        const finished = await running.finished;
        assert.deepEqual([finished.code, finished.err.toString('utf8')], [0, '']);
      }
    });

    it('says in a sentence that its port is taken, or is none', async () => {
      const running = start(['serve', '--port=0'], { cwd: project.folder });
      try {
        const port = await until(
          () => /127\.0\.0\.1:(\d+)/.exec(running.shown())?.[1],
          'the address of the endpoint',
        );
        const second = await call('serve', `--port=${port}`);
        assert.equal(second.code, 1);
        assert.equal(remarks(second).length, 1, second.err.toString('utf8'));
        assert.match(remarks(second)[0] ?? '', new RegExp(port));
        assert.equal((await call('serve', '--port=99999')).code, 2);
        assert.equal((await call('serve', '--port=x')).code, 2);
      } finally {
        running.process.kill();
        await running.finished;
      }
    });
  });
});
