import type { Locator } from 'playwright-core';
import type { Theme } from '../harness/themes.ts';
import { until } from '../harness/wait.ts';
import { scriptProject, sessionOf } from './support/session.ts';

const themes: readonly Theme[] = ['dark', 'light', 'contrast'];

const yaml = `stages:
  # The data is in the repository.
  train:
    cmd: python train.py --lr \${train.lr}
    deps:
      - train.py
      - data.csv
    params:
      - train.lr
    outs:
      - model.pkl
  evaluate:
    cmd: python evaluate.py
    deps:
      - evaluate.py
      - model.pkl
`;

const project = `name: digits
entry_points:
  main:
    parameters:
      lr: {type: float, default: 0.1}
    command: "python train.py --lr {lr}"
`;

describe('pipeline files', () => {
  const files = {
    '.dvc/config': '',
    'dvc.yaml': yaml,
    'params.yaml': 'train:\n  lr: 0.1\n',
    'data.csv': 'x\n1\n',
    'train.py': 'print(1)\n',
    'evaluate.py': 'print(1)\n',
    MLproject: project,
  };
  const session = sessionOf(() => scriptProject(files), { width: 1200, height: 800 });

  const inEachTheme = async (work: (theme: Theme) => Promise<void>): Promise<void> => {
    for (const theme of themes) {
      await session.window.setTheme(theme);
      await work(theme);
    }
    await session.window.setTheme('dark');
  };
  /** A word of the open editor. */
  const word = (text: string | RegExp): Locator =>
    session.window.page.locator('.view-line span span', { hasText: text });
  const squiggle = (): Locator => session.window.page.locator('.squiggly-error');
  /** Saves the open file until it is on the disk as wanted. */
  const save = (file: string, wanted: (text: string) => boolean): Promise<unknown> =>
    until(async () => {
      await session.window.page.keyboard.press('ControlOrMeta+s');
      const done = async (): Promise<boolean> => wanted(await session.project.read(file));
      return until(done, 'it', 5000);
    }, `${file} to be saved`);
  /** Opens the lightbulb's menu on the wrong key, until it has the fix in it. */
  const fixes = async (): Promise<Locator> => {
    const { page } = session.window;
    const menu = page.locator('.action-widget:not(.action-list-submenu-panel)');
    const fix = menu.getByText('Change to `deps`');
    await until(
      async () => {
        // Also closes a menu that came without it.
        await page.keyboard.press('Escape');
        await word(/^dep$/).click({ timeout: 10_000 });
        await page.keyboard.press('ControlOrMeta+.');
        await fix.waitFor({ timeout: 10_000 });
        return true;
      },
      'the fix in the menu',
      120_000,
    );
    return fix;
  };

  it('mark what DVC refuses, explain it, and offer the fix under the lightbulb', async () => {
    const { window } = session;
    const { page } = window;
    await window.openFile('dvc.yaml');
    await word('0.1').first().waitFor({ timeout: 60_000 });
    await word(/^deps$/)
      .first()
      .dblclick();
    await page.keyboard.type('dep');
    await squiggle().waitFor({ timeout: 60_000 });
    const hover = page.locator('.monaco-hover:visible', { hasText: 'schema-unknown-key' });
    await inEachTheme(async (theme) => {
      await until(
        async () => {
          await page.mouse.move(5, 5);
          await word(/^dep$/).hover();
          await hover.waitFor({ timeout: 4000 });
          return true;
        },
        'the hover',
        120_000,
      );
      await window.screenshot(`pipeline-error-${theme}`);
    });
    await until(
      async () => {
        await page.mouse.move(5, 5);
        await word(/^dep$/).hover();
        await hover.locator('a.code-link').click({ timeout: 4000 });
        return true;
      },
      'the link to be clicked',
      120_000,
    );
    const explained = await window.surviving(await window.webview('h1'));
    await explained.getByRole('heading', { name: 'A key that is not known' }).waitFor();
    await window.screenshot('pipeline-page');
    await window.openFile('dvc.yaml');
    await inEachTheme(async (theme) => {
      const fix = await fixes();
      await window.screenshot(`pipeline-fix-${theme}`);
      await page.keyboard.press('Escape');
      await fix.waitFor({ state: 'hidden' });
    });
    await (await fixes()).click();
    await squiggle().waitFor({ state: 'detached' });
    await save('dvc.yaml', (text) => text === yaml);
  });

  it('have a parameter renamed everywhere', async () => {
    const { window } = session;
    const { page } = window;
    await window.openFile('dvc.yaml');
    const box = page.locator('.rename-box input');
    const renamed = word(/^train\.rate$/).first();
    await until(
      async () => {
        if (await renamed.isVisible()) return true;
        await word(/^train\.lr$/)
          .last()
          .click({ timeout: 10_000 });
        await page.keyboard.press('End');
        await page.keyboard.press('F2');
        await box.waitFor({ timeout: 10_000 });
        await box.fill('rate');
        await window.screenshot('pipeline-rename');
        await box.press('Enter');
        await renamed.waitFor({ timeout: 20_000 });
        return true;
      },
      'the new name',
      150_000,
    );
    await save('dvc.yaml', (text) => text === yaml.replaceAll('train.lr', 'train.rate'));
    await window.openFile('params.yaml');
    await save('params.yaml', (text) => text === 'train:\n  rate: 0.1\n');
  });

  it('are coloured, MLproject too', async () => {
    const { window } = session;
    await window.openFile('MLproject');
    const plain = await colourOf(word(/python/).first());
    // The first one is the key.
    const name = word(/^lr$/).last();
    await until(async () => (await colourOf(name)) !== plain, 'the parameter in its own colour');
    await inEachTheme(async (theme) => {
      await window.screenshot(`pipeline-mlproject-${theme}`);
    });
  });
});

async function colourOf(text: Locator): Promise<string> {
  return text.evaluate((element) => getComputedStyle(element).color);
}
