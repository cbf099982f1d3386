import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { SecretKnowledge } from '../../../src/model/secrets/known.ts';
import { LaunchSecrets } from '../../../src/launch/record/launchSecrets.ts';
import { EventTail } from '../../../src/launch/record/eventTail.ts';
import type { HelperEvent } from '../../../src/capture/inputs/eventLines.ts';
import { makeProject, type Project } from '../../harness/project.ts';

const tag = (value: string) => `{"e":"tag","k":{"a":${JSON.stringify(value)}}}\n`;

function valueOf(event: HelperEvent): string {
  return event.kind === 'tag' ? (event.values[0]?.[1] ?? '') : event.kind;
}

describe('Events of a launch', () => {
  let project: Project;
  let warnings: string[];
  let tail: EventTail;
  beforeEach(async () => {
    project = await makeProject({}, { git: false });
    warnings = [];
    const warn = (text: string): void => void warnings.push(text);
    tail = new EventTail(project.folder, new LaunchSecrets(new SecretKnowledge(), warn), warn);
  });
  afterEach(() => project.remove());

  const write = (name: string, text: string) => appendFileSync(project.path(name), text);
  const values = () => tail.poll().map(valueOf);

  it('come once, from all processes, when their lines are whole', () => {
    assert.deepEqual(values(), []);
    write('10-0.jsonl', tag('one'));
    write('11-0.jsonl', tag('two') + tag('thr█e').slice(0, 22));
    assert.deepEqual(values(), ['one', 'two']);
    assert.deepEqual(values(), []);
    write('11-0.jsonl', tag('thr█e').slice(22));
    assert.deepEqual(values(), ['thr█e']);
    assert.deepEqual(warnings, []);
  });

  it('are all read, however many there are', () => {
    const lines = 80_000;
    const pad = 'x'.repeat(100);
    write('1-0.jsonl', Array.from({ length: lines }, (_, n) => tag(`${n} ${pad}`)).join(''));
    let seen = 0;
    do seen += tail.poll().length;
    while (tail.behind);
    assert.equal(seen, lines);
  });

  it('are none when their folder has been cleared away', async () => {
    await project.remove();
    assert.deepEqual(values(), []);
  });

  it('go on after a line that cannot be understood, which is told', () => {
    write('1-0.jsonl', `noise\n${tag('after')}`);
    assert.deepEqual(values(), ['after']);
    assert.equal(warnings.length, 1);
    assert.ok(warnings[0]?.includes(project.path('1-0.jsonl')));
  });

  it('go on after a line without an end', () => {
    write('1-0.jsonl', `${'x'.repeat(9 * 1024 * 1024)}\n${tag('after')}`);
    const seen: string[] = [];
    do seen.push(...values());
    while (tail.behind);
    assert.deepEqual(seen, ['after']);
    assert.ok(warnings.length > 0);
  });
});
