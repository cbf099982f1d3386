import assert from 'node:assert/strict';
import type { ValueSpec } from '../../../src/model/modelFile.ts';
import { parseSignature, signatureLines } from '../../../src/model/signatureText.ts';

describe('a signature as text', () => {
  const values: readonly ValueSpec[] = [
    { name: 'sepal length (cm)', dtype: 'float64', shape: [] },
    { name: 'ratio a:b', dtype: 'int64', shape: [] },
    { name: 'image', dtype: 'float32', shape: ['batch', 3, null] },
    { dtype: 'bool', shape: [1] },
  ];

  it('is read as it was written', () => {
    const text = signatureLines(values);
    assert.equal(
      text,
      'sepal length (cm): float64\nratio a:b: int64\nimage: float32 [batch, 3, ?]\nbool [1]',
    );
    assert.deepEqual(parseSignature(text), values);
  });

  it('may have empty lines and other spaces', () => {
    assert.deepEqual(parseSignature('\n  x :float32[?,4]  \n\n'), [
      { name: 'x', dtype: 'float32', shape: [null, 4] },
    ]);
    assert.deepEqual(parseSignature(''), []);
  });

  it('names the line that cannot be read', () => {
    assert.equal(parseSignature('x: float64\ny: floot'), 2);
    assert.equal(parseSignature('x: float64 [1'), 1);
    assert.equal(parseSignature('x: float64 [-1]'), 1);
    assert.equal(parseSignature('float64 [1, ]'), 1);
  });
});
