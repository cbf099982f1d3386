import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Locator, Page } from 'playwright-core';
import { pythonOptions } from '../../../src/capture/parameters/pythonOptions.ts';
import { emptyForm, type FormValues } from '../../../src/model/parameterForm.ts';
import type { FromParametersPage, ToParametersPage } from '../../../src/protocol/parametersPage.ts';
import { BrowserPages } from './page/browserPage.ts';
import { dark, themes, type Theme } from './page/themes.ts';

const modules = path.join(import.meta.dirname, '../../../node_modules');

const script = `
parser = argparse.ArgumentParser()
parser.add_argument("data", help="Where the pictures are <b>kept</b>")
parser.add_argument("--learning-rate", type=float, default=0.1, help="How far a step goes")
parser.add_argument("--optimizer", choices=["adam", "sgd"], default="adam")
parser.add_argument("--layers", type=int, nargs="+")
parser.add_argument("--augment", action="store_true", help="Turn and mirror the pictures")
`;

function form(values: Partial<FormValues> = {}, source = script): ToParametersPage {
  return {
    kind: 'form',
    file: '/home/ada/my project/train.py',
    command: ['python', 'train.py'],
    options: pythonOptions(source),
    values: { ...emptyForm, ...values },
    quoting: 'posix',
    strings: {},
  };
}

async function give(page: Page, message: ToParametersPage): Promise<void> {
  await page.evaluate((each) => window.host.deliver(each), message);
}

/** What the page has sent since it was opened. */
async function sent(page: Page): Promise<readonly FromParametersPage[]> {
  return page.evaluate(() => window.host.sent as unknown[] as FromParametersPage[]);
}

async function ran(page: Page): Promise<FormValues | undefined> {
  const last = (await sent(page)).findLast(({ kind }) => kind === 'run');
  return last?.kind === 'run' ? last.values : undefined;
}

function lines(page: Page): Locator {
  return page.locator('pre');
}

