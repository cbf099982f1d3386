import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import type { BuiltPackage, PackagePlan } from '../../../src/model/modelPackage.ts';
import type { FromPackagePage, ToPackagePage } from '../../../src/protocol/packagePage.ts';
import { BrowserPages } from './page/browserPage.ts';
import { dark, themes, type Theme } from './page/themes.ts';

declare global {
  interface Window {
    readonly axe: { run: () => Promise<AxeResults> };
  }
}

const axe = path.join(import.meta.dirname, '../../../node_modules/axe-core/axe.min.js');
const sum = 'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9';

const plan: PackagePlan = {
  name: 'digits',
  version: '3',
  description: '',
  licence: '',
  requirements: ['scikit-learn==1.7.2', 'joblib==1.5.2', 'numpy==2.3.4'],
  signature: {
    inputs: [{ name: 'pixels', dtype: 'float64', shape: [null, 64] }],
    outputs: [{ dtype: 'int64', shape: [null] }],
  },
  source: '/home/mina/digits/models/model.joblib',
  facts: {
    format: 'joblib',
    modelClass: 'sklearn.neural_network._multilayer_perceptron.MLPClassifier',
    libraries: [{ name: 'scikit-learn', version: '1.7.2' }],
    details: { Layers: '2' },
    findings: [
      {
        level: 'unknown',
        file: 'model.joblib',
        text: 'It calls digits.helpers.rebuild, which is no class of a known library.',
      },
    ],
  },
  lineage: {
    runId: '0f3c9a51d2b84e6fa07c15de92b4c833',
    runName: 'brave-fox-127',
    experiment: 'train',
    startTime: 0,
    commit: '9fceb02d0ae598e95dc970b74767f19372d61af8',
    dirty: true,
    snapshot: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
    params: { epochs: '60' },
    metrics: { val_accuracy: 0.9741, val_loss: 0.1182 },
    inputs: [{ path: 'data/train.csv', digest: `sha256:${sum}` }],
    python: '3.11.2',
    packages: {},
  },
};

const preview: ToPackagePage = {
  kind: 'preview',
  placed: { store: '/store', source: { kind: 'run', runId: plan.lineage?.runId ?? '' } },
  preview: {
    plan,
    bytes: 482_113,
    gates: {
      kind: 'judged',
      verdicts: [
        { title: 'val_accuracy ≥ 0.95', open: true, reason: 'val_accuracy is 0.9741.' },
        { title: 'pytest passed', open: false, reason: 'No run of pytest went well on the code.' },
      ],
    },
  },
  strings: {},
};
const files: ToPackagePage = {
  kind: 'files',
  files: {
    own: [{ path: 'model.joblib', bytes: 482_113, sha256: sum }],
    written: ['MLmodel', 'requirements.txt', 'README.md', 'SHA256SUMS'],
  },
};
const built: BuiltPackage = {
  folder: '/home/mina/digits/.trackline/packages/digits/3',
  name: 'digits',
  version: '3',
  digest: `sha256:${sum}`,
  bytes: 490_000,
  files: [{ path: 'model.joblib', bytes: 482_113, sha256: sum }],
};

async function give(page: Page, message: ToPackagePage): Promise<void> {
  await page.evaluate((each) => window.host.deliver(each), message);
}

/** The last that the page has sent of a kind. */
async function last<K extends FromPackagePage['kind']>(
  page: Page,
  kind: K,
): Promise<Extract<FromPackagePage, { kind: K }> | undefined> {
  const sent = await page.evaluate(() => window.host.sent as unknown[] as FromPackagePage[]);
  return sent.findLast((each): each is Extract<FromPackagePage, { kind: K }> => each.kind === kind);
}

