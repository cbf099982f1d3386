import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { Theme } from '../harness/themes.ts';
import { until } from '../harness/wait.ts';
import { openSession, scriptProject } from './support/session.ts';
import type { Session } from './support/session.ts';

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
  let session: Session;
  before(async () => {
    const files = {
      '.dvc/config': '',
      'dvc.yaml': yaml,
      'params.yaml': 'train:\n  lr: 0.1\n',
      'data.csv': 'x\n1\n',
      'train.py': 'print(1)\n',
      'evaluate.py': 'print(1)\n',
      MLproject: project,
    };
    session = await openSession(await scriptProject(files), { width: 1200, height: 800 });
  });
  after(() => session[Symbol.asyncDispose]());

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
  const save = () => session.window.page.keyboard.press('ControlOrMeta+s');

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
        30_000,
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
      30_000,
    );
    const explained = await window.webview('h1');
    await explained.getByRole('heading', { name: 'A key that is not known' }).waitFor();
    await window.screenshot('pipeline-page');
    await window.openFile('dvc.yaml');
    await word(/^dep$/).click();
    const menu = page.locator('.action-widget:not(.action-list-submenu-panel)');
    await inEachTheme(async (theme) => {
      await word(/^dep$/).click();
      await page.keyboard.press('ControlOrMeta+.');
      await menu.getByText('Change to `deps`').waitFor();
      await window.screenshot(`pipeline-fix-${theme}`);
      await page.keyboard.press('Escape');
      await menu.waitFor({ state: 'hidden' });
    });
    await word(/^dep$/).click();
    await page.keyboard.press('ControlOrMeta+.');
    await menu.getByText('Change to `deps`').click();
    await squiggle().waitFor({ state: 'detached' });
    await save();
    await until(async () => (await session.project.read('dvc.yaml')) === yaml, 'the fixed file');
  });

  it('have a parameter renamed everywhere', async () => {
    const { window } = session;
    const { page } = window;
    await window.openFile('dvc.yaml');
    await word(/^train\.lr$/)
      .last()
      .click();
    await page.keyboard.press('End');
    await page.keyboard.press('F2');
    const box = page.locator('.rename-box input');
    await box.waitFor();
    await box.fill('rate');
    await window.screenshot('pipeline-rename');
    await box.press('Enter');
    await word(/^train\.rate$/)
      .first()
      .waitFor();
    await save();
    await window.openFile('params.yaml');
    await save();
    await until(
      async () => (await session.project.read('params.yaml')).includes('rate: 0.1'),
      'the renamed key',
    );
    const text = await session.project.read('dvc.yaml');
    assert.equal(text, yaml.replaceAll('train.lr', 'train.rate'));
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
