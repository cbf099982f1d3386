import assert from 'node:assert/strict';
import { until } from '../../harness/wait.ts';

function nobody(): never {
  throw new Error('nobody is there');
}

describe('until', () => {
  it('gives the first value that is something', async () => {
    const values = [false, undefined, null, 0];
    assert.equal(await until(() => values.shift(), 'a value'), 0);
  });

  it('takes an error for "not yet"', async () => {
    let asked = 0;
    const answer = await until(() => {
      asked += 1;
      if (asked < 3) throw new Error('too early');
      return 'now';
    }, 'an answer');
    assert.equal(answer, 'now');
  });

  it('says what it waited for and why it was not so', async () => {
    await assert.rejects(until(nobody, 'the door to open', 60), {
      message: 'Waited 0.06 s in vain for the door to open: nobody is there',
    });
  });
});
