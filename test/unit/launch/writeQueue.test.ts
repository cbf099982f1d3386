import assert from 'node:assert/strict';
import { WriteQueue } from '../../../src/launch/record/writeQueue.ts';

function failure(code: string): Error {
  return Object.assign(new Error(`it failed: ${code}`), { code });
}

describe('Writes to the store', () => {
  let done: string[];
  let told: string[];
  let trouble: Error | undefined;
  let queue: WriteQueue;
  beforeEach(() => {
    done = [];
    told = [];
    trouble = undefined;
    queue = new WriteQueue((text) => told.push(text));
  });

  const write = (name: string) =>
    queue.write(() => {
      if (trouble !== undefined) throw trouble;
      done.push(name);
    });

  it('are done at once', () => {
    write('a');
    assert.deepEqual(done, ['a']);
    assert.equal(queue.flush(), true);
  });

  it('that fail for a while are tried again, each once and in order', () => {
    trouble = failure('SQLITE_BUSY');
    write('a');
    write('b');
    assert.equal(queue.flush(), false);
    assert.deepEqual(done, []);
    trouble = undefined;
    write('c');
    assert.deepEqual(done, ['a', 'b', 'c']);
    assert.equal(queue.flush(), true);
    assert.deepEqual(done, ['a', 'b', 'c']);
  });

  it('tell of a trouble once, and of the next one again', () => {
    trouble = failure('SQLITE_FULL');
    write('a');
    write('b');
    queue.flush();
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /^The disk is full/);
    trouble = undefined;
    queue.flush();
    trouble = failure('SQLITE_BUSY');
    write('c');
    assert.equal(told.length, 2);
    assert.match(told[1] ?? '', /cannot be recorded at the moment \(it failed: SQLITE_BUSY\)/);
  });

  it('that can never succeed are told and left out, and hold nothing back', () => {
    trouble = failure('SQLITE_CONSTRAINT_FOREIGNKEY');
    write('a');
    trouble = undefined;
    write('b');
    assert.deepEqual(done, ['b']);
    assert.equal(queue.flush(), true);
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /could not be recorded: it failed/);
  });

  it('may ask for further ones, which come after them', () => {
    queue.write(() => {
      write('inner');
      done.push('outer');
    });
    assert.deepEqual(done, ['outer', 'inner']);
    assert.deepEqual(told, []);
  });
});
