import assert from 'node:assert/strict';
import { splitCommandLine } from '../../../src/model/commandLine.ts';
import type { Quoting } from '../../../src/model/commandLine.ts';

function words(text: string, quoting: Quoting = 'posix'): readonly string[] {
  const line = splitCommandLine(text, quoting);
  assert.equal(line.kind, 'command', text);
  return line.kind === 'command' ? line.argv : [];
}

describe('a command line that a person types', () => {
  it('is split at spaces, tabs and line ends', () => {
    assert.deepEqual(words('  python train.py\t--lr  0.1\n'), [
      'python',
      'train.py',
      '--lr',
      '0.1',
    ]);
  });

  it('keeps together what is quoted, also in the middle of a word', () => {
    assert.deepEqual(words(`python "my script.py" --note='a "b" c' x"y z"w ''`), [
      'python',
      'my script.py',
      '--note=a "b" c',
      'xy zw',
      '',
    ]);
  });

  it('takes a backslash before a letter as that letter, as shells of Unix do', () => {
    assert.deepEqual(words(String.raw`python my\ script.py "a \"b\" \n" 'c\d'`), [
      'python',
      'my script.py',
      String.raw`a "b" \n`,
      String.raw`c\d`,
    ]);
  });

  it('takes a backslash as a part of the path, and an apostrophe as a letter, on Windows', () => {
    assert.deepEqual(words(String.raw`C:\Python\python.exe "my data\train.py" it's`, 'windows'), [
      String.raw`C:\Python\python.exe`,
      String.raw`my data\train.py`,
      "it's",
    ]);
  });

  it('takes assignments before the program as its environment', () => {
    assert.deepEqual(
      splitCommandLine('CUDA_VISIBLE_DEVICES=0 A="b c" python t.py lr=0.1', 'posix'),
      {
        kind: 'command',
        argv: ['python', 't.py', 'lr=0.1'],
        env: { CUDA_VISIBLE_DEVICES: '0', A: 'b c' },
      },
    );
  });

  it('is refused where it needs a shell, and not where the letters are quoted', () => {
    const operators = ['&&', '||', '|', ';', '>', '>>', '<', '&', '$(', '`'];
    for (const operator of operators) {
      assert.deepEqual(splitCommandLine(`python a.py ${operator} b`, 'posix'), {
        kind: 'shell',
        operator,
      });
    }
    assert.deepEqual(words(`bash -c 'a && b | c > d'`), ['bash', '-c', 'a && b | c > d']);
    assert.deepEqual(words(String.raw`python a.py price\>3`), ['python', 'a.py', 'price>3']);
  });

  it('is refused with a quote left open, and when there is nothing in it', () => {
    assert.deepEqual(splitCommandLine('python "a.py', 'posix'), { kind: 'open-quote' });
    assert.deepEqual(splitCommandLine('  ', 'posix'), { kind: 'empty' });
    assert.deepEqual(splitCommandLine('A=1', 'posix'), { kind: 'empty' });
  });
});
