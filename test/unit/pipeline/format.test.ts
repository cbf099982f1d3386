import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createPipelineService } from '../../../src/pipeline/service/service.ts';
import { readYaml } from '../../../src/pipeline/service/yaml/readYaml.ts';
import type { Value } from '../../../src/pipeline/service/yaml/values.ts';
import { projects } from './fixtures/projects.ts';
import { broken, chance, seeds } from './support/broken.ts';
import { MemoryWorkspace } from './support/memoryWorkspace.ts';

function format(text: string, name = 'dvc.yaml'): string {
  const workspace = new MemoryWorkspace({ [name]: text });
  let result = text;
  for (const edit of createPipelineService(workspace).format(workspace.at(name)).toReversed()) {
    result = result.slice(0, edit.start) + edit.text + result.slice(edit.end);
  }
  return result;
}

/** The data with its types, without its places. */
function dataOf(value: Value | undefined): unknown {
  if (value?.kind === 'list') return value.items.map(dataOf);
  if (value?.kind === 'map') {
    return value.entries.map((entry) => [dataOf(entry.key), dataOf(entry.value)]);
  }
  return value?.kind === 'scalar' ? [value.type, value.text] : value?.kind;
}

/** What formatting must keep: the data, all that is no space, and that doing it again does nothing. */
function check(text: string, name: string): void {
  const after = format(text, name);
  const shown = JSON.stringify(text);
  assert.equal(after.replaceAll(/\s/g, ''), text.replaceAll(/\s/g, ''), shown);
  assert.deepEqual(dataOf(readYaml(after).root), dataOf(readYaml(text).root), shown);
  assert.equal(format(after, name), after, shown);
}

describe('formatting', () => {
  it('sets equal steps, strips ends of lines and empty lines, and keeps comments and texts', () => {
    assert.equal(
      format(
        '\n# top\n\n\n\nstages:\n    # about a\n    a:   \n        cmd: |\n            x\n              y\n\n\n            z\n        deps:\n        - a # why\n        - b\n        outs:\n            -   m:\n                    cache: false\n            # tail\n        # after\n    b: {cmd: x,\n       deps: [y]}\n\n\n',
      ),
      '# top\n\nstages:\n  # about a\n  a:\n    cmd: |\n      x\n        y\n\n\n      z\n    deps:\n    - a # why\n    - b\n    outs:\n      -   m:\n            cache: false\n      # tail\n    # after\n  b: {cmd: x,\n     deps: [y]}\n',
    );
  });

  it('ends the file as its lines end, and leaves what is in order', () => {
    assert.equal(format('a:\r\n    b: 1 \r\nc: 2', 'params.yaml'), 'a:\r\n  b: 1\r\nc: 2\r\n');
    const good = 'stages:\n  a:\n    cmd: x\n';
    assert.equal(format(good), good);
    assert.equal(format(''), '');
  });

  it('does not touch what cannot be read, nor what DVC writes', () => {
    for (const text of ['a:   \n    b: [\n', 'a: 1  \na: 2\n', 'a:\n\tb: 1\n']) {
      assert.equal(format(text), text);
    }
    const lock = "schema: '2.0'   \nstages:\n      a: {cmd: x}\n";
    assert.equal(format(lock, 'dvc.lock'), lock);
  });

  it('keeps the data and the comments of the projects that DVC judged', () => {
    for (const { files } of projects) {
      for (const [name, text] of Object.entries(files)) {
        if (name.endsWith('dvc.yaml') || name.endsWith('params.yaml')) check(text, 'dvc.yaml');
      }
    }
  });

  it('keeps the data and the comments of files with random changes', function () {
    this.timeout(300_000);
    const next = chance(19_741_123);
    for (let count = 0; count < 3_000; count += 1) {
      const [name, seed] = seeds[next(seeds.length)] ?? ['dvc.yaml', ''];
      const spread = seed.replaceAll(
        '\n',
        () => ['\n', ' \n', '\n\n\n', '\n# c\n'][next(12)] ?? '\n',
      );
      check(next(3) === 0 ? broken(spread, next) : spread, name);
    }
  });

  it('keeps the data and the comments of real files', function () {
    const folder = path.resolve(import.meta.dirname, '../../../..', 'shared', 'cases');
    if (!existsSync(folder)) {
      console.log(`      ${folder} does not exist, so its files are not looked at.`);
      return;
    }
    this.timeout(300_000);
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const files = names.filter((name) => /(?:dvc|params)\.yaml$/.test(name));
    assert.ok(files.length > 100);
    for (const file of files) {
      check(readFileSync(path.join(folder, file), 'utf8'), path.basename(file));
    }
  });
});
