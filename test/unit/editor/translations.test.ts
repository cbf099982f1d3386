import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');

async function texts(file: string): Promise<Readonly<Record<string, string>>> {
  return JSON.parse(await readFile(path.join(root, file), 'utf8')) as Record<string, string>;
}

function holes(text: string): string {
  return [...text.matchAll(/\{\d+\}/g)].map(String).sort().join();
}

/** The commands that a text links to. */
function links(text = ''): string {
  return Array.from(text.matchAll(/\]\((command:[^)]*)\)/g), String)
    .sort()
    .join();
}

describe('the editor’s Korean', () => {
  it('says the same on each page as the page’s own list', async () => {
    const bundle = await texts('l10n/bundle.l10n.ko.json');
    for (const page of ['run', 'parameters']) {
      const own = await texts(`webview/${page}/strings.ko.json`);
      for (const [english, korean] of Object.entries(own)) {
        assert.equal(bundle[english], korean, english);
      }
    }
  });

  it('has the same holes as the English', async () => {
    for (const [english, korean] of Object.entries(await texts('l10n/bundle.l10n.ko.json'))) {
      assert.equal(holes(korean), holes(english), english);
    }
  });

  it('links to the same commands', async () => {
    const english = await texts('package.nls.json');
    for (const [key, korean] of Object.entries(await texts('package.nls.ko.json'))) {
      assert.equal(links(korean), links(english[key]), key);
    }
  });
});
