import assert from 'node:assert/strict';
import korean from '../../../src/editor/pipeline/pipelineTexts.ko.json' with { type: 'json' };
import { PipelineTexts } from '../../../src/editor/pipeline/pipelineTexts.ts';
import { createPipelineService } from '../../../src/pipeline/service/service.ts';
import { MemoryWorkspace } from '../pipeline/support/memoryWorkspace.ts';

describe('what is said of pipeline files in Korean', () => {
  const texts = new PipelineTexts('ko');

  it('has the same holes as in English', () => {
    const holes = (text: string) => [...new Set(text.match(/\{\d\}/g) ?? [])].sort();
    for (const [english, text] of Object.entries(korean)) {
      assert.deepEqual(holes(text), holes(english), english);
    }
  });

  it('is what a person sees of a broken file', () => {
    const yaml = 'stages:\n  train:\n    cmd: python t.py ${lr}\n    dep: [a]\n    outs: a\n';
    const { validate } = createPipelineService(
      new MemoryWorkspace({ '.dvc/config': '', 'dvc.yaml': yaml }),
    );
    const said = validate('/project/dvc.yaml').map(({ message }) => texts.sentence(message));
    assert.ok(said.length >= 2);
    for (const message of said) assert.doesNotMatch(message, /[a-z]{3,} [a-z]{3,}/);
    assert.ok(said.some((message) => message.includes('`deps`을(를) 쓰려고 했나요?')));
  });

  it('is the title of a fix, and English elsewhere', () => {
    assert.equal(texts.title('Change to `deps`'), '`deps`(으)로 바꾸기');
    assert.equal(texts.title('Something new'), 'Something new');
    assert.equal(
      new PipelineTexts('de').sentence('A stage needs a name.'),
      'A stage needs a name.',
    );
  });
});
