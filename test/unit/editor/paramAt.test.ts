import assert from 'node:assert/strict';
import { paramAt } from '../../../src/editor/scripts/paramAt.ts';

const text = `seed: 7  # of everything
train:
  learning_rate: 0.0005
  "odd.name": x
  layers: [64, 32]
  optimizer: {name: adam, beta: 0.90}
empty:
`;

function at(part: string, within = 1): ReturnType<typeof paramAt> {
  return paramAt(text, text.indexOf(part) + within);
}

describe('the parameter at a place of params.yaml', () => {
  it('is named with its maps, and has the value as it is written', () => {
    assert.deepEqual(at('seed'), { name: 'seed', value: '7', start: 0, end: 4 });
    const rate = at('learning_rate');
    assert.deepEqual([rate?.name, rate?.value], ['train.learning_rate', '0.0005']);
    assert.equal(text.slice(rate?.start, rate?.end), 'learning_rate');
    assert.deepEqual([at('beta')?.name, at('beta')?.value], ['train.optimizer.beta', '0.90']);
    assert.equal(at('"odd')?.name, 'train.odd.name');
  });

  it('is there over a plain value too, and over a list or a map only at its key', () => {
    assert.equal(at('0.0005')?.name, 'train.learning_rate');
    assert.deepEqual([at('layers')?.name, at('layers')?.value], ['train.layers', undefined]);
    assert.equal(at('64, 32'), undefined);
    assert.equal(at('train:')?.name, 'train');
    assert.deepEqual([at('empty')?.name, at('empty')?.value], ['empty', undefined]);
  });

  it('is nothing over comments and space, and in a file without keys', () => {
    assert.equal(at('everything'), undefined);
    assert.equal(at('  learning', 0), undefined);
    assert.equal(paramAt('- 1\n- 2\n', 2), undefined);
    assert.equal(paramAt('', 0), undefined);
    assert.equal(paramAt('a: [unclosed\nb: {', 0)?.name, 'a');
  });
});
