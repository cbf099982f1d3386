import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const webview = path.join(import.meta.dirname, '..', '..', '..', 'webview');

/** Every text of the pages, as they ask for it, and calls whose text cannot be read off. */
async function texts(): Promise<{ found: Set<string>; unreadable: string[] }> {
  const found = new Set<string>();
  const unreadable: string[] = [];
  for (const file of await readdir(webview, { recursive: true })) {
    if (!file.endsWith('.ts') || path.basename(file) === 'text.ts') continue;
    const source = await readFile(path.join(webview, file), 'utf8');
    for (const call of source.matchAll(/(?<![\w.#])t\(\s*(?:(['"])((?:\\.|(?!\1).)*)\1)?/gs)) {
      if (call[2] === undefined)
        unreadable.push(`${file}: ${source.slice(call.index, call.index + 40)}`);
      else found.add(call[2].replace(/\\(['"])/g, '$1'));
    }
  }
  return { found, unreadable };
}

function holes(text: string): string {
  return [...text.matchAll(/\{\d+\}/g)].map(String).sort().join();
}

describe('texts of the pages', () => {
  let korean: Record<string, string>;

  before(async () => {
    korean = {};
    for (const file of await readdir(webview, { recursive: true })) {
      if (path.basename(file) !== 'strings.ko.json') continue;
      Object.assign(korean, JSON.parse(await readFile(path.join(webview, file), 'utf8')));
    }
  });

  it('are written out where they are used', async () => {
    const { found, unreadable } = await texts();
    assert.deepEqual(unreadable, []);
    assert.ok(found.has('Run Again'));
  });

  it('are all there in Korean, and no others', async () => {
    const { found } = await texts();
    assert.deepEqual(Object.keys(korean).sort(), [...found].sort());
  });

  it('have the same holes in Korean', () => {
    for (const [english, text] of Object.entries(korean)) {
      assert.equal(holes(text), holes(english), english);
    }
  });
});
