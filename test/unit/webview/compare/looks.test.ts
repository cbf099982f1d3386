import assert from 'node:assert/strict';
import { RunLooks } from '../../../../webview/compare/looks.ts';

describe('the looks of runs', () => {
  it('are different for runs that are chosen together, and stay when others come', () => {
    const looks = new RunLooks({});
    looks.choose(['a', 'b']);
    const [a, b] = [looks.of('a'), looks.of('b')];
    looks.choose(['c', 'b', 'a']);
    assert.deepEqual([looks.of('a'), looks.of('b')], [a, b]);
    const all = Array.from({ length: 24 }, (_, index) => `run ${index}`);
    looks.choose(all);
    const told = new Set(all.map((id) => JSON.stringify([looks.of(id).colour, looks.of(id).dash])));
    assert.equal(told.size, 24);
  });

  it('are kept for the next time', () => {
    const looks = new RunLooks({});
    looks.choose(['x', 'y', 'z']);
    looks.choose(['z']);
    const again = new RunLooks(looks.places);
    assert.deepEqual(again.of('z'), looks.of('z'));
  });
});
