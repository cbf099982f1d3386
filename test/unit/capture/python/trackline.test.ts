import assert from 'node:assert/strict';
import type { HelperEvent } from '../../../../src/capture/inputs/eventLines.ts';
import { launch, project } from './launched.ts';

/** Everything but the `start` and `end` events and times. */
function said(events: readonly HelperEvent[]): unknown[] {
  return events.map(saidOne).filter((one) => one !== undefined);
}

function saidOne(event: HelperEvent): unknown {
  switch (event.kind) {
    case 'metric':
      return [event.step, Object.fromEntries(event.values)];
    case 'param':
    case 'tag':
      return [event.kind, Object.fromEntries(event.values)];
    case 'artifact':
      return [event.kind, event.path, event.to];
    case 'start':
    case 'end':
    case 'file':
    case 'folder':
      return undefined;
  }
}

describe('import trackline', () => {
  it('records values with steps given or counted', async () => {
    await using where = await project({
      'train.py': `
import trackline
trackline.log(step=3, loss=0.5, acc=1)
trackline.log({'val/loss': -1e-30, 'step': 7}, step=2.5)
trackline.log(loss=0.25, other=True)
trackline.log(loss=float('nan')); trackline.log(loss=float('inf')); trackline.log(loss=-float('inf'))
trackline.log(step=-1, __proto__=1, ü=2)
`,
    });
    const before = Date.now();
    const { events, stderr, malformed } = await launch(where, 'train.py');
    assert.equal(stderr, '');
    assert.equal(malformed, 0);
    assert.deepEqual(said(events), [
      [3, { loss: 0.5, acc: 1 }],
      [2.5, { 'val/loss': -1e-30, step: 7 }],
      [4, { loss: 0.25 }],
      [0, { other: 1 }],
      [5, { loss: NaN }],
      [6, { loss: Infinity }],
      [7, { loss: -Infinity }],
      [
        -1,
        Object.fromEntries([
          ['__proto__', 1],
          ['ü', 2],
        ]),
      ],
    ]);
    const times = events.flatMap((event) => (event.kind === 'metric' ? [event.time] : []));
    assert.ok(times.every((time) => time >= before - 1 && time <= Date.now() + 1));
  });

  it('takes the numbers of numpy', async () => {
    await using where = await project({
      'train.py': `
import numpy as np, decimal, trackline
trackline.log(step=np.int64(4), a=np.float32(0.5), b=np.array([2]), c=np.array(3), d=decimal.Decimal(1))
`,
    });
    const { events, stderr } = await launch(where, 'train.py');
    assert.equal(stderr, '');
    assert.deepEqual(said(events), [[4, { a: 0.5, b: 2, c: 3, d: 1 }]]);
  });

  it('records parameters, tags and artifacts', async () => {
    await using where = await project({
      'train.py': `
import pathlib, trackline
trackline.param(lr=0.1, opt='adam', none=None)
trackline.params({'a.b': [1, 2], 'text': 'line\\n"q" \\u00fc'})
trackline.tag(data='iris'); trackline.tag({'x': 1})
trackline.artifact('plot.png'); trackline.artifact(pathlib.Path('plot.png'), to='plots/')
`,
      'plot.png': '',
    });
    const { events, stderr } = await launch(where, 'train.py');
    assert.equal(stderr, '');
    assert.deepEqual(said(events), [
      ['param', { lr: '0.1', opt: 'adam', none: 'None' }],
      ['param', { 'a.b': '[1, 2]', text: 'line\n"q" ü' }],
      ['tag', { data: 'iris' }],
      ['tag', { x: '1' }],
      ['artifact', where.path('plot.png'), undefined],
      ['artifact', where.path('plot.png'), 'plots'],
    ]);
  });

  const wrong = `
import numpy as np, trackline
for i in range(3): trackline.log(step=i, loss='low', fine=i, matrix=np.zeros((2, 2)))
trackline.log(5); trackline.log(step='x', ok=1); trackline.params(3); trackline.log(none=None)
trackline.artifact('nowhere.png'); trackline.artifact('train.py', to='../up')
print('done')
`;

  it('tells once what it cannot record, and the training goes on', async () => {
    await using where = await project({ 'train.py': wrong });
    const { events, stderr, stdout, code } = await launch(where, 'train.py');
    assert.deepEqual([code, stdout.trim()], [0, 'done']);
    const lines = stderr.trim().split('\n');
    assert.equal(lines.length, 8, stderr);
    assert.match(lines[0] ?? '', /^trackline: Metric 'loss' was not recorded: 'low' \(str\)/);
    assert.deepEqual(said(events), [
      [0, { fine: 0 }],
      [1, { fine: 1 }],
      [2, { fine: 2 }],
      [0, { ok: 1 }],
    ]);
  });

  it('checks the same outside a launch, and does nothing else', async () => {
    await using where = await project({ 'train.py': wrong });
    const inside = await launch(where, 'train.py');
    await using other = await project({ 'train.py': wrong });
    const env = { TRACKLINE_EVENTS_DIR: '' };
    const outside = await launch(other, 'train.py', { env });
    assert.equal(outside.stderr.replaceAll(other.folder, where.folder), inside.stderr);
    assert.equal(outside.events.length, 0);
  });

  it('has written every value when the process is killed', async () => {
    await using where = await project({
      'train.py': `
import trackline
for i in range(1000000):
    trackline.log(step=i, loss=i)
    if i % 500 == 0: print(i)
`,
    });
    const { events, malformed, stdout, signal } = await launch(where, 'train.py', {
      killWhen: (printed) => printed.includes('2000\n'),
    });
    const steps = events.flatMap((event) => (event.kind === 'metric' ? [event.step] : []));
    const printed = Number(stdout.trim().split('\n').at(-1));
    assert.equal(signal, 'SIGKILL');
    assert.ok(steps.length > printed);
    assert.deepEqual(steps, [...steps.keys()]);
    assert.equal(malformed, 0);
  });

  it('keeps the lines of threads and forks whole', async () => {
    await using where = await project({
      'train.py': `
import os, threading, trackline
def work(name):
    for i in range(500): trackline.log(step=i, **{name: i})
threads = [threading.Thread(target=work, args=('t%d' % n,)) for n in range(4)]
[t.start() for t in threads]
if hasattr(os, 'fork'):
    pid = os.fork()
    if pid == 0:
        work('forked'); os._exit(0)
    os.waitpid(pid, 0)
else:
    work('forked')
[t.join() for t in threads]
`,
    });
    const { events, files, malformed } = await launch(where, 'train.py');
    const counts = new Map<string, number>();
    for (const event of events) {
      if (event.kind !== 'metric') continue;
      for (const [key] of event.values) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    assert.equal(malformed, 0);
    assert.equal(files.length, 2);
    assert.deepEqual(Object.fromEntries(counts), {
      forked: 500,
      t0: 500,
      t1: 500,
      t2: 500,
      t3: 500,
    });
  });

  it('says once that nothing can be written, and goes on', async () => {
    await using where = await project({
      'train.py': 'import trackline\nfor i in range(5): trackline.log(loss=i)\nprint("done")',
    });
    const { stdout, stderr } = await launch(where, 'train.py', {
      env: { TRACKLINE_EVENTS_DIR: where.path('not', 'there') },
    });
    assert.equal(stdout.trim(), 'done');
    assert.match(stderr, /^trackline: Values are not being recorded: .*\n$/);
  });
});
