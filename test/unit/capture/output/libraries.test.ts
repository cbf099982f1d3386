import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { LineSplitter } from '../../../../src/capture/output/lineSplitter.ts';
import { OutputMetrics } from '../../../../src/capture/output/outputPatterns.ts';
import { testPython } from '../../../harness/python.ts';

/** The names, and the steps of each, in what a library really prints. */
function series(library: string): Record<string, number[]> {
  const script = path.join(import.meta.dirname, 'print_metrics.py');
  const { stdout, stderr, status } = spawnSync(testPython(), [script, library]);
  assert.equal(status, 0, stderr.toString());
  const found: Record<string, number[]> = {};
  for (const bytes of [stdout, stderr]) {
    const splitter = new LineSplitter();
    const metrics = new OutputMetrics();
    for (const line of [...splitter.push(bytes, 1), ...splitter.end()]) {
      for (const { key, step, value } of metrics.lines([line], 1)) {
        assert.ok(Number.isFinite(value));
        (found[key] ??= []).push(step);
      }
    }
  }
  return found;
}

describe('metrics that libraries print', function () {
  this.timeout(60_000);

  it('are read of XGBoost', () => {
    assert.deepEqual(series('xgboost'), {
      'train-logloss': [0, 1, 2],
      'train-auc': [0, 1, 2],
      'eval-logloss': [0, 1, 2],
      'eval-auc': [0, 1, 2],
    });
  });

  it('are read of LightGBM, once each', () => {
    assert.deepEqual(series('lightgbm'), {
      'valid_0-binary_logloss': [1, 2, 3],
      'valid_0-auc': [1, 2, 3],
    });
  });

  it('are read of scikit-learn', () => {
    assert.deepEqual(series('sklearn'), { loss: [1, 2, 3] });
  });
});
