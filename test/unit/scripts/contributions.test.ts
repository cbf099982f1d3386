import assert from 'node:assert/strict';
import { findBrokenContributions } from '../../../scripts/check-contributions.ts';
import type { Contributions } from '../../../scripts/check-contributions.ts';

const command = { command: 'trackline.run', title: '%run.title%' };

/** A project in which everything agrees, with some parts changed. */
function check(changes: Partial<Contributions> = {}): string[] {
  return findBrokenContributions({
    manifest: JSON.stringify({ contributes: { commands: [command] } }),
    titles: new Map([
      ['package.nls.json', '{"run.title":"Run"}'],
      ['package.nls.ko.json', '{"run.title":"실행"}'],
    ]),
    bundle: '{"It’s running":"실행 중"}',
    sources: new Map([
      ['src/editor/run.ts', `register('trackline.run', () => l10n.t('It\\u2019s ' + "running"))`],
    ]),
    ...changes,
  });
}

/** The same with one source file. */
function checkCode(code: string): string[] {
  return check({ sources: new Map([['src/editor/run.ts', code]]) });
}

describe('contributions', () => {
  it('says nothing when code, titles and translations agree', () => {
    assert.deepEqual(check(), []);
  });

  it('finds a sentence of another process that is not translated', () => {
    const others = new Map([['src/launch/a.ts', "throw new UserError('It is gone.', '');"]]);
    assert.deepEqual(check({ others }), ['src/launch/a.ts:1: no Korean text for "It is gone."']);
  });

  it('finds a command that no code registers', () => {
    const sources = new Map([['src/editor/run.ts', `l10n.t('It’s running'); 'trackline.runs'`]]);
    assert.deepEqual(check({ sources }), [
      'package.json: no code in src/editor registers the command trackline.run',
    ]);
  });

  it('finds a command that is listed in a table and registered nowhere', () => {
    const table = `const commands = { run: 'trackline.run' }; l10n.t('It’s running');`;
    assert.deepEqual(checkCode(`${table} register(commands.run, go);`), []);
    assert.deepEqual(checkCode(table), [
      'package.json: no code in src/editor registers the command trackline.run',
    ]);
  });

  it('finds a title that is not translated, and one that nothing uses', () => {
    const titles = new Map([
      ['package.nls.json', '{"run.title":"Run"}'],
      ['package.nls.ko.json', '{"stop.title":"중지"}'],
    ]);
    assert.deepEqual(check({ titles }), [
      'package.nls.ko.json: "run.title" is missing',
      'package.nls.ko.json: "stop.title" is used nowhere',
    ]);
  });

  it('finds a title written into package.json', () => {
    const manifest = JSON.stringify({
      description: '%run.title%',
      contributes: { commands: [{ command: 'trackline.run', title: 'Run' }] },
    });
    assert.deepEqual(check({ manifest }), [
      'package.json: the title of trackline.run is not a key of package.nls.json',
    ]);
  });

  it('finds a text without a translation, with its line', () => {
    const sources = new Map([
      ['src/editor/run.ts', `'trackline.run'; l10n.t('It’s running');\nl10n.t('Stop {0}', name);`],
    ]);
    assert.deepEqual(check({ sources }), ['src/editor/run.ts:2: no Korean text for "Stop {0}"']);
  });

  it('finds a text that no bundle could hold', () => {
    const sources = new Map([
      ['src/editor/run.ts', "'trackline.run'; l10n.t('It’s running'); l10n.t(`Stop ${name}`);"],
    ]);
    assert.deepEqual(check({ sources }), ['src/editor/run.ts:1: l10n.t needs a string literal']);
  });

  it('finds a translation that nothing uses', () => {
    assert.deepEqual(check({ bundle: '{"It’s running":"실행 중","Old":"옛"}' }), [
      'l10n/bundle.l10n.ko.json: "Old" is used nowhere',
    ]);
  });
});
