import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { sentencesIn } from '../../../scripts/check/sentences.ts';
import { Translation } from '../../../src/model/translation.ts';

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

/** A sentence with something in its holes that a run's record may hold. */
function filled(text: string, values: readonly string[]): string {
  return text.replaceAll(/\{(\d+)\}/g, (_, hole: string) => values[Number(hole)] ?? '?');
}

describe('the editor’s Korean', () => {
  it('is found for each sentence that comes from another process', async () => {
    const bundle = await texts('l10n/bundle.l10n.ko.json');
    const translation = new Translation(bundle);
    const values = ['/home/ada/my data.csv', '12', 'EACCES', 'x'];
    let checked = 0;
    for (const file of await readdir(path.join(root, 'src'), { recursive: true })) {
      if (!/^(launch|tracker|store|capture)[\\/].*\.ts$/.test(file)) continue;
      const source = await readFile(path.join(root, 'src', file), 'utf8');
      for (const { text } of sentencesIn(source)) {
        const korean = bundle[text];
        if (korean === undefined) continue;
        assert.equal(translation.of(filled(text, values)), filled(korean, values), text);
        checked += 1;
      }
    }
    assert.ok(checked > 100, `${checked} sentences`);
  });

  it('says the same on each page as the page’s own list', async () => {
    const bundle = await texts('l10n/bundle.l10n.ko.json');
    for (const page of ['run', 'parameters', 'graph']) {
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