describe('the form for a script’s parameters', function () {
  this.timeout(60_000);
  let pages: BrowserPages;
  before(async () => {
    pages = await BrowserPages.start('parameters');
  });
  after(() => pages.stop());

  const open = async (message = form(), theme: Theme = dark): Promise<Page> => {
    const page = await pages.open(theme);
    await give(page, message);
    await page.getByRole('heading', { level: 1 }).waitFor();
    return page;
  };

  it('debugs one run with what is filled in, and not several', async () => {
    const page = await open();
    const debug = page.getByRole('button', { name: 'Debug' });
    await page.getByRole('textbox', { name: '--learning-rate' }).fill('0.5');
    await debug.click();
    const [last] = (await sent(page)).filter(({ kind }) => kind === 'debug');
    assert.deepEqual(last, {
      kind: 'debug',
      values: { ...emptyForm, fields: { '--learning-rate': '0.5' } },
    });
    await page.getByRole('textbox', { name: '--learning-rate' }).fill('0.5, 0.25');
    await debug.waitFor({ state: 'detached' });
  });

  it('has a control for each option, with its default, choices and help', async () => {
    const page = await open();
    const rate = page.getByRole('textbox', { name: '--learning-rate' });
    assert.equal(await rate.getAttribute('placeholder'), '0.1');
    await page.getByText('float · How far a step goes').waitFor();
    await page.getByText('Where the pictures are <b>kept</b>').waitFor();
    const items = page.getByRole('combobox', { name: '--optimizer' }).locator('option');
    assert.deepEqual(await items.allInnerTexts(), [
      'adam (default)',
      'adam',
      'sgd',
      'each of them, 2 runs',
    ]);
    assert.equal(await page.getByRole('checkbox', { name: '--augment' }).isChecked(), false);
    assert.equal(await lines(page).innerText(), 'python train.py');
    await page.context().close();
  });

  it('shows the command line as it grows, and runs what it shows, by keyboard alone', async () => {
    const page = await open();
    await page.keyboard.type('a b.csv');
    await page.keyboard.press('Tab');
    await page.keyboard.type('0.5');
    await page.keyboard.press('Tab');
    await page.keyboard.press('s');
    await page.keyboard.press('Tab');
    await page.keyboard.type('64 32');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.type('seed=3');
    assert.equal(
      await lines(page).innerText(),
      "python train.py 'a b.csv' --learning-rate 0.5 --optimizer sgd --layers 64 32 --augment seed=3",
    );
    assert.equal(await ran(page), undefined);
    await page.keyboard.press('Enter');
    assert.deepEqual(await ran(page), {
      command: '',
      fields: {
        data: 'a b.csv',
        '--learning-rate': '0.5',
        '--optimizer': 'sgd',
        '--layers': '64 32',
        '--augment': 'true',
      },
      rest: 'seed=3',
    });
    await page.context().close();
  });

  it('says how many runs several values make, and shows the first of them', async () => {
    const page = await open();
    await page.getByRole('textbox', { name: '--learning-rate' }).fill('1, 2, 3, 4');
    await page.getByRole('combobox', { name: '--optimizer' }).selectOption({ index: 3 });
    await page.getByRole('heading', { name: 'Command lines of 8 runs' }).waitFor();
    const shown = (await lines(page).innerText()).split('\n');
    assert.equal(shown.length, 6);
    assert.equal(shown[1], 'python train.py --learning-rate 1 --optimizer sgd');
    assert.equal(shown[5], 'and 3 more');
    await page.getByRole('button', { name: 'Start 8 Runs' }).click();
    assert.equal((await ran(page))?.fields['--optimizer'], 'adam, sgd');
    await page.context().close();
  });

  it('begins with the last values, and keeps what is typed when the script is saved', async () => {
    const page = await open(form({ fields: { '--learning-rate': '0.3' } }));
    const rate = page.getByRole('textbox', { name: '--learning-rate' });
    assert.equal(await rate.inputValue(), '0.3');
    await rate.fill('0.4');
    await give(page, form({}, `${script}parser.add_argument("--new")\n`));
    await page.getByRole('textbox', { name: '--new' }).waitFor();
    assert.equal(await rate.inputValue(), '0.4');
    await page.waitForFunction(() =>
      window.host.sent.some((each) => (each.kind as string) === 'values'),
    );
    const kept = (await sent(page)).findLast(({ kind }) => kind === 'values');
    assert.ok(kept?.kind === 'values');
    assert.deepEqual(kept.values.fields, { '--learning-rate': '0.4' });
    await page.getByRole('button', { name: 'Clear All' }).click();
    assert.equal(await rate.inputValue(), '');
    await page.context().close();
  });

  it('does not run what no command line can be made of, nor twice at a time', async () => {
    const page = await open(form({ rest: 'a | b' }));
    await page.getByRole('alert').filter({ hasText: '| needs a shell' }).waitFor();
    await page.getByRole('textbox', { name: 'Further arguments' }).press('Enter');
    assert.equal(await ran(page), undefined);
    await page.getByRole('textbox', { name: 'Further arguments' }).fill('a');
    await give(page, { kind: 'busy', busy: true });
    await page.getByRole('button', { name: 'Running…' }).click();
    assert.equal(await ran(page), undefined);
    await give(page, { kind: 'busy', busy: false });
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    assert.equal((await ran(page))?.rest, 'a');
    await page.context().close();
  });

  it('shows the options of the chosen subcommand', async () => {
    const page = await open(
      form(
        {},
        'p = s.add_parser("fit")\np.add_argument("--epochs")\nq = s.add_parser("test")\nq.add_argument("--split")\n',
      ),
    );
    assert.equal(await page.getByRole('textbox', { name: '--epochs' }).count(), 0);
    await page.getByRole('combobox', { name: 'Subcommand' }).selectOption('fit');
    await page.getByRole('textbox', { name: '--epochs' }).fill('3');
    assert.equal(await page.getByRole('textbox', { name: '--split' }).count(), 0);
    assert.equal(await lines(page).innerText(), 'python train.py fit --epochs 3');
    await page.context().close();
  });

  it('keeps to its content policy', async () => {
    const page = await open();
    assert.deepEqual(await page.evaluate(() => window.host.violations), []);
    await page.context().close();
  });

  for (const theme of themes) {
    it(`has nothing for axe to find, ${theme.name}`, async () => {
      const axe = await readFile(path.join(modules, 'axe-core', 'axe.min.js'), 'utf8');
      const states: Readonly<Record<string, ToParametersPage>> = {
        filled: form({ fields: { '--learning-rate': '1,2', '--augment': 'true' } }),
        refused: form({ rest: '"' }),
        empty: form({}, ''),
        failed: { kind: 'failed', sentence: 'No Python was found.', strings: {} },
      };
      for (const [state, message] of Object.entries(states)) {
        const page = await open(message, theme);
        await page.evaluate(axe);
        const { violations }: AxeResults = await page.evaluate(() => window.axe.run());
        assert.deepEqual(
          violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.failureSummary}`),
          [],
          state,
        );
        const shots = process.env['TRACKLINE_TEST_SCREENSHOTS'];
        if (shots !== undefined) {
          await page.screenshot({ path: path.join(shots, `form-${state}-${theme.name}.png`) });
        }
        await page.context().close();
      }
    });
  }
});
