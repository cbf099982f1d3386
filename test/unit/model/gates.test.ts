import assert from 'node:assert/strict';
import {
  judgeGates,
  parseAge,
  parseSize,
  type Gate,
  type GateRecord,
} from '../../../src/model/gates.ts';

const day = 86_400_000;
const record: GateRecord = {
  metrics: { accuracy: 0.93, loss: 0.2, broken: Number.NaN },
  champion: { name: 'iris 3', metrics: { accuracy: 0.91, loss: 0.15 } },
  files: ['reports/eval.json', 'model.pkl'],
  modelBytes: 1_500_000,
  oldestData: 100 * day,
  now: 110 * day,
  passedCommands: ['pytest -q tests'],
  objective: { metric: 'loss', direction: 'minimize' },
};

function judged(gate: Gate, changes: Partial<GateRecord> = {}): readonly [boolean, string] {
  const [verdict] = judgeGates([gate], { ...record, ...changes });
  assert.ok(verdict);
  return [verdict.open, verdict.reason];
}

describe('a gate', () => {
  it('on a metric is open within its bounds, and says the value', () => {
    assert.deepEqual(judged({ metric: 'accuracy', min: 0.9 }), [true, 'accuracy is 0.93.']);
    assert.deepEqual(judged({ metric: 'accuracy', min: 0.95 }), [
      false,
      'accuracy is 0.93, below 0.95.',
    ]);
    assert.deepEqual(judged({ metric: 'loss', max: 0.1 }), [false, 'loss is 0.2, above 0.1.']);
    for (const metric of ['nothing', 'broken']) {
      assert.deepEqual(judged({ metric, min: 0 }), [false, `The run has no value of ${metric}.`]);
    }
  });

  it('against the champion knows which way is better', () => {
    assert.equal(judged({ metric: 'accuracy', betterBy: 0 })[0], true);
    assert.equal(judged({ metric: 'accuracy', betterBy: 0.05 })[0], false);
    assert.deepEqual(judged({ metric: 'loss', betterBy: 0 }), [
      false,
      'loss is 0.2, and 0.15 of iris 3: 0.05 worse.',
    ]);
    assert.equal(judged({ metric: 'loss', betterBy: -0.1 })[0], true);
    assert.equal(judged({ metric: 'loss', betterBy: 0, direction: 'maximize' })[0], true);
    const { champion: _, ...first } = record;
    assert.equal(judgeGates([{ metric: 'loss', betterBy: 0 }], first)[0]?.open, true);
  });

  it('on a file, a size, the age of data and a command looks at the record', () => {
    assert.equal(judged({ exists: 'reports/eval.json' })[0], true);
    assert.equal(judged({ exists: 'eval.json' })[0], false);
    assert.equal(judged({ maxSize: '1.5 MB' })[0], true);
    assert.equal(judged({ maxSize: '1 MiB' })[0], false);
    assert.equal(judged({ maxDataAge: '2 weeks' })[0], true);
    assert.deepEqual(judged({ maxDataAge: '9 days' }), [false, 'The oldest data is 10 days old.']);
    assert.equal(judged({ passed: 'pytest' })[0], true);
    assert.equal(judged({ passed: 'pyte' })[0], false);
  });

  it('that cannot be judged is closed', () => {
    const { modelBytes: _bytes, oldestData: _data, ...unknown } = record;
    const gates: Gate[] = [
      { maxSize: '1 GB' },
      { maxDataAge: '1 day' },
      { maxSize: 'big' },
      { maxDataAge: 'soon' },
    ];
    assert.deepEqual(
      judgeGates(gates, unknown).map(({ open }) => open),
      [false, false, false, false],
    );
  });

  it('reads sizes and spans of time as people write them', () => {
    assert.deepEqual(['10', '1 kB', '2MiB', '1 XB', ''].map(parseSize), [
      10,
      1000,
      2 * 1024 ** 2,
      undefined,
      undefined,
    ]);
    assert.deepEqual(['12 h', '30 days', '1 month'].map(parseAge), [
      12 * 3_600_000,
      30 * day,
      undefined,
    ]);
  });
});
