import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { trackline } from '../integration/launch/trackline.ts';
import { startDockerRegistry } from '../integration/registry/dockerRegistry.ts';
import type { DockerRegistry } from '../integration/registry/dockerRegistry.ts';
import type { Project } from '../harness/project.ts';
import { testPython } from '../harness/python.ts';
import type { Theme } from '../harness/themes.ts';
import { faults } from './support/axe.ts';
import { recorded } from './support/record.ts';
import { scriptProject, sessionOf } from './support/session.ts';
import { answer, chooseFromMenu, notification, runRow } from './support/workbenchParts.ts';

const themes: readonly Theme[] = ['dark', 'light', 'contrast'];

const training = `import pickle
with open("scorer.pkl", "wb") as file:
    pickle.dump({"weights": [0.5, 0.25]}, file)
print("score=0.75")
`;
const gates = 'gates:\n  - metric: score\n    min: 0.8\n  - exists: scorer.pkl\n';

describe('a model of a run', () => {
  let registry: DockerRegistry | undefined;
  const make = async (): Promise<Project> => {
    await registry?.[Symbol.asyncDispose]();
    registry = await startDockerRegistry('open');
    const project = await scriptProject({ 'fit.py': training, 'trackline.yaml': gates });
    const done = await trackline(['run', '--', testPython(), 'fit.py'], { cwd: project.folder });
    assert.equal(done.code, 0, done.err.toString('utf8'));
    return project;
  };
  const session = sessionOf(make, {
    width: 1400,
    height: 1200,
    ready: ({ window }) => window.openView('Trackline'),
  });
  after(() => registry?.[Symbol.asyncDispose]());

  it('is packaged, pushed and kept from promotion by clicks alone', async () => {
    const { window, project } = session;
    const [run] = await recorded(project);
    assert.ok(run);
    await chooseFromMenu(window.page, runRow(window.page, run.name), 'Package Model…');
    const sheet = await window.surviving(await window.webview('main.sheet h2'));
    const name = sheet.getByRole('textbox', { name: 'Name' });
    await name.fill('Scorer!');
    assert.equal(await name.getAttribute('aria-invalid'), 'true');
    await name.fill('scorer');
    await sheet.getByText('score is 0.75, below 0.8.').waitFor();
    await sheet.getByText('Nothing was found that runs code').waitFor();
    for (const theme of themes) {
      await window.setTheme(theme);
      await window.screenshot(`package-${theme}`);
      assert.deepEqual(await faults(sheet), [], theme);
    }
    await window.setTheme('dark');

    await sheet.getByRole('button', { name: 'Package', exact: true }).click();
    await sheet.getByRole('heading', { name: 'scorer 1 is packaged' }).waitFor();
    assert.ok(existsSync(project.path('.trackline', 'packages', 'scorer', '1', 'MLmodel')));
    await sheet.getByText('files', { exact: false }).last().click();
    await window.screenshot('package-built');
    assert.deepEqual(await faults(sheet), [], 'built');

    await sheet.getByRole('button', { name: 'Push…' }).click();
    await answer(window.page, `oci://${registry?.host}/team`);
    await notification(window.page, 'scorer 1 was pushed as').waitFor();
    const version = window.page
      .locator('.part.sidebar .monaco-list-row')
      .filter({ hasText: 'Version 1' });
    await version.filter({ hasText: 'pushed to' }).waitFor();
    await window.runCommand('Notifications: Clear All Notifications');
    await chooseFromMenu(window.page, version, 'Promote to Champion');
    await notification(window.page, 'score is 0.75, below 0.8.').waitFor();
    await window.screenshot('models-view');
  });
});
