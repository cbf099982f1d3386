import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import type { FrameLocator } from 'playwright-core';
import type { Project } from '../harness/project.ts';
import { until } from '../harness/wait.ts';
import { endedReport, recorded } from './support/record.ts';
import { metricCells, nameOn, runPageOf, shownParams, statusIs } from './support/runPage.ts';
import type { ShownRun } from './support/runPage.ts';
import { exampleProject, sessionOf } from './support/session.ts';
import { runRow, tab } from './support/workbenchParts.ts';

/** Epochs after which the training waits until somebody has seen it. */
const stops = [20, 40] as const;

/** The example with something tried in it, which waits for who watches it, however slow it is shown. */
async function changedExample(): Promise<Project> {
  const project = await exampleProject();
  const script = await project.read('train.py');
  const said = /^ {8}print\(f"epoch .*\n/m;
  assert.match(script, said);
  const waiting = `        while epoch in (${stops.join(', ')}) and not (HERE / f"seen-{epoch}").exists():
            time.sleep(0.05)
`;
  await project.write(
    'train.py',
    script
      .replace(said, (line) => line + waiting)
      .replace(/^import json$/m, 'import json\nimport time'),
  );
  await appendFile(project.path('train.py'), '# tried something\n');
  await project.write('ideas.txt', 'a wider layer\n');
  return project;
}

/** Names and short digests in a table of files. */
async function filesUnder(frame: FrameLocator, title: string): Promise<Record<string, string>> {
  const rows = frame.locator(`#section-data h3:text-is("${title}") + .table-frame tbody tr`);
  const pairs = await rows.evaluateAll((found) =>
    found.map((row) => [
      row.querySelector('.link')?.textContent?.trim() ?? '',
      row.querySelector('td.code-text span')?.getAttribute('title') ?? '',
    ]),
  );
  return Object.fromEntries(pairs) as Record<string, string>;
}

describe('train.py of the example project', () => {
  const session = sessionOf(changedExample);

  /** The page of the run, which is started where it is not on record yet, and watched to its end. */
  const trained = async (): Promise<ShownRun> => {
    const { window, project } = session;
    const [listed] = await recorded(project);
    if (listed !== undefined) return runPageOf(window, listed.id);
    await window.openFile('train.py');
    await window.openView('Trackline');
    await window.runCommand('Trackline: Run File as Experiment');
    const { id } = await until(async () => (await recorded(project))[0], 'the run');
    const page = await runPageOf(window, id);
    for (const stop of stops) {
      await until(
        async () => (await metricCells(page, 'val_accuracy'))[3] === String(stop),
        `the page to grow to epoch ${stop}`,
      );
      assert.match(await page.fact('Status').innerText(), /Running/);
      await project.write(`seen-${stop}`, '');
    }
    await statusIs(page, 'Finished');
    return page;
  };

  it('runs from the palette beside its code, grows while it trains, and is on record whole', async () => {
    const { window, project } = session;
    const page = await trained();
    const name = await nameOn(page);
    const groups = window.page.locator('.editor-group-container');
    assert.equal(await groups.count(), 2);
    await tab(groups.first(), 'train.py').waitFor();
    await tab(groups.last(), name).waitFor();

    const [listed, ...others] = await recorded(project);
    assert.deepEqual(others, [], 'one run, one record');
    assert.equal(listed?.name, name);
    assert.equal(listed?.experiment, 'train');
    const report = await endedReport(project, listed?.id ?? '');
    assert.equal(report.status, 'FINISHED');
    assert.equal(report.exitCode, 0);
    assert.deepEqual(report.command.slice(1), ['train.py']);

    for (const key of ['loss', 'val_loss', 'val_accuracy']) {
      const metric = report.metrics[key];
      assert.equal(metric?.count, 60, `${key} has a value for each epoch`);
      assert.equal(metric.step, 60);
      await until(async () => {
        const [last, , , step, points] = await metricCells(page, key);
        assert.deepEqual([Number(last), step, points], [metric.last, '60', '60']);
        return true;
      }, `the page to show all of ${key}`);
    }
    assert.ok(Number(report.metrics['val_accuracy']?.last) > 0.9);
    assert.equal(
      (await page.frame.locator('.objective .large').innerText()).trim(),
      String(report.metrics['val_accuracy']?.last),
    );
    const charts = page.section('metrics').locator('trackline-metric-chart canvas').first();
    await charts.waitFor();

    const row = runRow(window.page, name);
    await row.waitFor();
    const last = String(report.metrics['val_accuracy']?.last);
    await row.locator('.label-description', { hasText: last }).waitFor();
  });

  it('shows where the parameters come from', async () => {
    const page = await trained();
    const report = await endedReport(session.project, 'last');
    const shown = await shownParams(page);
    const values = Object.entries(shown).map(([key, [value]]) => [key, value]);
    assert.deepEqual(Object.fromEntries(values), report.params);
    assert.deepEqual(shown['train.learning_rate'], ['0.0005', 'configuration file']);
    assert.deepEqual(shown['batch_size'], ['32', 'script default']);
  });

  it('shows the data with digests, the code with what was uncommitted, and the environment', async () => {
    const { project } = session;
    const page = await trained();
    const report = await endedReport(project, 'last');

    const inputs = Object.fromEntries(report.inputs.map((file) => [file.path, file.digest]));
    const outputs = Object.fromEntries(report.outputs.map((file) => [file.path, file.digest]));
    assert.ok('params.yaml' in inputs);
    assert.deepEqual(Object.keys(outputs), [
      'data/raw.csv',
      'data/test.csv',
      'data/train.csv',
      'metrics.json',
      'models/model.joblib',
    ]);
    for (const digest of Object.values({ ...inputs, ...outputs })) {
      assert.match(digest ?? '', /^sha256:[0-9a-f]{64}$/);
    }
    assert.deepEqual(await filesUnder(page.frame, 'Inputs'), inputs);
    assert.deepEqual(await filesUnder(page.frame, 'Outputs'), outputs);

    const code = await page.section('code').innerText();
    assert.ok(code.includes((await project.git('rev-parse', 'HEAD')).slice(0, 10)));
    assert.ok(code.includes('main'));
    assert.match(code, /2 uncommitted files/);
    assert.match(code, /A\s+ideas\.txt/);
    assert.match(code, /M\s+train\.py/);
    const kept = await project.git('show', `${report.git?.snapshot ?? ''}:train.py`);
    assert.match(kept, /# tried something$/);

    await page.section('environment').locator('summary').first().click();
    const environment = page.section('environment');
    await environment.getByText('Platform').waitFor();
    assert.ok((await environment.innerText()).includes(report.environment.platform ?? '?'));
    await environment.locator('#section-packages > summary').click();
    const packages = report.environment.packages ?? {};
    assert.ok(Object.keys(packages).length > 20);
    await environment.locator('vscode-text-field').last().locator('input').fill('scikit-learn=');
    const found = environment.locator('#section-packages tbody tr');
    await until(async () => (await found.count()) === 1, 'the filter to leave one package');
    assert.match(await found.innerText(), new RegExp(packages['scikit-learn'] ?? 'none'));
    assert.match(await page.fact('Interpreter').innerText(), /python 3\.\d+\.\d+ · setting/);
  });

  it('shows the last lines of the log as they were printed', async () => {
    const page = await trained();
    const lines = (await page.frame.locator('.log').innerText()).split('\n');
    assert.equal(lines.at(-1), 'saved models/model.joblib and metrics.json');
    assert.match(lines.at(-2) ?? '', /^epoch 60 loss=/);
  });
});
