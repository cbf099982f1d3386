import assert from 'node:assert/strict';
import type { Environment } from '../../../src/model/launch.ts';
import { metricDifferences, verdictOf } from '../../../src/model/reproduction.ts';
import type { MetricSummary } from '../../../src/model/run.ts';
import { isSame, runDifference, type ComparedRun } from '../../../src/model/runDifference.ts';

const environment: Environment = {
  platform: 'Linux 6.1 x64',
  hostname: 'one',
  cpu: 'CPU',
  cpus: 4,
  memoryBytes: 8,
  gpus: [],
  interpreter: { path: '/py', source: 'command', version: '3.11.7' },
  packages: { numpy: '1.26', torch: '2.1', six: '1' },
  variables: { CUDA_VISIBLE_DEVICES: '0' },
};

const run: ComparedRun = {
  params: { lr: '0.1', depth: '3' },
  inputs: [
    { path: 'a.csv', digest: 'sha256:1' },
    { path: 'b.csv', digest: 'sha256:2' },
  ],
  environment,
  command: { argv: ['python', 'train.py'], cwd: '/p' },
};

function summary(last: number, more: Partial<MetricSummary> = {}): MetricSummary {
  return { last, step: 2, timestamp: 5, min: last, max: last, count: 3, ...more };
}

describe('what differs between two runs', () => {
  it('is nothing but counts for the same run', () => {
    const difference = runDifference(run, structuredClone(run));
    assert.equal(isSame(difference), true);
    assert.deepEqual(
      Object.values(difference).map((part: { equal: number }) => part.equal),
      [2, 2, 7, 2],
    );
  });

  it('lists parameters, data, packages and the interpreter, and counts the rest', () => {
    const other: ComparedRun = {
      params: { lr: '0.2', seed: '1' },
      inputs: [{ path: 'a.csv', digest: 'sha256:9' }, { path: 'b.csv' }, { path: 'c.csv' }],
      environment: {
        ...environment,
        hostname: 'two',
        interpreter: { path: '/other', source: 'command', version: '3.12.1' },
        packages: { numpy: '2.0', six: '1', jax: '0.4' },
        gpus: ['H100'],
      },
      command: { argv: ['python', 'train.py'], cwd: '/q' },
    };
    const { params, inputs, environment: where, command } = runDifference(run, other);
    assert.deepEqual(params, {
      equal: 0,
      differences: [
        { kind: 'removed', name: 'depth', before: '3' },
        { kind: 'changed', name: 'lr', before: '0.1', after: '0.2' },
        { kind: 'added', name: 'seed', after: '1' },
      ],
    });
    assert.deepEqual(inputs.differences, [
      { kind: 'changed', path: 'a.csv', before: 'sha256:1', after: 'sha256:9' },
      { kind: 'unknown', path: 'b.csv' },
      { kind: 'only-after', path: 'c.csv' },
    ]);
    assert.deepEqual(where.differences, [
      { kind: 'interpreter', before: '3.11.7', after: '3.12.1' },
      { kind: 'hardware', difference: { kind: 'added', name: 'GPU 0', after: 'H100' } },
      { kind: 'package', difference: { kind: 'added', name: 'jax', after: '0.4' } },
      {
        kind: 'package',
        difference: { kind: 'changed', name: 'numpy', before: '1.26', after: '2.0' },
      },
      { kind: 'package', difference: { kind: 'removed', name: 'torch', before: '2.1' } },
    ]);
    assert.equal(where.equal, 4);
    assert.deepEqual(command.differences, [{ kind: 'folder', before: '/p', after: '/q' }]);
  });

  it('does not take what is not on record for the same', () => {
    const bare: ComparedRun = { params: {}, inputs: [] };
    const { environment: where, command } = runDifference(run, { ...bare });
    assert.deepEqual(where.differences, [{ kind: 'unknown' }]);
    assert.deepEqual(command.differences, [{ kind: 'unknown' }]);
    assert.equal(isSame(runDifference(bare, bare)), true);
  });
});

describe('metrics of a reproduction', () => {
  it('are the same only when every digit is, without a tolerance', () => {
    const before = { loss: summary(0.1), nan: summary(NaN), 'system/cpu': summary(5) };
    const after = { loss: summary(0.1 + 1e-12), nan: summary(NaN), 'system/cpu': summary(7) };
    assert.deepEqual(metricDifferences(before, after, 0), {
      equal: 1,
      differences: [{ kind: 'changed', name: 'loss', before: 0.1, after: 0.1 + 1e-12 }],
    });
    assert.equal(metricDifferences(before, after, 1e-9).equal, 2);
  });

  it('take a tolerance as a part of large values, and never for NaN or infinity', () => {
    const agree = (a: number, b: number): boolean =>
      metricDifferences({ m: summary(a) }, { m: summary(b) }, 1e-3).equal === 1;
    assert.equal(agree(1e6, 1e6 + 900), true);
    assert.equal(agree(1e6, 1e6 + 1100), false);
    assert.equal(agree(NaN, 1), false);
    assert.equal(agree(Infinity, 1e300), false);
    assert.equal(agree(-Infinity, -Infinity), true);
  });

  it('differ when a series is missing or ends elsewhere', () => {
    const before = { a: summary(1), b: summary(2) };
    const after = { b: summary(2, { step: 9, count: 4 }), c: summary(3) };
    assert.deepEqual(metricDifferences(before, after, 1).differences, [
      { kind: 'only-before', name: 'a', before: 1 },
      {
        kind: 'length',
        name: 'b',
        before: { points: 3, lastStep: 2 },
        after: { points: 4, lastStep: 9 },
      },
      { kind: 'only-after', name: 'c', after: 3 },
    ]);
  });

  it('do not make a run reproduced whose code cannot be compared', () => {
    const named = { id: '1', name: 'one', status: 'FINISHED' } as const;
    const verdict = verdictOf({
      before: named,
      after: { ...named, status: 'FAILED' },
      code: { kind: 'unknown', reason: 'pruned' },
      difference: runDifference(run, run),
      metrics: { equal: 1, differences: [] },
    });
    assert.deepEqual(verdict, {
      outcome: false,
      code: false,
      data: true,
      environment: true,
      metrics: true,
    });
  });
});
