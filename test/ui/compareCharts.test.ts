import assert from 'node:assert/strict';
import type { FrameLocator } from 'playwright-core';
import type { Project } from '../harness/project.ts';
import { testPython } from '../harness/python.ts';
import { until } from '../harness/wait.ts';
import { trackline } from '../integration/launch/trackline.ts';
import { scriptProject, sessionOf } from './support/session.ts';
import { faults } from './support/axe.ts';

const train = (offset: number): string => `import argparse
import json
import math

import mlflow

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.1)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
with mlflow.start_run():
    for step in range(300):
        loss = math.exp(-step * args.lr / 100) + ${offset}
        if step == 123 and args.seed == 1:
            loss = 9.0
        mlflow.log_metric("loss", loss, step=step, synchronous=False)
    mlflow.log_dict(
        {"labels": ["cat", "dog"], "matrix": [[9, args.seed], [2, 8]]},
        "confusion_matrix.json",
    )
`;

describe('runs compared in charts, by reasons and side by side', () => {
  let frame: FrameLocator;

  const make = async (): Promise<Project> => {
    const project = await scriptProject({
      'train.py': train(0),
      'trackline.yaml': 'objective: { metric: loss, direction: minimize }\n',
    });
    const run = (seed: number): Promise<unknown> =>
      trackline(
        [
          'run',
          '--name',
          `run-${seed}`,
          '--',
          testPython(),
          'train.py',
          `--lr=${seed + 1}`,
          `--seed=${seed}`,
        ],
        { cwd: project.folder },
      );
    await run(0);
    await run(1);
    await project.write('train.py', train(0.5));
    await run(2);
    return project;
  };
  const session = sessionOf(make, {
    ready: async ({ window }) => {
      await window.openView('Trackline');
      await window.runCommand('Trackline: Compare Runs');
      frame = await window.surviving(await window.webview('main.compare', 120_000));
    },
  });

  const tab = async (name: string): Promise<void> => {
    await frame.getByRole('tab', { name, exact: true }).click();
  };

  it('draws lines with a crosshair, smooths them, and zooms in', async () => {
    await tab('Charts');
    const plot = frame.getByRole('slider', { name: 'Chart of loss' });
    await plot.waitFor({ timeout: 60_000 });
    const spoken = await until(async () => {
      await plot.press('Home');
      const text = await plot.getAttribute('aria-valuetext');
      return text?.startsWith('step 0:') === true ? text : undefined;
    }, 'the crosshair at the beginning');
    assert.match(spoken, /^step 0: run-2 1\.5, run-[01] 1, run-[01] 1$/);
    await frame.getByLabel('Smoothing').fill('0.8');
    await frame.getByRole('button', { name: 'Log Y' }).click();
    await plot.press('Home');
    await plot.press('+');
    await until(async () => Number(await plot.getAttribute('aria-valuemax')) < 200, 'the zoom');
    await session.window.screenshot('compare-charts');
    assert.deepEqual(await faults(frame), []);
    await plot.press('0');
    await until(async () => Number(await plot.getAttribute('aria-valuemax')) > 290, 'all of it');
  });

  it('narrows the table by an axis, and says that three runs are too few to tell', async () => {
    await tab('Why');
    await frame.getByText(/Nobody can tell: only 3 runs/).waitFor({ timeout: 60_000 });
    await frame.getByText('Axes and their ranges').click();
    await frame.getByLabel('lr: from').fill('0.9');
    await until(
      async () => (await frame.locator('.toolbar .count').innerText()) === '1 of 3 runs',
      'one run in the table',
    );
    await session.window.screenshot('compare-why');
    await frame.getByRole('button', { name: 'Clear', exact: true }).click();
  });

  it('shows what differs side by side, and opens the code changes', async () => {
    await tab('Side by Side');
    await frame
      .getByRole('row', { name: /^≠?\s*lr/ })
      .first()
      .waitFor({ timeout: 60_000 });
    await frame.getByLabel('Only differences').check();
    await frame.getByRole('button', { name: 'confusion_matrix.json' }).click();
    await frame.locator('table.confusion').nth(2).waitFor();
    await session.window.screenshot('compare-side');
    assert.deepEqual(await faults(frame), []);
    await frame.getByRole('button', { name: 'Show Code Changes' }).first().click();
    await session.window.page.locator('.multiDiffEditor').first().waitFor({ timeout: 60_000 });
  });
});
