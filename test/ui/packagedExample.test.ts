import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Locator, Page } from 'playwright-core';
import { trackline } from '../integration/launch/trackline.ts';
import { startDockerRegistry } from '../integration/registry/dockerRegistry.ts';
import type { DockerRegistry } from '../integration/registry/dockerRegistry.ts';
import { clientEnvironment } from '../integration/tracking/servers.ts';
import { testPython } from '../harness/python.ts';
import { until } from '../harness/wait.ts';
import { recorded } from './support/record.ts';
import { runPageOf } from './support/runPage.ts';
import { exampleProject, openSession } from './support/session.ts';
import type { Session } from './support/session.ts';
import { chooseFromMenu, notification, runRow } from './support/workbenchParts.ts';

const execute = promisify(execFile);

/** What the pulled model predicts, and what the one does that the training script saved. */
const predict = `
import json, sys
sys.path.insert(0, '.')
import joblib, mlflow
from prepare import load_for_training
_, X, _, _ = load_for_training(7)
pulled = mlflow.pyfunc.load_model(sys.argv[1]).predict(X)
print(json.dumps([list(map(int, pulled)), list(map(int, joblib.load('models/model.joblib').predict(X)))]))
`;

/** A row of the side bar at a depth of its tree, by its label. */
function row(page: Page, level: number, label: string): Locator {
  return page
    .locator(`.part.sidebar .monaco-list-row[aria-level="${level}"]`)
    .filter({ has: page.locator('.label-name', { hasText: new RegExp(`^${label}$`) }) });
}

/** Unfolds a row. */
async function unfold(target: Locator): Promise<void> {
  await until(
    async () => {
      if ((await target.getAttribute('aria-expanded', { timeout: 5000 })) === 'true') return true;
      await target.click({ timeout: 5000 });
      return (await target.getAttribute('aria-expanded', { timeout: 5000 })) === 'true';
    },
    'the row to unfold',
    30_000,
  );
}

/** Chooses an entry of the list that a command opened. */
async function choose(page: Page, label: string): Promise<void> {
  const entry = page
    .locator('.quick-input-widget .monaco-list-row')
    .filter({ has: page.locator('.label-name', { hasText: label }) })
    .first();
  await entry.waitFor();
  await entry.click();
}

/** Takes a folder in VS Code's own dialog, which goes into it first and takes it then. */
async function chooseFolder(page: Page, folder: string): Promise<void> {
  const box = page.locator('.quick-input-widget input').first();
  await box.waitFor();
  await until(
    async () => {
      if (!(await box.isVisible())) return true;
      await box.fill(`${folder}/`, { timeout: 3000 });
      await page.keyboard.press('Enter');
      await box.waitFor({ state: 'hidden', timeout: 3000 });
      return true;
    },
    'the folder to be taken',
    30_000,
  );
}

describe('the model of the example project', () => {
  let session: Session;
  let registry: DockerRegistry;
  let into: string;
  before(async () => {
    registry = await startDockerRegistry('open');
    into = await mkdtemp(path.join(tmpdir(), 'trackline-pulled-'));
    const project = await exampleProject();
    const registries = `registries:\n  team: oci://${registry.host}/team\n`;
    await appendFile(project.path('trackline.yaml'), registries);
    const command = ['run', '--', testPython(), 'train.py', '--epochs', '3'];
    const done = await trackline(command, { cwd: project.folder });
    assert.equal(done.code, 0, done.err.toString('utf8'));
    session = await openSession(project, { width: 1400, height: 1200 });
    await session.window.openView('Trackline');
  });
  after(async () => {
    await session[Symbol.asyncDispose]();
    await registry[Symbol.asyncDispose]();
    await rm(into, { recursive: true, force: true });
  });

  it('goes from its run into a registry, comes back verified, and predicts as it did', async () => {
    const { window, project } = session;
    const { page } = window;
    const [run] = await recorded(project);
    assert.ok(run);
    await chooseFromMenu(page, runRow(page, run.name), 'Open Run');
    const shown = await runPageOf(window, run.id);
    await shown.frame.getByRole('button', { name: 'Package models/model.joblib…' }).click();
    const sheet = await window.webview('main.sheet h2');
    // What a first try has built and pushed stays, so each has a name of its own.
    const name = `digits-${Date.now()}`;
    await sheet.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
    await sheet.getByRole('row').filter({ hasText: 'model.joblib' }).first().waitFor();
    await sheet.getByRole('button', { name: 'Package', exact: true }).click();
    await sheet.getByRole('heading', { name: `${name} 1 is packaged` }).waitFor();
    await sheet.getByRole('button', { name: 'Push…' }).click();
    await choose(page, 'team');
    await notification(page, `${name} 1 was pushed as`).waitFor();
    await window.runCommand('Notifications: Clear All Notifications');

    await unfold(row(page, 1, 'team'));
    await unfold(row(page, 2, name));
    await window.screenshot('models-of-registry');
    await chooseFromMenu(page, row(page, 3, 'Version 1'), 'Pull and Verify…');
    await choose(page, 'Into a Folder…');
    await chooseFolder(page, into);
    const done = notification(page, `${name} 1 was pulled to`).filter({ hasText: 'verified' });
    const [, pulled = ''] = /pulled to (.*) and verified/.exec(await done.innerText()) ?? [];
    assert.equal(path.basename(pulled), `${name}-1`);

    const { stdout } = await execute(testPython(), ['-c', predict, pulled], {
      cwd: project.folder,
      env: clientEnvironment('sqlite://'),
      maxBuffer: 16 * 1024 * 1024,
    });
    const [there, here] = JSON.parse(stdout.trim().split('\n').at(-1) ?? '[]') as number[][];
    assert.ok((there?.length ?? 0) > 100);
    assert.deepEqual(there, here);
  });
});
