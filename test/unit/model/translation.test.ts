import assert from 'node:assert/strict';
import { Translation } from '../../../src/model/translation.ts';

const korean = new Translation({
  'The folder {0} does not exist.': '폴더 {0}이(가) 없습니다.',
  'The folder {0} cannot be written: {1}.': '폴더 {0}에 쓸 수 없습니다: {1}.',
  'Choose another one.': '다른 것을 선택하세요.',
  'The run {0} of {1} was moved by {0}.': '{1}의 실행 {0}은(는) {0}이(가) 옮겼습니다.',
  'It is no file.': '파일이 아닙니다.',
  'Run {0}': '{0} 실행',
  '{0}: {1}.': '{1}: {0}.',
});

describe('sentences of other processes', () => {
  it('are put into the other language with what was filled in', () => {
    assert.equal(korean.of('The folder /a b.c does not exist.'), '폴더 /a b.c이(가) 없습니다.');
    assert.equal(
      korean.of('The run x of y was moved by x.'),
      'y의 실행 x은(는) x이(가) 옮겼습니다.',
    );
  });

  it('are put so one by one, and a sentence within a sentence too', () => {
    assert.equal(
      korean.of('The folder /a cannot be written: It is no file. Choose another one.'),
      '폴더 /a에 쓸 수 없습니다: It is no file. 다른 것을 선택하세요.',
    );
    assert.equal(
      korean.of('Something unknown. Choose another one.'),
      'Something unknown. 다른 것을 선택하세요.',
    );
  });

  it('stay as they are where nothing is known of them', () => {
    for (const text of ['', 'Run the file again.', 'ENOENT: no such file.', 'toString']) {
      assert.equal(korean.of(text), text);
    }
  });
});
