import assert from 'node:assert/strict';
import { brokenArrows, findBrokenArrows } from '../../../scripts/check-arrows.ts';

/** What the check says of one file. */
function check(file: string, text: string): string[] {
  return findBrokenArrows(new Map([[file, text]])).map(
    (arrow) => `${arrow.file}:${arrow.line} ${arrow.from} → ${arrow.to}`,
  );
}

describe('import arrows', () => {
  it('lets every layer import the ones below it', () => {
    assert.deepEqual(check('src/store/runs.ts', `import type { Run } from '../model/run.ts';`), []);
    assert.deepEqual(check('src/launch/a.ts', `import { open } from '../store/store.ts';`), []);
    assert.deepEqual(check('src/editor/a.ts', `import * as vscode from 'vscode';`), []);
    assert.deepEqual(check('src/extension.ts', `import { x } from './editor/x.ts';`), []);
    assert.deepEqual(check('webview/run/main.ts', `import '../shared/style.ts';`), []);
    assert.deepEqual(check('src/model/run.ts', `import * as v from 'valibot';`), []);
    assert.deepEqual(check('src/cli.ts', `import { version } from '../package.json';`), []);
  });

  it('finds an arrow that points up, with its line', () => {
    const text = `import a from 'a';\n\nimport {\n  open,\n} from '../store/store.ts';\n`;
    assert.deepEqual(check('src/model/run.ts', text), ['src/model/run.ts:5 src/model → src/store']);
  });

  it('finds arrows between neighbours', () => {
    const text = `import { open } from '../store/store.ts';`;
    assert.deepEqual(check('src/capture/git.ts', text), [
      'src/capture/git.ts:1 src/capture → src/store',
    ]);
  });

  it('keeps vscode to the editor', () => {
    const text = `import type { Uri } from 'vscode';`;
    assert.deepEqual(check('src/launch/a.ts', text), ['src/launch/a.ts:1 src/launch → vscode']);
    assert.deepEqual(check('src/cli.ts', text), ['src/cli.ts:1 src → vscode']);
  });

  it('keeps panels away from everything but the protocol and the model', () => {
    const text = `import { rows } from '../../src/store/runs.ts';`;
    assert.deepEqual(check('webview/run/main.ts', text), [
      'webview/run/main.ts:1 webview → src/store',
    ]);
  });

  it('sees re-exports, dynamic and bare imports', () => {
    for (const text of [
      `export { open } from '../store/store.ts';`,
      `export * from '../store/store.ts';`,
      `const store = await import('../store/store.ts');`,
      `import '../store/store.ts';`,
    ]) {
      assert.equal(check('src/model/a.ts', text).length, 1, text);
    }
  });

  it('does not read comments', () => {
    const text = `// import { open } from '../store/store.ts';\n/* import '../store/store.ts' */\n`;
    assert.deepEqual(check('src/model/a.ts', text), []);
  });

  it('counts lines behind a comment', () => {
    const text = `/*\n two lines\n*/\nimport '../store/store.ts';\n`;
    assert.deepEqual(check('src/model/a.ts', text), ['src/model/a.ts:4 src/model → src/store']);
  });

  it('reads this project', async () => {
    assert.ok(Array.isArray(await brokenArrows()));
  });
});
