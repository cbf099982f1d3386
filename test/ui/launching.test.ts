import assert from 'node:assert/strict';
import { until } from '../harness/wait.ts';
import { endedReport, recorded } from './support/record.ts';
import { runPage, statusIs } from './support/runPage.ts';
import { scriptProject, sessionOf } from './support/session.ts';
import { answer, chooseFromMenu, clickUntil, notification, tab } from './support/workbenchParts.ts';

const files = {
  'ok.py': 'print("loss: 0.25")\n',
  'fail.py': 'def load():\n    raise ValueError("no such data set: 손글씨")\n\nload()\n',
  'arguments.py': 'import json, sys\nprint(json.dumps(sys.argv[1:]))\n',
  'keep.py':
    'import pathlib, trackline\n' +
    'pathlib.Path("report.md").write_text("# What came of it\\n")\n' +
    'trackline.artifact("report.md")\n',
  'steps.sh': 'echo "loss: 0.5"\n',
};

describe('runs are started', () => {
  const session = sessionOf(() => scriptProject(files));

  /** The name of the run that `start` puts on record. */
  const runOf = async (start: () => Promise<void>): Promise<string> => {
    const before = new Set((await recorded(session.project)).map(({ id }) => id));
    await start();
    const fresh = await until(
      async () => (await recorded(session.project)).find(({ id }) => !before.has(id)),
      'a new run to be on record',
    );
    return fresh.name;
  };

  it('from the explorer', async () => {
    const { page } = session.window;
    const file = page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'ok.py' });
    const name = await runOf(() => chooseFromMenu(page, file, 'Run File as Experiment'));
    await statusIs(await runPage(session.window, name), 'Finished');
    const report = await endedReport(session.project, name);
    assert.deepEqual(report.command.slice(1), ['ok.py']);
    assert.equal(report.metrics['loss']?.last, 0.25);
  });

  it('from the title of the editor, a shell script too', async () => {
    const { window, project } = session;
    await window.openFile('steps.sh');
    const name = await runOf(async () => {
      const group = window.page.locator('.editor-group-container.active');
      await group.locator('.editor-actions .action-label[aria-label^="Run File"]').first().click();
    });
    const report = await endedReport(project, name);
    assert.deepEqual(report.command.slice(1), ['steps.sh']);
    assert.equal(report.metrics['loss']?.last, 0.5);
    assert.equal(report.experiment, 'steps');
  });

  it('as a command with quotes, which is offered again', async () => {
    const { window, project } = session;
    const line = `python arguments.py --name "two words" --note 'a "quoted" one' --empty ""`;
    const name = await runOf(async () => {
      await window.runCommand('Trackline: Run Command as Experiment…');
      await answer(window.page, line);
    });
    const page = await runPage(window, name);
    await statusIs(page, 'Finished');
    const expected = ['--name', 'two words', '--note', 'a "quoted" one', '--empty', ''];
    assert.deepEqual(JSON.parse(await page.frame.locator('.log').innerText()), expected);
    const report = await endedReport(project, name);
    assert.deepEqual(report.command.slice(1), ['arguments.py', ...expected]);
    await window.runCommand('Trackline: Run Command as Experiment…');
    await window.page
      .locator('.quick-input-widget .monaco-list-row')
      .filter({ hasText: 'two words' })
      .waitFor();
    await window.page.keyboard.press('Escape');
  });

  it('and refused in a sentence where a quotation mark is not closed', async () => {
    const { window, project } = session;
    const before = (await recorded(project)).length;
    await window.runCommand('Trackline: Run Command as Experiment…');
    await answer(window.page, 'python arguments.py "open');
    await notification(window.page, 'A quotation mark in the command is not closed.').waitFor();
    assert.equal((await recorded(project)).length, before);
    await window.runCommand('Notifications: Clear All Notifications');
  });

  it('and a failing script shows its exit code and its traceback', async () => {
    const { window, project } = session;
    await window.openFile('fail.py');
    const name = await runOf(() => window.runCommand('Trackline: Run File as Experiment'));
    const page = await runPage(window, name);
    await statusIs(page, 'Failed');
    assert.equal((await page.fact('Exit code').innerText()).trim(), '1');
    const log = await page.frame.locator('.log').innerText();
    assert.match(log, /^Traceback \(most recent call last\):$/m);
    assert.match(log, /^ValueError: no such data set: 손글씨$/m);
    const report = await endedReport(project, name);
    assert.deepEqual([report.status, report.exitCode], ['FAILED', 1]);
    await clickUntil(page.button('Show Log'), tab(window.page, `${name}.log`));
    const text = window.page.locator('.editor-group-container.active .view-lines');
    await until(async () => /ValueError:/.test(await text.innerText()), 'the traceback in the log');
  });

  it('and an artifact of the run opens beside its page', async () => {
    const { window, project } = session;
    await window.openFile('keep.py');
    const name = await runOf(() => window.runCommand('Trackline: Run File as Experiment'));
    const page = await runPage(window, name);
    await statusIs(page, 'Finished');
    const report = await endedReport(project, name);
    assert.deepEqual(report.artifacts, [{ path: 'report.md', bytes: 18 }]);
    const link = page.section('artifacts').locator('.link', { hasText: 'report.md' });
    await clickUntil(link, tab(window.page, 'report.md'));
    const text = window.page.locator('.editor-group-container.active .view-lines');
    await until(async () => /What.came.of.it/.test(await text.innerText()), 'the artifact');
  });

  it('and without the interpreter that the settings name, a sentence leads to the log', async () => {
    const { window, project } = session;
    const before = (await recorded(project)).length;
    await project.write(
      '.vscode/settings.json',
      JSON.stringify({ 'trackline.python.interpreter': '/nowhere/bin/python' }),
    );
    await window.openFile('ok.py');
    // The setting is read a moment after the file was written: until then the script just runs.
    const told = notification(window.page, 'The interpreter /nowhere/bin/python');
    await until(async () => {
      await window.runCommand('Trackline: Run File as Experiment');
      await told.first().waitFor({ timeout: 10_000 });
      return true;
    }, 'the notification');
    assert.ok((await recorded(project)).length >= before);
    await window.screenshot('no-interpreter-dark');
    const panel = window.page.locator('.part.panel .view-lines');
    await clickUntil(told.first().getByRole('button', { name: 'Show Log' }), panel);
    await until(async () => /nowhere/.test(await panel.innerText()), 'the log of Trackline');
  });
});
