import assert from 'node:assert/strict';
import { makeProject, type Project } from '../../harness/project.ts';
import { testPython } from '../../harness/python.ts';
import { until } from '../../harness/wait.ts';
import { look, show, start } from '../launch/trackline.ts';
import { recordOf } from './scripts.ts';

/** Each metric of a run: its last value, the step of it, and how many points there are. */
async function metricsOf(project: Project, source: string): Promise<Record<string, unknown>> {
  const { metrics } = await recordOf(project, source);
  const own = Object.entries(metrics).filter(([key]) => !key.startsWith('system/'));
  return Object.fromEntries(own.map(([key, { last, step, count }]) => [key, [last, step, count]]));
}

describe('metrics are read from', function () {
  this.timeout(120_000);
  let project: Project;
  beforeEach(async () => {
    project = await makeProject({});
  });
  afterEach(() => project.remove());

  it('XGBoost as it prints', async () => {
    const source = `
import numpy, xgboost
X = numpy.random.default_rng(1).normal(size=(60, 3)); y = (X[:, 0] > 0).astype(int)
data = xgboost.DMatrix(X, y)
xgboost.train({"objective": "binary:logistic", "eval_metric": ["logloss", "auc"]}, data,
              num_boost_round=5, evals=[(data, "train")], verbose_eval=True)
`;
    const found = await metricsOf(project, source);
    assert.deepEqual(Object.keys(found).sort(), ['train-auc', 'train-logloss']);
    assert.deepEqual((found['train-logloss'] as number[]).slice(1), [4, 5]);
  });

  it('LightGBM as it prints', async () => {
    const source = `
import lightgbm, numpy
X = numpy.random.default_rng(1).normal(size=(60, 3)); y = (X[:, 0] > 0).astype(int)
train = lightgbm.Dataset(X, y)
lightgbm.train({"objective": "binary", "metric": "binary_logloss", "verbose": -1}, train, num_boost_round=5,
               valid_sets=[train], valid_names=["train"], callbacks=[lightgbm.log_evaluation(1)])
`;
    const found = await metricsOf(project, source);
    const [[key, values] = ['', []]] = Object.entries(found);
    assert.match(key, /binary_logloss/);
    assert.deepEqual((values as number[]).slice(1), [5, 5]);
    assert.equal(Object.keys(found).length, 1, Object.keys(found).join(', '));
  });

  it('the progress bar of Keras', async () => {
    const source = `
import sys
for epoch in (1, 2):
    print(f"Epoch {epoch}/2")
    for batch in range(1, 6):
        sys.stdout.write(f"\\r{batch}/5 \\x1b[32m{'━' * batch}\\x1b[0m \\x1b[1m1s\\x1b[0m 3ms/step - accuracy: {batch / 10:.4f} - loss: {2 / batch:.4f}")
    print(f" - val_accuracy: {epoch / 4:.4f} - val_loss: {1 / epoch:.4f}")
`;
    assert.deepEqual(await metricsOf(project, source), {
      accuracy: [0.5, 2, 2],
      loss: [0.4, 2, 2],
      val_accuracy: [0.5, 2, 2],
      val_loss: [0.5, 2, 2],
    });
  });

  it('tqdm’s carriage returns, the numbers behind the bar alone', async () => {
    const source = `
import sys
for step in range(1, 21):
    sys.stderr.write(f"\\rtrain: {step * 5:3d}%|{'█' * (step // 2):<10}| {step}/20 [00:{step:02d}<00:{20 - step:02d}, 12.34it/s, loss={1 / step:.3g}]")
    sys.stderr.flush()
sys.stderr.write("\\n")
`;
    const found = await metricsOf(project, source);
    assert.deepEqual(Object.keys(found), ['train/loss'], 'the bar’s name stands before it');
    assert.equal((found['train/loss'] as number[])[0], 0.05);
  });

  it('JSON lines, and lines of pairs with epochs', async () => {
    const source = `
import json
for step in range(4):
    print(json.dumps({"step": step, "loss": 1 / (step + 1), "note": "text", "nested": {"acc": 0.5}}))
for epoch in range(1, 4):
    print(f"Epoch {epoch}/3 | lr=1e-{epoch} | f1: {epoch / 4}")
print("the answer is 42, at 12:30 on port 8080")
`;
    const found = await metricsOf(project, source);
    assert.deepEqual(found['loss'], [0.25, 3, 4]);
    assert.deepEqual(found['f1'], [0.75, 3, 3]);
    assert.deepEqual(found['lr'], [0.001, 3, 3]);
    assert.ok(
      !Object.keys(found).some((key) => /answer|port|on/.test(key)),
      Object.keys(found).join(),
    );
  });

  it('standard error too, where logging goes', async () => {
    const source = `
import logging
logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
for step in range(3):
    logging.info("step %d loss=%.2f", step, 3 - step)
`;
    assert.deepEqual(await metricsOf(project, source), { loss: [1, 2, 3] });
  });

  it('TensorBoard event files while they are written, histograms and images left alone', async () => {
    await project.write(
      'script.py',
      `
import numpy, pathlib, time
from tensorboardX import SummaryWriter
writer = SummaryWriter("runs/one", flush_secs=1)
for step in range(10):
    writer.add_scalar("train/loss", 1 / (step + 1), step)
writer.add_histogram("weights", numpy.arange(10), 1)
writer.add_image("picture", numpy.zeros((3, 4, 4)), 1)
writer.flush()
while not pathlib.Path("enough").exists():
    time.sleep(0.02)
writer.add_scalar("train/loss", -1, 10)
writer.close()
`,
    );
    const run = start(['run', '--', testPython(), 'script.py'], { cwd: project.folder });
    await until(
      async () => {
        const { metrics, status } = await show(project);
        assert.equal(status, 'RUNNING');
        return metrics['train/loss']?.count === 10;
      },
      'the points of the running script',
      60_000,
    );
    await project.write('enough', '');
    assert.equal((await run.finished).code, 0);
    const { metrics } = await show(project);
    assert.deepEqual(metrics['train/loss'], { last: -1, step: 10, min: -1, max: 1, count: 11 });
    const own = Object.keys(metrics).filter((key) => !key.startsWith('system/'));
    assert.deepEqual(own, ['train/loss']);
  });

  it('trackline.log, whatever numbers it is given', async () => {
    const report = await recordOf(
      project,
      `
import numpy, trackline
for step in range(100):
    trackline.log(step=step, loss=numpy.float32(0.5), acc=step)
trackline.log({"검증/손실": float("inf")}, step=-1.5)
trackline.log(bare=1); trackline.log(bare=2)
trackline.param(depth=3); trackline.tag(kind="trial")
`,
    );
    assert.deepEqual([report.metrics['loss']?.count, report.metrics['acc']?.last], [100, 99]);
    assert.deepEqual(report.metrics['검증/손실'], {
      last: 'Infinity',
      step: -1.5,
      min: 'Infinity',
      max: 'Infinity',
      count: 1,
    });
    assert.deepEqual([report.metrics['bare']?.last, report.metrics['bare']?.step], [2, 1]);
    assert.deepEqual([report.params['depth'], report.tags['kind']], ['3', 'trial']);
    const points = look(project, (store) => store.metrics.points(report.id, 'acc'));
    assert.deepEqual(
      [...points.values],
      Array.from({ length: 100 }, (_, step) => step),
    );
  });
});
