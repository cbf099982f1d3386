import assert from 'node:assert/strict';
import { parseAnsi } from '../../../webview/shared/ansi.ts';
import { linesGone } from '../../../webview/run/log/linesGone.ts';

const esc = '\u001b';

function plain(output: string): string[] {
  return parseAnsi(output).map((line) => line.map((piece) => piece.text).join(''));
}

function looks(codes: string): unknown {
  return parseAnsi(`${esc}[${codes}mx`)[0]?.[0]?.look;
}

describe('output with control sequences', () => {
  it('keeps colours across lines until they are reset', () => {
    assert.deepEqual(parseAnsi(`a${esc}[1;31mb\nc${esc}[0md`), [
      [
        { text: 'a', look: {} },
        { text: 'b', look: { bold: true, foreground: 1 } },
      ],
      [
        { text: 'c', look: { bold: true, foreground: 1 } },
        { text: 'd', look: {} },
      ],
    ]);
  });

  it('knows bright, indexed and exact colours', () => {
    assert.deepEqual(looks('92'), { foreground: 10 });
    assert.deepEqual(looks('48;5;9'), { background: 9 });
    assert.deepEqual(looks('38;5;196'), { foreground: [255, 0, 0] });
    assert.deepEqual(looks('38;5;244'), { foreground: [128, 128, 128] });
    assert.deepEqual(looks('38;2;1;2;999;4'), { foreground: [1, 2, 255], underline: true });
    assert.deepEqual(looks('31;39'), {});
    assert.deepEqual(looks(''), {});
  });

  it('shows what a progress bar shows in the end', () => {
    assert.deepEqual(plain(' 10%|#\r 50%|##\r100%|###\ndone'), ['100%|###', 'done']);
    assert.deepEqual(plain('half\r\nwindows\r\n'), ['half', 'windows']);
    assert.deepEqual(plain('stays\r'), ['stays']);
  });

  it('drops what moves the cursor, sets titles or rings', () => {
    assert.deepEqual(plain(`${esc}[2K${esc}[1Aup${esc}]0;title\u0007!\u0007${esc}[?25l.`), [
      'up!.',
    ]);
    assert.deepEqual(plain(`${esc}]8;;https://x${esc}\\link${esc}]8;;${esc}\\`), ['link']);
  });

  it('leaves markup as text', () => {
    assert.deepEqual(plain('<b>&amp;\ttab'), ['<b>&amp;\ttab']);
  });

  it('is read to its end though it is a pile of broken sequences', () => {
    const text = `${esc}[`.repeat(20_000) + '\r'.repeat(20_000);
    assert.equal(plain(text).length, 1);
  });
});

describe('a tail of the log that moves on', () => {
  it('counts the lines that it has left behind', () => {
    assert.equal(linesGone('', 'a\nb\n'), 0);
    assert.equal(linesGone('a\nb\n', 'a\nb\nc\n'), 0);
    assert.equal(linesGone('a\nb\nc\n', 'c\nd\n'), 2);
    assert.equal(linesGone('line one\nline two\n', 'e two\nmore\n'), 1);
  });
});
