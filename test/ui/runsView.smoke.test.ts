import { makeProject } from '../harness/project.ts';
import { startWithTrackline } from '../harness/uiServer.ts';
import { openWorkbench } from '../harness/workbench.ts';

describe('the installed extension', () => {
  it('offers to run a file in a project without runs, in every kind of theme', async () => {
    await using project = await makeProject({ 'train.py': 'print("loss: 0.3")\n' });
    await using server = await startWithTrackline({ theme: 'dark' });
    await using window = await openWorkbench(server, project.folder);
    await window.openView('Trackline');
    const sideBar = window.page.locator('.part.sidebar');
    await sideBar.getByRole('button', { name: 'Run File as Experiment' }).first().waitFor();
    for (const theme of ['dark', 'light', 'contrast'] as const) {
      await window.setTheme(theme);
      await window.screenshot(`runs-view-empty-${theme}`);
    }
  });
});
