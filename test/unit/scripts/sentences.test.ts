import assert from 'node:assert/strict';
import { sentencesIn } from '../../../scripts/check/sentences.ts';

/** The sentences of a source, without their lines. */
function texts(source: string): string[] {
  return sentencesIn(source).map(({ text }) => text);
}

describe('the sentences of a source file', () => {
  it('are its literals that read like one, with holes for what is filled in', () => {
    const source = [
      "throw new UserError(`The folder ${cwd} does not hold ${count({ a: '}' })} files.`,",
      "  'Choose ' + 'another one.');",
    ].join('\n');
    assert.deepEqual(sentencesIn(source), [
      { line: 1, text: 'The folder {0} does not hold {1} files.' },
      { line: 2, text: 'Choose another one.' },
    ]);
  });

  it('are found inside of holes and behind regular expressions with quotes', () => {
    assert.deepEqual(texts("const a = /['\"`]/.test(b) ? 'It is so.' : 'It is not.';"), [
      'It is so.',
      'It is not.',
    ]);
    assert.deepEqual(texts("tell(`${full ? 'The disk is full.' : ''}`);"), ['The disk is full.']);
  });

  it('are neither comments, nor words, nor statements for the database', () => {
    const source = [
      "// 'This is a comment.'",
      "/* 'This is one, too.' */",
      "const words = ['a.b', 'Open Run', 'no sentence at all'];",
      "prepare('SELECT * FROM runs WHERE id = ?');",
    ].join('\n');
    assert.deepEqual(texts(source), []);
  });
});
