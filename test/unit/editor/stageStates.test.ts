import assert from 'node:assert/strict';
import { statesOf } from '../../../src/editor/graph/stageStates.ts';
import type { RunStatus } from '../../../src/model/run.ts';
import type { StageReport } from '../../../src/protocol/pipelineRuns.ts';

function kindOf(
  status: StageReport['status'],
  ran?: RunStatus,
  missing = false,
): string | undefined {
  const report: StageReport = {
    name: 'train',
    group: 'train',
    address: 'dvc.yaml:train',
    file: '/project/dvc.yaml',
    line: 1,
    status,
    reasons: status === 'stale' ? ['lr 0.01 → 0.1'] : [],
    missing,
    frozen: false,
    ...(ran !== undefined && { lastRun: { runId: 'a1', status: ran, startTime: 1, metrics: [] } }),
  };
  const state = statesOf([report], '/store')['dvc.yaml:train'];
  const lastRun = ran === undefined ? undefined : { store: '/store', runId: 'a1' };
  assert.deepEqual(state?.lastRun, lastRun);
  if (state?.kind === 'stale') assert.deepEqual(state.reasons, ['lr 0.01 → 0.1']);
  return state?.kind;
}

describe('the state of a stage', () => {
  it('is what dvc.lock says', () => {
    assert.equal(kindOf('fresh'), 'fresh');
    assert.equal(kindOf('stale'), 'stale');
    assert.equal(kindOf('never'), 'missing');
    assert.equal(kindOf('stale', 'FINISHED', true), 'missing');
  });

  it('is running while its newest run is', () => {
    assert.equal(kindOf('fresh', 'RUNNING'), 'running');
    assert.equal(kindOf('never', 'SCHEDULED'), 'running');
  });

  it('is failed until the stage is fresh', () => {
    assert.equal(kindOf('stale', 'FAILED'), 'failed');
    assert.equal(kindOf('never', 'FAILED'), 'failed');
    assert.equal(kindOf('fresh', 'FAILED'), 'fresh');
    assert.equal(kindOf('stale', 'FINISHED'), 'stale');
    assert.equal(kindOf('stale', 'KILLED'), 'stale');
  });
});
