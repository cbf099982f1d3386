import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { newId } from '../../../src/model/names.ts';
import { makeLaunchFolder, type LaunchFolder } from '../../../src/launch/launchFolder.ts';
import { allPieces, readLog, readLogTail } from '../../../src/launch/output/outputIndex.ts';
import { OutputTail } from '../../../src/launch/output/outputTail.ts';
import { makeProject, type Project } from '../../harness/project.ts';

/** Nothing to keep secret. */
const openly = { known: [], onFound: () => undefined, onFailure: () => undefined };

/** What a tail saw: a line a piece, `12 out text`. */
interface Seen {
  readonly tail: OutputTail;
  readonly pieces: string[];
}

describe('The output of a launch', () => {
  let project: Project;
  let folder: LaunchFolder;
  beforeEach(async () => {
    project = await makeProject({}, { git: false });
    folder = makeLaunchFolder(project.path('.trackline'), newId());
  });
  afterEach(() => project.remove());

  function follow(): Seen {
    const pieces: string[] = [];
    const tail = new OutputTail(folder, openly, (stream, bytes, time) =>
      pieces.push(`${time} ${stream} ${bytes.toString('utf8')}`),
    );
    return { tail, pieces };
  }

  const out = (text: string | Uint8Array) => appendFileSync(folder.stdout, text);
  const err = (text: string | Uint8Array) => appendFileSync(folder.stderr, text);
  const log = () => readLog(folder, { index: 0 }, 1e9).bytes.toString('utf8');

  it('is taken as it comes, with the time that it was seen at', () => {
    const { tail, pieces } = follow();
    tail.poll(1);
    out('one\n');
    tail.poll(2);
    err('trouble\n');
    tail.poll(3);
    tail.poll(4);
    out('two\n');
    err('more\n');
    tail.poll(5);
    assert.deepEqual(pieces, ['2 out one\n', '3 err trouble\n', '5 out two\n', '5 err more\n']);
    assert.equal(log(), 'one\ntrouble\ntwo\nmore\n');
  });

  it('is never cut within a character, however its bytes arrive', () => {
    const { tail, pieces } = follow();
    for (const byte of Buffer.from('a█é🚀한')) {
      out(Uint8Array.of(byte));
      tail.poll(1);
      tail.poll(2);
    }
    assert.deepEqual(pieces, ['1 out a', '1 out █', '1 out é', '1 out 🚀', '1 out 한']);
  });

  it('is never cut within a character where a long piece ends', () => {
    const { tail, pieces } = follow();
    const text = `a${'█'.repeat(200_000)}`;
    out(text);
    while (tail.poll(1));
    assert.ok(pieces.length > 1);
    assert.equal(pieces.map((piece) => piece.slice('1 out '.length)).join(''), text);
  });

  it('is taken to its last byte when the command ends within a character, or wrote none', () => {
    const { tail } = follow();
    const bytes = Buffer.from([0x61, 0xff, 0xfe, 0x0a, 0xe2, 0x96]);
    out(bytes);
    err(Buffer.from([0xf0]));
    tail.poll(1);
    tail.end(2);
    const seen = readLog(folder, { index: 0 }, 1e9).bytes;
    assert.deepEqual(
      seen,
      Buffer.concat([bytes.subarray(0, 4), bytes.subarray(4), Buffer.of(0xf0)]),
    );
  });

  it('is replayed by another supervisor in the same pieces at the same times, then goes on', () => {
    const first = follow();
    out('one\n');
    first.tail.poll(1);
    err('two █\n');
    first.tail.poll(2);
    out('unseen\n');
    const second = follow();
    second.tail.replay();
    assert.deepEqual(second.pieces, first.pieces);
    second.tail.end(9);
    assert.deepEqual(second.pieces.slice(2), ['9 out unseen\n']);
    const third = follow();
    third.tail.replay();
    third.tail.end(10);
    assert.deepEqual(third.pieces, second.pieces);
    assert.equal(log(), 'one\ntwo █\nunseen\n');
  });

  it('loses nothing to a line of the index that was written in part', () => {
    const first = follow();
    out('one\n');
    first.tail.poll(1);
    out('two\n');
    first.tail.poll(2);
    const index = readFileSync(folder.outputIndex, 'utf8');
    truncateSync(folder.outputIndex, index.length - 9);
    assert.equal(log(), 'one\n', 'a torn line is passed over');
    const second = follow();
    second.tail.replay();
    out('three\n');
    second.tail.poll(3);
    assert.deepEqual(second.pieces, ['1 out one\n', '3 out two\nthree\n']);
    assert.equal(log(), 'one\ntwo\nthree\n');
    assert.equal(readLogTail(folder, 100).bytes.toString('utf8'), 'one\ntwo\nthree\n');
  });

  it('passes over what is not a piece', () => {
    out('one\ntwo\n');
    writeFileSync(
      folder.outputIndex,
      '{"t":1,"s":"out","o":0,"n":4}\n\nnoise\n{"t":2,"s":"in","o":0,"n":4}\n{"t":2,"s":"out","o":4,"n":4}\n',
    );
    assert.deepEqual(
      [...allPieces(folder)].map(({ t, o }) => [t, o]),
      [
        [1, 0],
        [2, 4],
      ],
    );
    assert.equal(log(), 'one\ntwo\n');
  });

  it('is read on from any place without a gap or a repetition', () => {
    const { tail } = follow();
    const lines = Array.from({ length: 3000 }, (_, index) => `line ${index}\n`);
    lines.forEach((line, index) => {
      if (index % 3 === 0) err(line);
      else out(line);
      tail.poll(index);
    });
    let read = '';
    let position = { index: 0 };
    for (;;) {
      const part = readLog(folder, position, 100);
      if (part.bytes.length === 0) break;
      assert.ok(part.bytes.length < 200);
      read += part.bytes.toString('utf8');
      position = part.next;
    }
    assert.equal(read, lines.join(''));
    assert.equal([...allPieces(folder)].length, lines.length);
    out('later\n');
    tail.poll(9999);
    assert.equal(readLog(folder, position, 100).bytes.toString('utf8'), 'later\n');
  });

  it('has a tail of at most so many bytes, from which reading goes on', () => {
    const { tail } = follow();
    for (let index = 0; index < 3000; index += 1) {
      out(`line ${String(index).padStart(4, '0')}\n`);
      tail.poll(index);
    }
    const end = readLogTail(folder, 25);
    assert.equal(end.bytes.toString('utf8'), '2997\nline 2998\nline 2999\n'.slice(-25));
    err('afterwards\n');
    tail.poll(5000);
    assert.equal(readLog(folder, end.next, 100).bytes.toString('utf8'), 'afterwards\n');
    assert.equal(readLogTail(folder, 1e6).bytes.length > 10_000, true);
  });

  it('that is not there is empty', () => {
    const none = makeLaunchFolder(project.path('.trackline'), newId());
    assert.deepEqual(readLog(none, { index: 0 }, 10), {
      bytes: Buffer.alloc(0),
      next: { index: 0 },
    });
    assert.deepEqual(readLogTail(none, 10), { bytes: Buffer.alloc(0), next: { index: 0 } });
    assert.deepEqual([...allPieces(none)], []);
  });
});
