import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { loggedTable, separated } from '../../../../webview/compare/side/loggedTable.ts';
import type { TemporaryStore } from '../../store/temporaryStore.ts';
import { themes } from '../page/themes.ts';
import { axeFinds } from './axeFinds.ts';
import { openTab, storeOf } from './chartedRuns.ts';
import { ComparePages, type OpenComparison } from './comparePages.ts';

const markup = '<img src=x onerror=alert(1)>';

/** A picture of one colour, 4 × 4 pixels. */
function png(red: number): Buffer {
  const chunk = (name: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const size = Buffer.alloc(4);
    size.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([size, body, sum]);
  };
  const header = Buffer.from([0, 0, 0, 4, 0, 0, 0, 4, 8, 2, 0, 0, 0]);
  const line = [0, ...Array.from({ length: 4 }, () => [red, 80, 80]).flat()];
  const pixels = Buffer.from(Array.from({ length: 4 }, () => line).flat());
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function crc32(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}

async function logFiles(at: TemporaryStore, id: string, index: number): Promise<void> {
  const folder = path.join(at.store.root, 'artifacts', id);
  await mkdir(folder, { recursive: true });
  const files: Readonly<Record<string, string | Buffer>> = {
    'plot.png': png(100 * index),
    'notes.txt': `${markup} ${index}`,
    'rows.csv': `name,value\n"a, ""b""",${index}\n`,
    'confusion_matrix.json': JSON.stringify({
      labels: ['cat', 'dog'],
      matrix: [
        [9 - index, 1],
        [2, 8],
      ],
    }),
    'weights.bin': Buffer.from([0, 1, 2]),
  };
  for (const [name, content] of Object.entries(files)) {
    await writeFile(path.join(folder, name), content);
  }
}

describe('runs side by side', function () {
  this.timeout(60_000);
  let pages: ComparePages;
  let open: OpenComparison;

  before(async () => {
    pages = await ComparePages.start();
  });

  after(() => pages.stop());

  afterEach(async () => {
    const violations = await open.page.evaluate(() => window.host.violations);
    await open.page.context().close();
    assert.deepEqual(violations, []);
  });

  const show = async (theme = themes[0]) => {
    const { at, ids } = await storeOf([
      { name: 'first', params: { lr: '0.1', batch: '32' }, series: { loss: [2, 1] } },
      { name: markup, params: { lr: '0.2', batch: '32' }, series: { loss: [2, Number.NaN] } },
    ]);
    for (const [index, id] of ids.entries()) await logFiles(at, id, index);
    open = await pages.open(at.store, {
      opening: { select: ids },
      ...(theme !== undefined && { theme }),
    });
    await openTab(open.page, 'Side by Side');
    await open.page.getByRole('rowheader', { name: /^lr|lr differs$/ }).waitFor();
    return { at, ids, page: open.page };
  };

  it('marks what differs, and leaves the rest out when asked', async () => {
    const { at, page } = await show();
    await using _ = at;
    const lr = page.getByRole('row', { name: /lr differs/ });
    assert.match(await lr.innerText(), /≠[^]*0\.2\s+0\.1/);
    assert.match(await page.getByRole('row', { name: /loss differs/ }).innerText(), /NaN\s+1/);
    const batch = page.getByRole('rowheader', { name: 'batch', exact: true });
    await batch.waitFor();
    await page.getByLabel('Only differences').check();
    await batch.waitFor({ state: 'detached' });
    await lr.waitFor();
    assert.equal(await page.locator('img').count(), 0);
  });

  it('shows pictures, texts, tables and confusion matrices next to each other', async () => {
    const { at, page } = await show();
    await using _ = at;
    for (const name of [
      'plot.png',
      'notes.txt',
      'rows.csv',
      'confusion_matrix.json',
      'weights.bin',
    ]) {
      await page.getByRole('button', { name, exact: true }).click();
    }
    await page.waitForFunction(() => {
      const images = [...document.querySelectorAll('img')];
      return images.length === 2 && images.every(({ naturalWidth }) => naturalWidth === 4);
    });
    await page.getByText(`${markup} 1`).waitFor();
    assert.equal(await page.getByRole('cell', { name: 'a, "b"' }).count(), 2);
    assert.equal(await page.locator('table.confusion').count(), 2);
    assert.equal(await page.locator('table.confusion td.right').count(), 4);
    assert.equal(await page.getByText('Not a text').count(), 2);
    assert.deepEqual(await axeFinds(page), []);
  });

  it('goes on without a run that is deleted, and says that two are wanted', async () => {
    const { at, ids, page } = await show();
    await using _ = at;
    const [, gone = ''] = ids;
    at.store.runs.setLifecycle(gone, 'deleted');
    await open.changed(gone);
    await page.getByText('Choose two to ten runs').waitFor();
  });

  for (const theme of themes) {
    it(`has nothing for axe to find, ${theme.name}`, async () => {
      const { at, page } = await show(theme);
      await using _ = at;
      assert.deepEqual(await axeFinds(page), []);
    });
  }
});

describe('a table that a run logged', () => {
  it('is read from CSV with quotes, and from the forms that JSON has', () => {
    assert.deepEqual(separated('a,b\r\n"x\ny","1,5"\n', ','), [
      ['a', 'b'],
      ['x\ny', '1,5'],
    ]);
    const rows = (text: string): unknown => loggedTable('t.json', text)?.rows;
    assert.deepEqual(rows('{"columns":["a"],"data":[[1],["b"]]}'), [['1'], ['b']]);
    assert.deepEqual(rows('[{"a":1,"b":2},{"b":3}]'), [
      ['1', '2'],
      ['', '3'],
    ]);
    assert.equal(rows('{"loss": 3}'), undefined);
    assert.equal(rows('{'), undefined);
    assert.equal(loggedTable('t.txt', 'a,b\n1,2'), undefined);
  });

  it('is a confusion matrix when it is square and named alike both ways', () => {
    const csv = ',cat,dog\ncat,5,1\ndog,2,7\n';
    assert.equal(loggedTable('m.csv', csv)?.confusion, true);
    assert.equal(loggedTable('m.csv', csv.replace('\ndog', '\ncow'))?.confusion, false);
    assert.equal(loggedTable('confusion.csv', csv.replace('\ndog', '\ncow'))?.confusion, true);
    assert.equal(loggedTable('m.csv', csv.replace('7', 'x'))?.confusion, false);
  });
});
