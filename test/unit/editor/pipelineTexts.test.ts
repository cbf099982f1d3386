import assert from 'node:assert/strict';
import korean from '../../../src/editor/pipeline/pipelineTexts.ko.json' with { type: 'json' };
import { hoverText } from '../../../src/editor/pipeline/hoverTexts.ts';
import { pageOf } from '../../../src/editor/pipeline/pageTexts.ts';
import { PipelineTexts } from '../../../src/editor/pipeline/pipelineTexts.ts';
import { diagnosticPages, type DiagnosticCode } from '../../../src/pipeline/service/docs.ts';
import { grammars } from '../../../src/pipeline/service/features/grammars.ts';
import type { Rule } from '../../../src/pipeline/service/grammar/rule.ts';
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

describe('what explains pipeline files in Korean', () => {
  it('has a page for each kind of diagnostic', () => {
    for (const code of Object.keys(diagnosticPages) as DiagnosticCode[]) {
      const [ours, english] = [pageOf(code, 'ko'), pageOf(code, 'en')];
      assert.match(ours.title, /[가-힣]/, code);
      assert.match(ours.text, /[가-힣]/, code);
      const links = (text: string) => text.match(/https:[^)]+/g) ?? [];
      assert.deepEqual(links(ours.text), links(english.text), code);
    }
  });

  it('has the meaning of each key', () => {
    const docs = Object.values(grammars).flatMap((rule) => [...docsOf(rule, new Set())]);
    assert.ok(docs.length > 100);
    for (const doc of docs) assert.match(hoverText(doc, 'ko'), /[가-힣]/, doc);
    assert.equal(hoverText('What it is.', 'en'), 'What it is.');
  });

  it('tells what hovers and hints tell, and leaves names, values and commands', () => {
    const say = (text: string) => hoverText(text, 'ko');
    assert.equal(
      say('`lr` = `0.1` from params.yaml:2  \nand 3 more'),
      '`lr` = `0.1` — params.yaml:2  \n그 밖에 3개',
    );
    assert.equal(
      say('`a.csv`: written by `prep`; read by `fit`, `all`; not on disk'),
      '`a.csv`: `prep`이(가) 씀; `fit`, `all`이(가) 읽음; 디스크에 없음',
    );
    assert.equal(say('`x`: on disk'), '`x`: 디스크에 있음');
    assert.equal(say('`lr`: used by `fit`'), '`lr`: `fit`에서 씀');
    assert.equal(
      say(
        '**fit**: 2 stages\n\n```sh\nand 3 more\n```\nSince dvc.lock: lr 1 → 2, the command changed',
      ),
      '**fit**: 스테이지 2개\n\n```sh\nand 3 more\n```\ndvc.lock 이후: lr 1 → 2, 명령이 바뀜',
    );
    assert.equal(say('2 of them stale: not run yet'), '그중 2개 오래됨: 아직 실행 안 함');
    assert.equal(
      say('Last run: failed, 2024-01-01 10:00 UTC'),
      '마지막 실행: 실패, 2024-01-01 10:00 UTC',
    );
  });
});

/** What a grammar says of its keys. */
function docsOf(rule: Rule, seen: Set<Rule>): Set<string> {
  const docs = new Set<string>();
  if (seen.has(rule)) return docs;
  seen.add(rule);
  const add = (inner: Rule) => {
    for (const doc of docsOf(inner, seen)) docs.add(doc);
  };
  if (rule.is === 'items') add(rule.of);
  if (rule.is === 'named') add(rule.values);
  if (rule.is === 'either') rule.options.forEach(add);
  if (rule.is === 'chosen') rule.all.forEach(add);
  if (rule.is === 'fields') {
    for (const field of Object.values(rule.fields)) {
      docs.add(field.doc);
      add(field.rule);
    }
  }
  return docs;
}
