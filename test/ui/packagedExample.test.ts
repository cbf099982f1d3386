import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Frame, Locator, Page } from 'playwright-core';
import { trackline } from '../integration/launch/trackline.ts';
import { startDockerRegistry } from '../integration/registry/dockerRegistry.ts';
import type { DockerRegistry } from '../integration/registry/dockerRegistry.ts';
import { clientEnvironment, startReal } from '../integration/tracking/servers.ts';
import type { RealServer } from '../integration/tracking/servers.ts';
import type { Workbench } from '../harness/workbench.ts';
import { testPython } from '../harness/python.ts';
import { until } from '../harness/wait.ts';
import { recorded } from './support/record.ts';
import { runPageOf } from './support/runPage.ts';
import { exampleProject, sessionOf } from './support/session.ts';
import { chooseFromMenu, notification, runRow } from './support/workbenchParts.ts';

const execute = promisify(execFile);

/** What the model predicts that the training script saved, and then those at addresses. */
const predict = `
import json, sys
sys.path.insert(0, '.')
import joblib, mlflow
from prepare import load_for_training
_, X, _, _ = load_for_training(7)
models = [joblib.load('models/model.joblib'), *map(mlflow.pyfunc.load_model, sys.argv[1:])]
print(json.dumps([list(map(int, model.predict(X))) for model in models]))
`;

/** What each model predicts: first the one of the training script, then those at addresses. */
async function predictions(
  folder: string,
  server: RealServer,
  addresses: readonly string[],
): Promise<number[][]> {
  const { stdout } = await execute(testPython(), ['-c', predict, ...addresses], {
    cwd: folder,
    env: clientEnvironment(server.url),
    maxBuffer: 16 * 1024 * 1024,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '[]') as number[][];
}

/** A row of the side bar at a depth of its tree, by its label. */
function row(page: Page, level: number, label: string): Locator {
  return page
    .locator(`.part.sidebar .monaco-list-row[aria-level="${level}"]`)
    .filter({ has: page.locator('.label-name', { hasText: new RegExp(`^${label}$`) }) });
}

/** Opens a row, or closes it. */
async function unfold(target: Locator, unfolded = true): Promise<void> {
  const done = async (): Promise<boolean> =>
    (await target.getAttribute('aria-expanded', { timeout: 5000 })) === String(unfolded);
  await until(
    async () => {
      if (await done()) return true;
      await target.click({ timeout: 5000 });
      return await done();
    },
    'the row to be unfolded or folded',
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

/** Packages the model of a run on its sheet, which stays open. */
async function packageOnSheet(window: Workbench, runId: string, name: string): Promise<Frame> {
  const shown = await runPageOf(window, runId);
  await shown.frame.getByRole('button', { name: 'Package models/model.joblib…' }).click();
  const sheet = await window.webview('main.sheet h2');
  await sheet.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await sheet.getByRole('row').filter({ hasText: 'model.joblib' }).first().waitFor();
  await sheet.getByRole('button', { name: 'Package', exact: true }).click();
  await sheet.getByRole('heading', { name: `${name} 1 is packaged` }).waitFor();
  return sheet;
}

/** Pushes what is packaged from its sheet to a registry of `trackline.yaml`. */
async function pushFromSheet(
  window: Workbench,
  sheet: Frame,
  name: string,
  registry: string,
): Promise<void> {
  await sheet.getByRole('button', { name: 'Push…' }).click();
  await choose(window.page, registry);
  await notification(window.page, `${name} 1 was pushed as`).waitFor();
  await window.runCommand('Notifications: Clear All Notifications');
}

describe('the model of the example project', () => {
  let registry: DockerRegistry;
  let server: RealServer;
  let into: string;
  before(async () => {
    [registry, server] = await Promise.all([startDockerRegistry('open'), startReal()]);
    into = await mkdtemp(path.join(tmpdir(), 'trackline-pulled-'));
  });
  const session = sessionOf(
    async () => {
      const project = await exampleProject();
      const registries = `registries:\n  team: oci://${registry.host}/team\n  server: ${server.url}\n`;
      await appendFile(project.path('trackline.yaml'), registries);
      const command = ['run', '--', testPython(), 'train.py', '--epochs', '3'];
      const done = await trackline(command, { cwd: project.folder });
      assert.equal(done.code, 0, done.err.toString('utf8'));
      return project;
    },
    {
      width: 1400,
      height: 1200,
      ready: ({ window }) => window.openView('Trackline'),
    },
  );
  after(async () => {
    await registry[Symbol.asyncDispose]();
    await server.close();
    await rm(into, { recursive: true, force: true });
  });

  it('goes from its run into registries, comes back verified, and predicts as it did', async () => {
    const { window, project } = session;
    const { page } = window;
    const [run] = await recorded(project);
    assert.ok(run);
    await chooseFromMenu(page, runRow(page, run.name), 'Open Run');
    // What a first try has pushed stays, so each has a name of its own.
    const name = `digits-${Date.now()}`;
    const sheet = await packageOnSheet(window, run.id, name);
    await pushFromSheet(window, sheet, name, 'team');
    await pushFromSheet(window, sheet, name, 'server');

    await unfold(row(page, 1, 'team'));
    await unfold(row(page, 2, name));
    await window.screenshot('models-of-registry');
    await chooseFromMenu(page, row(page, 3, 'Version 1'), 'Pull and Verify…');
    await choose(page, 'Into a Folder…');
    await chooseFolder(page, into);
    const done = notification(page, `${name} 1 was pulled to`).filter({ hasText: 'verified' });
    const [, pulled = ''] = /pulled to (.*) and verified/.exec(await done.innerText()) ?? [];
    assert.equal(path.basename(pulled), `${name}-1`);
    await unfold(row(page, 1, 'team'), false);

    await unfold(row(page, 1, 'server'));
    await unfold(row(page, 2, name));
    await chooseFromMenu(page, row(page, 3, 'Version 1'), 'Promote to Champion');
    await notification(page, `${name} 1 (server) is the champion.`).waitFor();
    await window.screenshot('champion-of-server');

    const champion = `models:/${name}@champion`;
    const [here, ...there] = await predictions(project.folder, server, [pulled, champion]);
    assert.ok((here?.length ?? 0) > 100);
    assert.deepEqual(there, [here, here]);
  });
});