describe('the sheet of a package', function () {
  this.timeout(60_000);
  let pages: BrowserPages;
  before(async () => {
    pages = await BrowserPages.start('package');
  });
  after(() => pages.stop());

  const open = async (theme: Theme = dark): Promise<Page> => {
    const page = await pages.open(theme);
    await give(page, preview);
    await page.getByRole('heading', { level: 1, name: 'Package Model' }).waitFor();
    return page;
  };

  it('lets the signature be changed, and names the line that is none', async () => {
    const page = await open();
    const takes = page.getByRole('textbox', { name: 'Takes' });
    assert.equal(await takes.inputValue(), 'pixels: float64 [?, 64]');
    await takes.fill('pixels: float64 [?, 64]\nage: whole number');
    await page.getByText('Line 2 is no value such as').waitFor();
    await page.getByRole('button', { name: 'Package', exact: true }).click();
    assert.equal(await last(page, 'package'), undefined, 'nothing is built');
    assert.ok(await takes.evaluate((box) => box === document.activeElement));
    await takes.fill('pixels: float32 [batch, 64]');
    await page.getByRole('button', { name: 'Package', exact: true }).click();
    const { wishes, versionChosen } = (await last(page, 'package')) ?? {};
    assert.deepEqual(wishes?.signature, {
      inputs: [{ name: 'pixels', dtype: 'float32', shape: ['batch', 64] }],
      outputs: [{ dtype: 'int64', shape: [null] }],
    });
    assert.equal(versionChosen, false);
  });

  it('shows the sums of the files before anything is built', async () => {
    const page = await open();
    await page.getByText('Working out the checksums…').waitFor();
    await give(page, files);
    const row = page.getByRole('row').filter({ hasText: 'model.joblib' });
    assert.match(await row.innerText(), new RegExp(sum));
    await page.getByText('Written beside it when it is packaged: MLmodel,').waitFor();
  });

  it('takes a model card in the person’s own words', async () => {
    const page = await open();
    await page.getByRole('textbox', { name: 'Licence' }).fill('MIT');
    await page.getByRole('button', { name: 'Edit Card' }).click();
    assert.equal((await last(page, 'card'))?.wishes.licence, 'MIT');
    await give(page, { kind: 'card', text: '# digits 3\n' });
    await page.getByRole('textbox', { name: 'Model Card' }).fill('# Mine\n');
    await page.getByRole('button', { name: 'Package', exact: true }).click();
    const asked = await last(page, 'package');
    assert.equal(asked?.wishes.card, '# Mine\n');
    assert.equal(asked.versionChosen, true, 'the card names a version');
  });

  it('takes a row of the data as an example only when asked to', async () => {
    const page = await open();
    const pack = page.getByRole('button', { name: 'Package', exact: true });
    await pack.click();
    assert.equal((await last(page, 'package'))?.wishes.exampleOfData, undefined);
    await page.getByRole('checkbox', { name: 'Input example' }).check();
    await pack.click();
    assert.equal((await last(page, 'package'))?.wishes.exampleOfData, true);
  });

  it('records why findings are overridden', async () => {
    const page = await open();
    await page.getByRole('textbox', { name: 'Override' }).fill(' read by hand ');
    await page.getByRole('button', { name: 'Package', exact: true }).click();
    assert.equal((await last(page, 'package'))?.override, 'read by hand');
  });

  it('is gone through by keys alone, in the order that it is read in', async () => {
    const page = await open();
    await give(page, files);
    await give(page, { kind: 'built', built });
    const names: string[] = [];
    for (let step = 0; step < 40; step += 1) {
      await page.keyboard.press('Tab');
      const name = await page.evaluate(() => {
        const at = document.activeElement;
        if (!(at instanceof HTMLElement) || at === document.body) return '';
        const labels = at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement;
        const label = labels ? at.labels?.[0]?.textContent : undefined;
        return (label ?? at.getAttribute('aria-label') ?? at.textContent ?? '').trim();
      });
      if (name === '') break;
      // Icons are letters of a private font.
      names.push(
        name
          .replaceAll(/[\uE000-\uF8FF]/g, '')
          .replaceAll(/\s+/g, ' ')
          .trim(),
      );
    }
    assert.deepEqual(names, [
      'Name',
      'Version',
      'Licence',
      'Description',
      'Requirements',
      'Takes',
      'Gives',
      'Input example',
      'Files',
      'Override',
      'brave-fox-127',
      'Edit Card',
      'Package',
      'Push…',
      'Sign…',
      'Open Model Card',
      'Reveal Folder',
      '1 files',
    ]);
  });

  for (const theme of themes) {
    it(`has nothing for axe to find, ${theme.name}`, async () => {
      const page = await open(theme);
      await give(page, files);
      await give(page, { kind: 'card', text: '# digits 3\n' });
      await give(page, { kind: 'built', built });
      await page.getByText('1 files').click();
      await page.evaluate(await readFile(axe, 'utf8'));
      const { violations } = await page.evaluate(() => window.axe.run());
      assert.deepEqual(
        violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`),
        [],
      );
      assert.deepEqual(await page.evaluate(() => window.host.violations), []);
      const pictures = process.env['TRACKLINE_TEST_PICTURES'];
      if (pictures !== undefined) {
        const file = path.join(pictures, `sheet-${theme.name}.png`);
        await page.screenshot({ path: file, fullPage: true });
      }
    });
  }
});
