import assert from 'node:assert/strict';
import { LogText } from '../../../src/editor/log/logText.ts';

function shown(pieces: readonly string[]): string {
  const log = new LogText();
  for (const piece of pieces) log.append(piece);
  return log.text;
}

describe('the text of a log', () => {
  it('has no colours and no other escape sequences', () => {
    const esc = '\u001B';
    assert.equal(
      shown([
        `${esc}[1;31mred${esc}[0m ${esc}]0;title\u0007plain ${esc}]8;;x${esc}\\link${esc}(B\n`,
      ]),
      'red plain link\n',
    );
  });

  it('is the same wherever its pieces are cut', () => {
    const whole =
      'a\u001B[32mgreen\u001B[0m\r\n 10%|#  |\r 50%|## |\r100%|###|\nend\u001B]0;t\u001B\\!\r\n';
    const expected = shown([whole]);
    assert.equal(expected, 'agreen\n100%|###|\nend!\n');
    for (let cut = 1; cut < whole.length; cut += 1) {
      assert.equal(shown([whole.slice(0, cut), whole.slice(cut)]), expected, `cut at ${cut}`);
    }
    assert.equal(shown(whole.split('')), expected);
  });

  it('shows of a progress bar what was written last, over what was longer', () => {
    assert.equal(shown(['loading 100 files\rdone\n']), 'doneing 100 files\n');
    assert.equal(shown(['\r 1/3', '\r 2/3']), ' 2/3');
    assert.equal(shown(['\r 1/3', '\r 2/3', '\n']), ' 2/3\n');
  });

  it('keeps the newest whole lines of a log that is too long', () => {
    const log = new LogText(1000);
    for (let line = 0; line < 500; line += 1) log.append(`line ${line}\n`);
    assert.equal(log.dropped, true);
    assert.ok(log.text.length <= 1000);
    assert.match(log.text, /^line \d+\n/);
    assert.ok(log.text.endsWith('line 498\nline 499\n'));
  });

  it('does not drop anything of a log that fits', () => {
    const log = new LogText(1000);
    log.append('x'.repeat(1000));
    assert.equal(log.dropped, false);
    assert.equal(log.text.length, 1000);
  });
});
