import assert from 'node:assert/strict';
import { compareVersions, type VersionFacts } from '../../../src/model/compareVersions.ts';

const plain: VersionFacts = {
  name: 'iris',
  version: '1',
  about: { Format: 'pickle' },
  metrics: { accuracy: '0.9', loss: '1.0', seen: 'NaN' },
  params: { alpha: '0.10', solver: 'lbfgs' },
  data: { 'data/iris.csv': 'sha256:aa' },
  requirements: { numpy: '1.2', scipy: '1' },
  code: { Commit: '1111' },
};

describe('two versions of a model', () => {
  it('are told apart in what differs alone, metrics with by how much', () => {
    const { parts } = compareVersions(plain, {
      ...plain,
      version: '2',
      metrics: { accuracy: '0.95', loss: '1', f1: '0.5', seen: 'NaN' },
      params: { alpha: '0.1', solver: 'saga' },
      data: { 'data/iris.csv': 'sha256:bb' },
      requirements: { numpy: '1.20', scipy: '1' },
      code: { Commit: '2222' },
      signature: { inputs: ['x float64 [?, 4]'], outputs: ['int64 [?]'] },
    });
    const differing = Object.fromEntries(
      Object.entries(parts).map(([part, rows]) => [
        part,
        rows.filter(({ same }) => !same).map(({ key }) => key),
      ]),
    );
    assert.deepEqual(differing, {
      metrics: ['accuracy', 'f1'],
      signature: ['Input 1', 'Output 1'],
      data: ['data/iris.csv'],
      code: ['Commit'],
      params: ['solver'],
      requirements: ['numpy'],
      about: [],
    });
    assert.ok(Math.abs((parts.metrics[0]?.delta ?? 0) - 0.05) < 1e-12);
    // Versions and commits are no numbers, whatever they look like.
    assert.equal(parts.requirements[0]?.delta, undefined);
    assert.equal(parts.code[0]?.delta, undefined);
    assert.deepEqual(
      parts.metrics.find(({ key }) => key === 'f1'),
      { key: 'f1', b: '0.5', same: false },
    );
  });

  it('that are the same differ in nothing, and names of Object are names', () => {
    const { parts, a, b } = compareVersions(plain, plain);
    assert.ok(
      Object.values(parts)
        .flat()
        .every(({ same }) => same),
    );
    assert.deepEqual(a, b);
    const odd = compareVersions(plain, { ...plain, params: { ...plain.params, toString: '1' } });
    assert.deepEqual(
      odd.parts.params.filter(({ same }) => !same),
      [{ key: 'toString', b: '1', same: false }],
    );
  });
});
