import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { FrameLocator, Page } from 'playwright-core';
import type { Project } from '../harness/project.ts';
import { testPython } from '../harness/python.ts';
import { until } from '../harness/wait.ts';
import { trackline } from '../integration/launch/trackline.ts';
import { faults } from './support/axe.ts';
import { chooseFrom, comparison, heading, names } from './support/comparison.ts';
import { scriptProject, sessionOf } from './support/session.ts';
import { tab } from './support/workbenchParts.ts';

const script = `import sys, trackline
rate = float(sys.argv[sys.argv.index("--lr") + 1])
for step in range(20):
    trackline.log(step=step, loss=rate / (step + 1), accuracy=1 - rate / (step + 1))
`;

describe('what leaves a comparison', () => {
  let frame: FrameLocator;

  const make = async (): Promise<Project> => {
    const project = await scriptProject({
      'train.py': script,
      'trackline.yaml': 'objective: { metric: loss, direction: minimize }\n',
    });
    for (const rate of ['0.2', '0.4', '0.8']) {
      await trackline(
        ['run', '--name', `rate|${rate}`, '--', testPython(), 'train.py', '--lr', rate],
        { cwd: project.folder },
      );
    }
    return project;
  };
  const session = sessionOf(make, {
    ready: ({ window }) =>
      window.page.context().grantPermissions(['clipboard-read', 'clipboard-write']),
  });

  beforeEach(async () => {
    // What the test before opened beside it would leave too little room for the column of the loss.
    await session.window.runCommand('View: Close All Editors');
    await session.window.runCommand('Trackline: Compare Runs');
    frame = await comparison(session.window);
    await chooseFrom(frame, /^Views/, 'Begin Anew');
    await heading(frame, 'loss').click();
    await until(async () => (await names(frame))[0] === 'rate|0.2', 'the order');
  });

  it('is copied as Markdown, CSV, JSON or pandas code by a click', async () => {
    const { page } = session.window;
    const copied = async (form: string): Promise<string> => {
      await page.evaluate(() => navigator.clipboard.writeText('nothing yet'));
      await chooseFrom(frame, /^Copy or Save/, `Copy as ${form}`);
      return until(async () => {
        const text = await page.evaluate(() => navigator.clipboard.readText());
        return text === 'nothing yet' ? undefined : text;
      }, `${form} on the clipboard`);
    };
    assert.match(
      await copied('Markdown'),
      /^\| Name \| Status .*\n\|.*\n\| rate\\\|0\.2 \| Finished \|/,
    );
    const [head = '', first = ''] = (await copied('CSV')).split('\r\n');
    assert.match(head, /^Name,Status,Started,Duration \(s\),loss,/);
    assert.match(first, /^rate\|0\.2,FINISHED,/);
    const rows = JSON.parse(await copied('JSON')) as Record<string, unknown>[];
    assert.deepEqual(
      rows.map((row) => [row['Name'], row['loss']]),
      [
        ['rate|0.2', 0.01],
        ['rate|0.4', 0.02],
        ['rate|0.8', 0.04],
      ],
    );
    assert.match(await copied('pandas'), /import pandas as pd[^]*rate\|0\.4/);
  });

  /** Takes the place that the dialog of a file offers: the project's folder. */
  const saved = async (file: string): Promise<void> => {
    const { window, project } = session;
    const box = window.page.locator('.quick-input-widget input').first();
    await until(async () => (await box.inputValue()).endsWith(`/${file}`), 'the place to save to');
    await box.press('Enter');
    await until(() => existsSync(project.path(file)), `${file} in the repository`);
    await tab(window.page, file).waitFor();
  };

  const report = async (form: string, file: string): Promise<string> => {
    await chooseFrom(frame, /^Copy or Save/, `Save Report as ${form}…`);
    await saved(file);
    return session.project.read(file);
  };

  it('is a chart as a picture of dots or of lines', async () => {
    const { window, project } = session;
    await frame.getByRole('tab', { name: 'Charts', exact: true }).click();
    await frame.getByRole('button', { name: 'Save loss as PNG' }).click();
    await saved('loss.png');
    const [, height, width] = await until(async () => {
      const bytes = await readFile(project.path('loss.png'));
      return (
        bytes.length > 24 && ([bytes, bytes.readUInt32BE(20), bytes.readUInt32BE(16)] as const)
      );
    }, 'the picture');
    assert.ok(width === 1440 && height > 400, `${width} × ${height}`);
    await frame.getByRole('button', { name: 'Save loss as SVG' }).click();
    await saved('loss.svg');
    assert.match(await project.read('loss.svg'), /^<svg [^]*rate\|0\.8[^]*<\/svg>\s*$/);
    await window.runCommand('View: Close Editors in Other Groups');
  });

  it('is a report in one HTML file with its pictures, which runs nothing', async () => {
    const text = await report('HTML', 'report.html');
    assert.doesNotMatch(text, /<script|https?:\/\/(?!www\.w3\.org)/);
    const page = await session.window.page.context().newPage();
    try {
      await page.goto(pathToFileURL(session.project.path('report.html')).href);
      assert.equal(await page.locator('tbody tr').count(), 3);
      assert.deepEqual((await drawn(page)).slice(0, 2), ['loss', 'accuracy']);
      await page.screenshot({ path: '.vscode-test/screenshots/compare-report.png' });
    } finally {
      await page.close();
    }
  });

  it('is a report in one Markdown file, whose pictures the preview shows', async () => {
    const { window } = session;
    const text = await report('Markdown', 'report.md');
    assert.match(text, /^# Runs of [^]*\n\| rate\\\|0\.2 \|/);
    await window.page.locator('.monaco-editor .view-line', { hasText: '# Runs of' }).click();
    await window.runCommand('Markdown: Open Preview');
    const preview = await window.surviving(await window.webview('.markdown-body img'));
    await until(async () => (await drawn(preview)).includes('loss'), 'the pictures');
    await window.screenshot('compare-report-preview');
  });

  it('has nothing for axe to find, by keys alone, in three themes', async () => {
    const { window } = session;
    const { keyboard } = window.page;
    await window.runCommand('View: Close Editors in Other Groups');
    await heading(frame, 'loss').focus();
    await keyboard.press('ArrowDown');
    await keyboard.press('Space');
    await keyboard.press('ArrowDown');
    await keyboard.press('Space');
    const chosen = frame.locator('.grid-row[aria-selected=true]');
    await until(async () => (await chosen.count()) === 2, 'two runs to be chosen');
    for (const theme of ['dark', 'light', 'contrast'] as const) {
      await window.setTheme(theme);
      for (const name of ['Table', 'Charts', 'Why', 'Side by Side']) {
        // Pressed on the tab that has it: a notice of the editor may have taken the focus.
        const selected = frame.getByRole('tab', { selected: true });
        await until(async () => {
          const at = await selected.getAttribute('id');
          if ((await selected.innerText()).trim() === name) return true;
          await selected.press('ArrowRight');
          // Pressed twice before the first is seen, it would leave a tab out.
          await until(async () => (await selected.getAttribute('id')) !== at, 'a move', 10_000);
          return false;
        }, `the tab ${name}`);
        await frame
          .locator(inSight[name] ?? '')
          .first()
          .waitFor({ timeout: 60_000 });
        await window.screenshot(`compare-${name.replaceAll(' ', '-').toLowerCase()}-${theme}`);
        assert.deepEqual(await faults(frame), [], `${name} in ${theme}`);
      }
    }
    await window.setTheme('dark');
  });
});

/** What stands in a tab once it is there. */
const inSight: Readonly<Record<string, string>> = {
  Table: '.grid-row[data-run]',
  Charts: '.charts [role=slider] canvas',
  Why: '#panel-why h2',
  'Side by Side': '#panel-side [role=row], #panel-side tbody tr',
};

/** What the pictures of a page are called, of those that a browser can draw. */
function drawn(page: Page | FrameLocator): Promise<string[]> {
  return page
    .locator('img')
    .evaluateAll((images) =>
      images.flatMap((image) =>
        image instanceof HTMLImageElement && image.naturalWidth > 0 ? [image.alt] : [],
      ),
    );
}
