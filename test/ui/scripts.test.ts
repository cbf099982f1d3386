import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { Theme } from '../harness/themes.ts';
import { testPython } from '../harness/python.ts';
import { until } from '../harness/wait.ts';
import { trackline } from '../integration/launch/trackline.ts';
import { recorded } from './support/record.ts';
import { scriptProject, sessionOf } from './support/session.ts';
import { runRow } from './support/workbenchParts.ts';

const themes: readonly Theme[] = ['dark', 'light', 'contrast'];

const script = `import argparse


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--accuracy", type=float, default=0.5, help="What to print")
    parser.add_argument("--optimizer", choices=["adam", "sgd"], default="adam")
    parser.add_argument("--augment", action="store_true", help="Turn the pictures")
    args = parser.parse_args()
    print(f"val_accuracy={args.accuracy}")


if __name__ == "__main__":
    main()
`;

describe('runs where the code is', () => {
  const make = () =>
    scriptProject({
      'train.py': script,
      'other.py': 'print("loss=1")\n',
      'params.yaml': 'train:\n  width: 16\n',
      'trackline.yaml': 'objective:\n  metric: val_accuracy\n  direction: maximize\n',
    });
  const session = sessionOf(make, { width: 1400, height: 900 });
  /** Puts these on record where the tests before have not, since this one is tried again. */
  const onRecord = async (count: number, ...runs: readonly (readonly string[])[]) => {
    const { project } = session;
    if ((await recorded(project)).length >= count) return;
    for (const args of runs) {
      const argv = ['run', '--', testPython(), ...args];
      const { code, err } = await trackline(argv, { cwd: project.folder });
      assert.equal(code, 0, err.toString('utf8'));
    }
  };
  const first = ['train.py'];
  const two = [
    ['train.py', '--accuracy', '0.625'],
    ['train.py', '--accuracy', '0.75'],
  ];

  const link = (text: string | RegExp): Locator =>
    session.window.page.locator('.codelens-decoration a', { hasText: text });

  const inEachTheme = async (work: (theme: Theme) => Promise<void>): Promise<void> => {
    for (const theme of themes) {
      await session.window.setTheme(theme);
      await work(theme);
    }
    await session.window.setTheme('dark');
  };

  it('are run by the link over the main guard, which then counts them and opens the best', async () => {
    const { window, project } = session;
    await window.openFile('train.py');
    await until(
      async () => {
        await link('Run as Experiment').click();
        return until(async () => (await recorded(project)).length > 0, 'the run', 30_000);
      },
      'a run by the link',
      120_000,
    );
    await link('1 run').waitFor();
    await link('best val_accuracy 0.5').waitFor();
    const [run] = await recorded(project);
    assert.ok(run);
    await window.runCommand('View: Close All Editors');
    await window.openFile('train.py');
    const frame = await until(
      async () => {
        await link('best val_accuracy 0.5').click();
        return window.webview('main.run', 20_000);
      },
      'the page of the best',
      120_000,
    );
    await frame.getByRole('heading', { name: run.name }).first().waitFor();
  });

  it('are started from a form made of the script’s options, one for each value', async () => {
    const { window, project } = session;
    await onRecord(1, first);
    await window.runCommand('View: Close All Editors');
    await window.openFile('train.py');
    await window.runCommand('Trackline: Run File with Parameters…');
    const frame = await window.surviving(await window.webview('main.form h2'));
    const box = frame.getByRole('textbox', { name: '--accuracy' });
    await box.fill('0.625, 0.75');
    await frame.getByRole('combobox', { name: '--optimizer' }).selectOption('sgd');
    assert.match(
      await frame.locator('pre').innerText(),
      /^python3? train\.py --accuracy 0\.625 --optimizer sgd\npython3? train\.py --accuracy 0\.75 --optimizer sgd$/,
    );
    await inEachTheme(async (theme) => {
      await window.screenshot(`form-${theme}`);
    });
    await box.press('Enter');
    await window.page.locator('.monaco-dialog-box').getByText('Run train.py 2 times?').waitFor();
    await window.page.getByRole('button', { name: 'Start 2 Runs' }).last().click();
    await until(async () => (await recorded(project)).length === 3, 'two more runs');
    await window.runCommand('View: Close All Editors');
    await window.openFile('train.py');
    await link('3 runs').waitFor();
    await link('best val_accuracy 0.75').waitFor();

    await window.runCommand('Trackline: Run File with Parameters…');
    const again = await window.surviving(await window.webview('main.form h2'));
    const kept = again.getByRole('textbox', { name: '--accuracy' });
    await until(async () => (await kept.inputValue()) === '0.625, 0.75', 'the last values');
  });

  it('are shown alone in the Runs view by the link that counts them', async () => {
    const { window, project } = session;
    await window.runCommand('View: Close All Editors');
    await onRecord(3, first, ...two);
    await window.openFile('other.py');
    await window.runCommand('Trackline: Run File as Experiment');
    await until(async () => (await recorded(project)).length === 4, 'the run');
    const other = (await recorded(project)).find(({ experiment }) => experiment === 'other');
    await window.openView('Trackline');
    await runRow(window.page, other?.name ?? '').waitFor();
    await window.runCommand('View: Close All Editors');
    await window.openFile('train.py');
    await link('3 runs').waitFor();
    await inEachTheme(async (theme) => {
      await link('3 runs').waitFor();
      await window.screenshot(`lens-${theme}`);
    });
    await until(
      async () => {
        await link('3 runs').click();
        await runRow(window.page, other?.name ?? '').waitFor({
          state: 'detached',
          timeout: 10_000,
        });
        return true;
      },
      'the other run to be left out',
      120_000,
    );
    for (const run of await recorded(project)) {
      if (run.experiment === 'train') await runRow(window.page, run.name).waitFor();
    }
  });

  it('tell over a key of params.yaml which values gave what', async () => {
    const { window, project } = session;
    await onRecord(4, first, ...two, ['other.py']);
    await project.write('params.yaml', 'train:\n  width: 32\n');
    await window.runCommand('View: Close All Editors');
    await window.openFile('train.py');
    await window.runCommand('Trackline: Run File as Experiment');
    await until(async () => (await recorded(project)).length === 5, 'the run');
    await window.runCommand('View: Close All Editors');
    await window.openFile('params.yaml');
    let cells: readonly string[] = [];
    const hover = window.page.locator('.monaco-hover:visible', { hasText: 'train.width' });
    await inEachTheme(async (theme) => {
      const key = window.page.locator('.view-line span', { hasText: /^width$/ }).last();
      await until(
        async () => {
          await window.page.mouse.move(5, 5);
          await key.hover();
          try {
            await hover.locator('table').waitFor({ timeout: 4000 });
            cells = (await hover.locator('td').allInnerTexts()).map((cell) => cell.trim());
            return cells.length > 0;
          } catch {
            // It shows up once the pointer rests; the next try rests it anew.
            return false;
          }
        },
        'the hover',
        120_000,
      );
      await window.screenshot(`hover-${theme}`);
    });
    assert.deepEqual(cells, ['16', '4', '0.75', '32', '1', '0.5']);
  });
});
