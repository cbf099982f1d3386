import assert from 'node:assert/strict';
import type { RunReport } from '../../src/store/views/runReport.ts';
import { trackline } from '../integration/launch/trackline.ts';
import type { Project } from '../harness/project.ts';
import { testPython } from '../harness/python.ts';
import { until } from '../harness/wait.ts';
import { endedReport, recorded } from './support/record.ts';
import { metricCells, runPageOf, shownParams, statusIs } from './support/runPage.ts';
import type { ShownRun } from './support/runPage.ts';
import { exampleProject, sessionOf } from './support/session.ts';
import { tab } from './support/workbenchParts.ts';

/** The page shows the metric as it is on record, with that many points. */
async function check(
  page: ShownRun,
  report: RunReport,
  key: string,
  points: number,
): Promise<void> {
  const metric = report.metrics[key];
  assert.deepEqual([metric?.count, metric?.step], [points, points], key);
  const count = points.toLocaleString('en');
  await until(async () => {
    const cells = await metricCells(page, key);
    assert.deepEqual(cells.slice(3), [count, count]);
    assert.ok(Math.abs(Number(cells[0]) - Number(metric?.last)) < 0.001, `${key}: ${cells[0]}`);
    return true;
  }, `the page to show all of ${key}`);
}

describe('each way of logging in the example project', () => {
  const session = sessionOf(async (): Promise<Project> => {
    const project = await exampleProject();
    // The data is made once, outside of the runs that are looked at.
    const prepared = await trackline(['run', '--', testPython(), 'prepare.py'], {
      cwd: project.folder,
    });
    assert.equal(prepared.code, 0, prepared.err.toString('utf8'));
    return project;
  });

  /** Runs a script from the palette; its page and its record once it has ended. */
  const run = async (script: string): Promise<{ page: ShownRun; report: RunReport }> => {
    const { window, project } = session;
    const before = new Set((await recorded(project)).map(({ id }) => id));
    await window.openFile(script);
    await window.runCommand('Trackline: Run File as Experiment');
    const fresh = async () => (await recorded(project)).filter(({ id }) => !before.has(id));
    const [{ id } = { id: '' }] = await until(async () => {
      const runs = await fresh();
      return runs.length === 0 ? undefined : runs;
    }, `the run of ${script}`);
    const page = await runPageOf(window, id);
    // MLflow takes minutes to keep a model where the machine is busy.
    await statusIs(page, 'Finished', 300_000);
    const report = await endedReport(project, id);
    assert.equal((await fresh()).length, 1, 'one script, one run');
    assert.equal(report.status, 'FINISHED');
    assert.deepEqual(report.warnings, []);
    return { page, report };
  };

  it('lines that are only printed', async () => {
    const { page, report } = await run('train_print.py');
    await check(page, report, 'loss', 100);
    await check(page, report, 'val_accuracy', 100);
    assert.ok(Number(report.metrics['val_accuracy']?.last) > 0.85);
    assert.deepEqual(report.inputs[0]?.path, 'data/train.csv');
    const params = await shownParams(page);
    assert.deepEqual(params['alpha'], ['0.001', 'script default']);
    assert.deepEqual(params['epochs'], ['100', 'script default']);
  });

  it('TensorBoard events', async () => {
    const { page, report } = await run('train_tensorboard.py');
    for (const key of ['loss', 'val_loss', 'val_accuracy']) await check(page, report, key, 100);
    assert.ok(Number(report.metrics['val_accuracy']?.max) > 0.85);
  });

  it('trackline.log', async () => {
    const { page, report } = await run('train_trackline.py');
    await check(page, report, 'loss', 1000);
    await check(page, report, 'val_accuracy', 1000);
    assert.equal((await shownParams(page))['steps']?.[0], '1000');
  });

  it('MLflow autolog, whose run is the run', async () => {
    const { page, report } = await run('train_mlflow.py');
    assert.equal(report.name, 'boosted trees');
    await check(page, report, 'val_accuracy', 40);
    assert.ok(Number(report.metrics['training_accuracy_score']?.last) > 0.9);
    assert.equal(report.params['max_iter'], '40');
    const params = await shownParams(page);
    assert.deepEqual(params['max_iter'], ['40', 'logged']);
    assert.deepEqual(params['trees'], ['40', 'script default']);
    const paths = report.artifacts.map(({ path }) => path);
    for (const path of ['estimator.html', 'model/MLmodel', 'model/model.pkl']) {
      assert.ok(paths.includes(path), `${path} is not among ${paths.join(', ')}`);
    }
    const [model] = report.models;
    assert.deepEqual([model?.name, model?.status], ['model', 'READY']);
    const artifacts = page.section('artifacts');
    const folder = artifacts.locator('details > summary', { hasText: 'model' }).last();
    await folder.click();
    await artifacts.locator('.link', { hasText: 'MLmodel' }).click();
    await tab(session.window.page, 'MLmodel').waitFor();
    const text = session.window.page.locator('.editor-group-container.active .view-lines');
    await until(async () => /model_uuid|flavors/.test(await text.innerText()), 'the MLmodel file');
  });
});
