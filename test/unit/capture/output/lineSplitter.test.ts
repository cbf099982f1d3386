import assert from 'node:assert/strict';
import { LineSplitter, type OutputLine } from '../../../../src/capture/output/lineSplitter.ts';

/** Feeds strings or bytes one second apart; a transient line is shown as `~text`. */
function split(chunks: readonly (string | Uint8Array)[], splitter = new LineSplitter()): string[] {
  const lines: OutputLine[] = [];
  for (const [index, chunk] of chunks.entries()) {
    const bytes = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
    lines.push(...splitter.push(bytes, index * 1000));
  }
  lines.push(...splitter.end());
  return lines.map((line) => (line.transient ? `~${line.text}` : line.text));
}

describe('lines of output', () => {
  it('joins a line that arrives in pieces and ends with either line ending', () => {
    assert.deepEqual(split(['lo', 'ss: 0.', '3\nacc: 0.9\r', '\nend']), [
      'loss: 0.3',
      'acc: 0.9',
      'end',
    ]);
  });

  it('keeps empty lines', () => {
    assert.deepEqual(split(['a\n\nb\n']), ['a', '', 'b']);
  });

  it('joins a character whose bytes come in two chunks', () => {
    const bytes = new TextEncoder().encode('précision: 0.9 ━━\n');
    for (let cut = 1; cut < bytes.length; cut++) {
      assert.deepEqual(split([bytes.subarray(0, cut), bytes.subarray(cut)]), ['précision: 0.9 ━━']);
    }
  });

  it('replaces invalid bytes and goes on', () => {
    assert.deepEqual(split([Uint8Array.of(0x61, 0xff, 0xfe, 0x0a, 0x62, 0x0a)]), ['a��', 'b']);
  });

  it('removes colours, cursor movements and backspaces', () => {
    assert.deepEqual(split(['\u001B[1m32/32\u001B[0m \u001B[32m━━\u001B[0m\b\b\n']), ['32/32 ━━']);
  });

  it('shows the last state of a progress bar as the line', () => {
    assert.deepEqual(split(['\r 0%|  \r 50%|█ \r100%|██\n']), ['100%|██']);
    assert.deepEqual(split(['10%\r20%\r30%\r\n']), ['30%']);
  });

  it('passes overwritten states on while the bar is still moving', () => {
    assert.deepEqual(split(['\r 10%', '\r 20%', '\r 30%', '\n']), ['~ 10%', '~ 20%', ' 30%']);
  });

  it('passes on a few states a second, however fast the bar moves', () => {
    const splitter = new LineSplitter({ transientInterval: 250 });
    let transient = 0;
    for (let time = 0; time <= 10_000; time += 10) {
      transient += splitter.push(new TextEncoder().encode(`\r${time}`), time).length;
    }
    assert.ok(transient >= 35 && transient <= 41, `${transient} states in ten seconds`);
  });

  it('keeps a bounded part of a line that never ends', () => {
    const splitter = new LineSplitter({ maxLineLength: 100 });
    const chunk = new TextEncoder().encode('x'.repeat(60));
    for (let count = 0; count < 1000; count++) assert.deepEqual(splitter.push(chunk, count), []);
    const [line, next] = splitter.push(new TextEncoder().encode('\nnext\n'), 0);
    assert.equal(line?.text.length, 100);
    assert.equal(next?.text, 'next');
  });
});
