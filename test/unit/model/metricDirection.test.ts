import assert from 'node:assert/strict';
import { likelyDirection } from '../../../src/model/metricDirection.ts';

describe('which way a metric gets better', () => {
  it('is told by its name, whatever stands around it', () => {
    for (const name of [
      'accuracy',
      'val/accuracy',
      'valAccuracy',
      'test_f1',
      'AUC',
      'R2',
      'map50',
    ]) {
      assert.equal(likelyDirection(name), 'maximize', name);
    }
    for (const name of ['loss', 'val_loss', 'trainLoss', 'RMSE', 'eval/perplexity', 'error_rate']) {
      assert.equal(likelyDirection(name), 'minimize', name);
    }
  });

  it('is that of the loss where a name has both', () => {
    assert.equal(likelyDirection('accuracy_loss'), 'minimize');
    assert.equal(likelyDirection('score_time'), 'minimize');
  });

  it('is not made up where the name says nothing', () => {
    for (const name of ['', 'lr', 'glossary', 'epoch', '손실', 'n_params']) {
      assert.equal(likelyDirection(name), undefined, name);
    }
  });
});
