import assert from 'node:assert/strict';
import { makeProject, type Project } from '../../harness/project.ts';
import { show } from '../launch/trackline.ts';
import { recordOf, runsOf } from './scripts.ts';

/** A small real data set and its two halves. */
const data = `
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(*load_iris(return_X_y=True), random_state=1)
`;

describe('a script that logs through MLflow', function () {
  this.timeout(180_000);
  let project: Project;
  beforeEach(async () => {
    project = await makeProject({});
  });
  afterEach(() => project.remove());

  it('by the fluent API: its run is the run, name, experiment, tags and files included', async () => {
    const report = await recordOf(
      project,
      `
import mlflow, pathlib
mlflow.set_experiment("moved here")
with mlflow.start_run(run_name="흐름 one", tags={"stage": "trial"}):
    mlflow.log_param("lr", 0.1)
    mlflow.log_params({"optimizer/name": "adam", "깊이": 3})
    for step in range(5):
        mlflow.log_metric("val/loss", 1 / (step + 1), step=step)
    mlflow.log_metrics({"acc": 0.9, "nothing": float("nan")})
    mlflow.set_tag("done", "yes")
    mlflow.log_text("what came of it", "notes/a.txt")
    pathlib.Path("weights.bin").write_bytes(b"12345")
    mlflow.log_artifact("weights.bin", "model files")
    mlflow.log_dict({"a": 1}, "c.json")
`,
    );
    assert.deepEqual(
      [report.name, report.experiment, report.status, report.exitCode],
      ['흐름 one', 'moved here', 'FINISHED', 0],
    );
    assert.deepEqual(report.params, { lr: '0.1', 'optimizer/name': 'adam', 깊이: '3' });
    const { 'val/loss': loss, acc, nothing } = report.metrics;
    assert.deepEqual(loss, { last: 0.2, step: 4, min: 0.2, max: 1, count: 5 });
    assert.deepEqual([acc?.last, nothing?.last], [0.9, 'NaN']);
    assert.deepEqual([report.tags['stage'], report.tags['done']], ['trial', 'yes']);
    assert.deepEqual(
      report.artifacts.map(({ path, bytes }) => [path, bytes]),
      [
        ['c.json', 12],
        ['model files/weights.bin', 5],
        ['notes/a.txt', 15],
      ],
    );
    assert.deepEqual(report.command.slice(1), ['script.py']);
    assert.equal((await runsOf(project)).length, 1, 'exactly one run');
  });

  it('by MlflowClient, and reads its own run back', async () => {
    const report = await recordOf(
      project,
      `
import time
from mlflow import MlflowClient
from mlflow.entities import Metric, Param, RunTag
client = MlflowClient()
experiment = client.create_experiment("by client")
run = client.create_run(experiment, run_name="by hand")
now = int(time.time() * 1000)
client.log_batch(run.info.run_id, [Metric("m", step * 2.0, now + step, step) for step in range(1000)],
                 [Param("p", "q")], [RunTag("t", "u")])
client.log_metric(run.info.run_id, "m", -1.5, step=1000)
history = client.get_metric_history(run.info.run_id, "m")
found = client.search_runs([experiment], "params.p = 'q' and metrics.m < 0")
client.set_terminated(run.info.run_id)
print("history", len(history), "found", len(found))
`,
    );
    assert.deepEqual([report.name, report.experiment], ['by hand', 'by client']);
    assert.deepEqual(report.metrics['m'], {
      last: -1.5,
      step: 1000,
      min: -1.5,
      max: 1998,
      count: 1001,
    });
    assert.deepEqual([report.params['p'], report.tags['t']], ['q', 'u']);
    assert.equal((await runsOf(project)).length, 1);
  });

  it('by scikit-learn’s autolog, with the model and the data set', async () => {
    const report = await recordOf(
      project,
      `import mlflow
mlflow.sklearn.autolog()
${data}
from sklearn.linear_model import LogisticRegression
LogisticRegression(C=0.5, max_iter=300).fit(X_train, y_train).score(X_test, y_test)
`,
    );
    assert.equal(report.params['C'], '0.5');
    assert.equal(report.params['max_iter'], '300');
    assert.ok(Number(report.metrics['training_accuracy_score']?.last) > 0.9);
    assert.deepEqual(
      report.models.map(({ name, status }) => [name, status]),
      [['model', 'READY']],
    );
    assert.ok(report.artifacts.some(({ path }) => path === 'model/MLmodel'));
    assert.equal((await runsOf(project)).length, 1);
  });

  for (const [library, source, metric] of [
    [
      'XGBoost',
      `import mlflow, xgboost
mlflow.xgboost.autolog()
${data}
xgboost.train({"objective": "multi:softprob", "num_class": 3, "max_depth": 2, "eval_metric": "mlogloss"},
              xgboost.DMatrix(X_train, y_train), num_boost_round=7,
              evals=[(xgboost.DMatrix(X_test, y_test), "valid")], verbose_eval=False)
`,
      'valid-mlogloss',
    ],
    [
      'LightGBM',
      `import mlflow, lightgbm
mlflow.lightgbm.autolog()
${data}
train = lightgbm.Dataset(X_train, y_train)
lightgbm.train({"objective": "multiclass", "num_class": 3, "max_depth": 2, "metric": "multi_logloss", "verbose": -1},
               train, num_boost_round=7,
               valid_sets=[lightgbm.Dataset(X_test, y_test, reference=train)], valid_names=["valid"])
`,
      'valid-multi_logloss',
    ],
  ] as const) {
    it(`by ${library}’s autolog, each round of it`, async () => {
      const report = await recordOf(project, source);
      assert.equal(report.params['max_depth'], '2');
      assert.equal(report.metrics[metric]?.count, 7, JSON.stringify(report.metrics));
      assert.equal(report.models.length, 1);
      assert.ok(
        report.artifacts.some(
          ({ path }) =>
            path.endsWith('feature_importance_weight.png') ||
            path.endsWith('feature_importance_split.png'),
        ),
      );
      assert.equal((await runsOf(project)).length, 1);
    });
  }

  it('nested: the first is the launch’s run, the others stand below it', async () => {
    await recordOf(
      project,
      `import mlflow
with mlflow.start_run(run_name="parent"):
    mlflow.log_metric("best", 3)
    for depth in (2, 4):
        with mlflow.start_run(run_name=f"child {depth}", nested=True):
            mlflow.log_param("depth", depth)
`,
    );
    const runs = await runsOf(project);
    assert.deepEqual(runs.map(({ name }) => name).sort(), ['child 2', 'child 4', 'parent']);
    assert.ok(runs.every(({ status }) => status === 'FINISHED'));
    const parent = await show(project, 'parent');
    const child = await show(project, 'child 4');
    assert.equal(child.tags['mlflow.parentRunId'], parent.id);
    assert.deepEqual(child.params['depth'], '4');
    assert.deepEqual(child.command, parent.command, 'all are of one launch');
    assert.equal(child.git?.snapshot, parent.git?.snapshot);
  });

  it('one after the other: each start_run is a run of the launch', async () => {
    await recordOf(
      project,
      `import mlflow
for name in ("first", "second"):
    with mlflow.start_run(run_name=name):
        mlflow.log_metric("m", len(name))
`,
    );
    assert.deepEqual((await runsOf(project)).map(({ name }) => name).sort(), ['first', 'second']);
    assert.equal((await show(project, 'first')).metrics['m']?.last, 5);
    const second = await show(project, 'second');
    assert.equal(second.metrics['m']?.last, 6);
    assert.equal(second.exitCode, 0);
  });

  it('and crashes outside of `with`: never FINISHED', async () => {
    const report = await recordOf(
      project,
      `import mlflow
mlflow.start_run(run_name="left open")
mlflow.log_metric("loss", 2)
raise RuntimeError("out of data")
`,
      { code: 1 },
    );
    assert.deepEqual([report.name, report.status, report.exitCode], ['left open', 'FAILED', 1]);
    assert.equal(report.metrics['loss']?.last, 2);
  });

  it('and ends with another exit code after its run had finished: FAILED', async () => {
    const report = await recordOf(
      project,
      `import mlflow, sys
with mlflow.start_run(run_name="looked fine"):
    mlflow.log_metric("loss", 2)
sys.exit(3)
`,
      { code: 3 },
    );
    assert.deepEqual([report.status, report.exitCode], ['FAILED', 3]);
  });

  it('to a place of its person’s own: that is respected, and said', async () => {
    const place = project.path('elsewhere.db');
    const report = await recordOf(
      project,
      `import mlflow
with mlflow.start_run(run_name="theirs"):
    mlflow.log_metric("loss", 2)
print("accuracy: 0.5")
`,
      { env: { MLFLOW_TRACKING_URI: `sqlite:///${place}` } },
    );
    assert.notEqual(report.name, 'theirs');
    assert.equal(report.metrics['loss'], undefined);
    assert.equal(report.metrics['accuracy']?.last, 0.5, 'what is printed is still on record');
    assert.ok(
      report.warnings.some((warning) => warning.includes('MLFLOW_TRACKING_URI is set')),
      report.warnings.join('\n'),
    );
  });
});
