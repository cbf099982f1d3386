import assert from 'node:assert/strict';
import { earlyWarnings, type WatchedRun } from '../../../src/model/earlyWarnings.ts';
import type { MetricSummary } from '../../../src/model/run.ts';

const calm: MetricSummary = { last: 0.3, step: 99, timestamp: 1, min: 0.3, max: 2, count: 100 };

function watched(more: Partial<WatchedRun>): WatchedRun {
  return { metrics: { loss: calm }, objectiveValues: new Float64Array(), silentMs: 0, ...more };
}

const accuracy = { metric: 'accuracy', direction: 'maximize' } as const;

describe('early warnings', () => {
  it('leave a run alone that gets better', () => {
    const rising = Float64Array.from({ length: 500 }, (_, step) => step);
    assert.deepEqual(
      earlyWarnings(watched({ objective: accuracy, objectiveValues: rising, silentMs: 60_000 })),
      [],
    );
  });

  it('tell of values that are no numbers or have no end, but for the load of the machine', () => {
    const metrics = {
      loss: { ...calm, last: Number.NaN, step: 7 },
      scale: { ...calm, last: Infinity, step: 8 },
      'system/cpu_utilization_percentage': { ...calm, last: Number.NaN },
    };
    assert.deepEqual(earlyWarnings(watched({ metrics })), [
      { kind: 'not-a-number', metric: 'loss', step: 7 },
      { kind: 'not-a-number', metric: 'scale', step: 8 },
    ]);
  });

  it('tell of a loss that has got out of hand, and of nothing that may rise', () => {
    const risen = { ...calm, last: 40, max: 40, min: 0.5 };
    const metrics = { 'val/loss': risen, reward: risen, glossary: risen };
    assert.deepEqual(earlyWarnings(watched({ metrics })), [
      { kind: 'diverging', metric: 'val/loss', value: 40, best: 0.5 },
    ]);
    const recovering = { ...risen, last: 30 };
    assert.deepEqual(earlyWarnings(watched({ metrics: { loss: recovering } })), []);
    const early = { ...risen, count: 5 };
    assert.deepEqual(earlyWarnings(watched({ metrics: { loss: early } })), []);
  });

  it('tell of an objective that has stopped getting better, in its own direction', () => {
    const values = Float64Array.from({ length: 200 }, (_, step) => Math.min(step, 80));
    assert.deepEqual(earlyWarnings(watched({ objective: accuracy, objectiveValues: values })), [
      { kind: 'no-progress', metric: 'accuracy', steps: 119 },
    ]);
    const objective = { metric: 'cost', direction: 'minimize' } as const;
    const falling = values.map((value) => -value);
    assert.equal(earlyWarnings(watched({ objective, objectiveValues: falling })).length, 1);
    const short = values.subarray(0, 120);
    assert.deepEqual(earlyWarnings(watched({ objective: accuracy, objectiveValues: short })), []);
  });

  it('tell of a silence only where there was something to hear', () => {
    const silentMs = 31.5 * 60_000;
    assert.deepEqual(earlyWarnings(watched({ silentMs })), [{ kind: 'stalled', minutes: 31 }]);
    assert.deepEqual(earlyWarnings(watched({ metrics: {}, silentMs })), []);
  });
});
