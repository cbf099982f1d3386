import assert from 'node:assert/strict';
import { phaseOf } from '../../../../src/pipeline/graph/phases.ts';

const names: Readonly<Record<string, readonly string[]>> = {
  collect: ['collect', 'download_data', 'data-ingestion', 'fetchRaw'],
  analyse: ['analyse', 'explore', 'eda', 'validate_data', 'check-schema', 'data_validation'],
  prepare: [
    'prepare',
    'train_test_split',
    'extract_features',
    'featurize',
    'pre-process',
    'clean2',
  ],
  train: ['train', 'trainModel', 'fit_xgboost', 'hpo', 'fine_tune'],
  evaluate: ['evaluate', 'evaluate_trained_model', 'test_model', 'model.score'],
  package: ['package', 'export_onnx', 'register-model'],
  serve: ['serve', 'deploy_api'],
  monitor: ['monitor', 'detect_drift', 'check_drift'],
  retrain: ['retrain', 're-train', 'retrain_model'],
};

describe('the phase of a stage', () => {
  for (const [phase, all] of Object.entries(names)) {
    it(`is ${phase} for ${all.join(', ')}`, () => {
      for (const name of all) assert.equal(phaseOf(name, undefined), phase, name);
    });
  }

  it('is left open where the name says nothing', () => {
    for (const name of ['step1', 'main', 'модель', 'constrain', 'report', ''])
      assert.equal(phaseOf(name, undefined), undefined, name);
  });

  it('is what meta says, in other words too', () => {
    assert.equal(phaseOf('train', 'evaluate'), 'evaluate');
    assert.equal(phaseOf('step', 'Deployment'), 'serve');
    assert.equal(phaseOf('train', 'nonsense'), 'train');
  });
});
