import assert from 'node:assert/strict';
import {
  OutputMetrics,
  type OutputMetricsOptions,
} from '../../../../src/capture/output/outputPatterns.ts';

/** What is found in lines printed one after the other, as `name=value@step`. */
function found(lines: readonly string[], options: OutputMetricsOptions = {}): string[] {
  const metrics = new OutputMetrics(options);
  return lines.flatMap((text) =>
    metrics.line(text, 1).map(({ key, value, step }) => `${key}=${value}@${step}`),
  );
}

function kerasBar(loss: number): string {
  return `10/10 [==============================] - 0s 1ms/step - loss: ${loss}`;
}

function bar(description: string, at: number, loss: string): string {
  return `${description}${at}0%|█ | ${at}/10 [00:01<00:01,  5.00it/s, v_num=0, loss=${loss}]`;
}

/** Lines that hold metrics: what is printed, and what is read of it. */
const positives: readonly (readonly [line: string, points: string])[] = [
  // People's own prints.
  ['loss: 0.3', 'loss=0.3@0'],
  ['loss=0.3', 'loss=0.3@0'],
  ['loss = 0.3', 'loss=0.3@0'],
  ['Loss: 3.2e-05', 'Loss=0.000032@0'],
  ['loss: nan', 'loss=NaN@0'],
  ['loss: -inf', 'loss=-Infinity@0'],
  ['acc: 93.1%', 'acc=93.1@0'],
  ['Accuracy: 93.10 %', 'Accuracy=93.1@0'],
  ['Test Accuracy: 0.93', 'Test_Accuracy=0.93@0'],
  ['Final test accuracy: 0.97.', 'Final_test_accuracy=0.97@0'],
  ['Validation loss: 0.31 (best: 0.29)', 'Validation_loss=0.31@0 best=0.29@0'],
  ['Mean squared error: 0.21', 'Mean_squared_error=0.21@0'],
  ['F1 score: 0.8', 'F1_score=0.8@0'],
  ['rows_per_second: 1200.5', 'rows_per_second=1200.5@0'],
  ['train/loss: 0.3', 'train/loss=0.3@0'],
  ['Acc@1: 76.1', 'Acc@1=76.1@0'],
  ['Verlust_größe: 0.3', 'Verlust_größe=0.3@0'],
  ['loss: tensor(0.3012, grad_fn=<NllLossBackward0>)', 'loss=0.3012@0'],
  ["loss: tensor(0.3012, device='cuda:0')", 'loss=0.3012@0'],
  ['epoch 3 loss=0.3 acc=0.9', 'loss=0.3@3 acc=0.9@3'],
  ['epoch 1 | loss=0.3', 'loss=0.3@1'],
  ['Epoch 3/10 - loss: 0.3 - val_acc: 0.9', 'loss=0.3@3 val_acc=0.9@3'],
  ['Epoch 003: | Loss: 0.3 | Gap: 1.5', 'Loss=0.3@3 Gap=1.5@3'],
  ['Epoch #7 loss:0.25', 'loss=0.25@7'],
  ['[Epoch 4] train_loss: 0.2, val_loss: 0.4', 'train_loss=0.2@4 val_loss=0.4@4'],
  ['epoch=2, loss=0.5, lr=0.001', 'loss=0.5@2 lr=0.001@2'],
  ['Iteration 12, loss = 0.35', 'loss=0.35@12'],
  ['step: 100 | reward: -3.5', 'reward=-3.5@100'],
  ['Episode 20 reward = 195', 'reward=195@20'],
  ['round 5: auc=0.9', 'auc=0.9@5'],
  ['loss: 0.3 (step 42)', 'loss=0.3@42'],
  ['[10/100] loss=0.3', 'loss=0.3@10'],
  ['val_loss 0.31', ''],
  ['epoch 1 batch 100 loss 0.31', 'loss=0.31@100'],
  ['Epoch [1/5], Step [100/600], Loss: 0.3', 'Loss=0.3@100'],
  ['step 250: train loss 2.5, val loss 2.6', 'train_loss=2.5@250 val_loss=2.6@250'],
  ['iter 0: loss 4.2621, time 26000.00ms, mfu -100.00%', 'loss=4.2621@0'],
  ['Train Epoch: 1 [640/60000 (1%)]\tLoss: 2.300039', 'Loss=2.300039@640'],
  [
    'Test set: Average loss: 0.0278, Accuracy: 9912/10000 (99%)',
    'Test_Average_loss=0.0278@0 Test_Accuracy=99@0',
  ],
  ['train Loss: 0.4 Acc: 0.8', 'train_Loss=0.4@0 train_Acc=0.8@0'],
  // Behind the prefixes of logging libraries.
  ['2026-01-01 10:00:00 INFO: loss: 0.3', 'loss=0.3@0'],
  ['2026-01-01 10:00:00,123 - root - INFO - epoch 2 loss: 0.3', 'loss=0.3@2'],
  ['2026-01-01T10:00:00.123Z loss=0.3', 'loss=0.3@0'],
  ['INFO:root:loss: 0.3', 'loss=0.3@0'],
  ['INFO:my.trainer:epoch=1 loss=0.3', 'loss=0.3@1'],
  ['2026-01-01 10:00:00.123 | INFO     | __main__:train:42 - loss: 0.3', 'loss=0.3@0'],
  ['I0101 10:00:00.000000 12345 train.py:42] loss: 0.3', 'loss=0.3@0'],
  ['[INFO|trainer.py:1721] 2026-01-01 10:00:00,123 >> eval_loss: 0.3', 'eval_loss=0.3@0'],
  ['[2026-01-01 10:00:00,123][__main__][INFO] - val_acc: 0.9', 'val_acc=0.9@0'],
  ['2026-01-01 10:00:00 [info     ] epoch done    epoch=1 loss=0.3', 'loss=0.3@1'],
  ['[rank0]: step 3 loss=0.3', 'loss=0.3@3'],
  // JSON lines and Python dictionaries.
  ['{"epoch": 3, "loss": 0.3}', 'loss=0.3@3'],
  ['{"step": 7, "train": {"loss": 0.3, "acc": 0.9}}', 'train/loss=0.3@7 train/acc=0.9@7'],
  ['{"loss": NaN, "acc": Infinity}', 'loss=NaN@0 acc=Infinity@0'],
  ['{"level": "info", "ts": 1763800000.1, "msg": "eval", "loss": 0.3}', 'loss=0.3@0'],
  [
    "{'loss': 0.5, 'grad_norm': 1.25, 'learning_rate': 5e-05, 'epoch': 0.5}",
    'loss=0.5@0.5 grad_norm=1.25@0.5 learning_rate=0.00005@0.5',
  ],
  ["{'loss': '0.5', 'grad_norm': '1.25', 'epoch': '1'}", 'loss=0.5@1 grad_norm=1.25@1'],
  [
    "{'eval_loss': nan, 'eval_f1': np.float64(0.75), 'epoch': 2.0}",
    'eval_loss=NaN@2 eval_f1=0.75@2',
  ],
  ["Epoch 4: {'loss': 0.3, 'acc': tensor(0.9)}", 'loss=0.3@4 acc=0.9@4'],
  // Gradient boosting.
  ['[10]\ttrain-rmse:0.31\teval-rmse:0.42', 'train-rmse=0.31@10 eval-rmse=0.42@10'],
  ['[3]\ttrain-auc:0.9+0.01\ttest-auc:0.8+0.02', 'train-auc=0.9@3 test-auc=0.8@3'],
  ["[10]\tvalid_0's l2: 0.3\tvalid_0's auc: 0.9", 'valid_0-l2=0.3@10 valid_0-auc=0.9@10'],
  ["[2]\tcv_agg's valid auc: 0.9 + 0.01", 'cv_agg-valid auc=0.9@2'],
  [
    '5:\tlearn: 0.6\ttest: 0.7\tbest: 0.7 (5)\ttotal: 46ms\tremaining: 46s',
    'learn=0.6@5 test=0.7@5 best=0.7@5',
  ],
  // Progress bars.
  [' 50%|█████     | 5/10 [00:01<00:01,  4.95it/s, loss=0.3]', 'loss=0.3@5'],
  [
    'train: 50%|█ | 5/10 [00:01<00:01, 5.00it/s, loss=0.3, acc=90.1%]',
    'train/loss=0.3@5 train/acc=90.1@5',
  ],
  ['7it [00:01,  6.1it/s, loss=0.25]', 'loss=0.25@7'],
  [
    'Epoch 0: 100%|██████████| 10/10 [00:01<00:00,  8.0it/s, v_num=0, train_loss=0.3]',
    'train_loss=0.3@10',
  ],
  // Others.
  [
    '-- Epoch 3 Norm: 5.1, Bias: 0.1, T: 450, Avg. loss: 0.36',
    'Norm=5.1@3 Bias=0.1@3 T=450@3 Avg_loss=0.36@3',
  ],
  ['[CV 1/5] END ...........C=1, kernel=rbf;, score=0.967 total time=   0.0s', 'score=0.967@0'],
];

/** Lines of real programs that hold no metric. */
const negatives: readonly string[] = [
  '',
  'Training started',
  '2026-01-01 10:00:00',
  '2026-01-01 10:00:00 INFO: starting',
  '10:00:00 - starting with 3 workers',
  'INFO:root:starting',
  'INFO:     Started server process [12345]',
  'INFO:     Uvicorn running on http://127.0.0.1:8000 (Press CTRL+C to quit)',
  'Listening on 0.0.0.0:8080',
  'Connected to localhost:5432',
  'See https://example.org/docs?page=3&size=10 for details',
  'Serving at http://host:6006/',
  'Python 3.11.7 (main, Dec  4 2023, 18:10:11) [GCC 12.2.0]',
  'torch: 2.1.0',
  'numpy==1.26.4',
  'Using torch version: 2.1',
  'CUDA version: 12.1',
  'image: nvidia/cuda:12.1',
  'Saved to /tmp/run/epoch=3-val_loss=0.30.ckpt',
  'C:\\data\\train.csv: 3 columns',
  'path: /data/3/train.csv',
  'Found: 3 files',
  'value: 3 of the answers were wrong',
  'Time: 3s',
  'time: 3.2 seconds',
  'elapsed: 12ms',
  'Memory: 512 MB',
  'memory_used=512MiB',
  'ETA: 0:00:10',
  'commit: 3fa85f64',
  'sha: 1234567',
  'id: 0x7f3b',
  'uuid=3fa85f64-5717-4562-b3fc-2c963f66afa6',
  'date: 2026-01-01',
  'Total params: 1,234,567',
  'Num examples = 60,000',
  '  Num Epochs = 3',
  '  Instantaneous batch size per device = 8',
  '[INFO|trainer.py:1721] 2026-01-01 10:00:00,123 >>   Num Epochs = 3',
  'seed: 42',
  'batch_size=32',
  'OMP_NUM_THREADS=4',
  'CUDA_VISIBLE_DEVICES=0',
  'Namespace(lr=0.1, epochs=10, hidden=128)',
  '(fc1): Linear(in_features=784, out_features=128, bias=True)',
  'RandomForestClassifier(max_depth=3, n_estimators=50)',
  'X_train: (100, 4)',
  'train size: 800',
  'Starting training with hidden=128 layers=3',
  'Accuracy of the network on the 10000 test images: 55 %',
  'Files already downloaded and verified',
  '100%|██████████| 170498071/170498071 [00:13<00:00, 13133411.34it/s]',
  'Downloading: 45%|████▌     | 12.3M/27.3M [00:02<00:03, 4.51MB/s]',
  '              precision    recall  f1-score   support',
  '           0       0.97      0.98      0.98        50',
  '    accuracy                           0.97       100',
  '   macro avg       0.97      0.97      0.97       100',
  '  | Name  | Type   | Params | Mode',
  '1 | layer | Linear | 66     | train',
  '66        Trainable params',
  '│        test_acc         │    0.9740999937057495     │',
  '[LightGBM] [Info] Total Bins 1234',
  '[LightGBM] [Info] Start training from score 0.5',
  '[LightGBM] [Warning] No further splits with positive gain, best gain: -inf',
  '[10:00:00] WARNING: ../src/learner.cc:740: Parameters: { "verbose" } are not used.',
  "Epoch 0, global step 100: 'val_loss' reached 0.3 (best 0.3), saving model to '/x/epoch=0-step=100.ckpt' as top 1",
  'GPU available: False, used: False',
  'TPU available: False, using: 0 TPU cores',
  "[I 2026-01-01 10:00:00,123] Trial 3 finished with value: 0.93 and parameters: {'x': 1.2}. Best is trial 0 with value: 0.9.",
  '{"lr": 0.1, "optimizer": "adam", "hidden": 64}',
  '{"event": "request", "status": 200}',
  '[Parallel(n_jobs=1)]: Done 10 out of 10 | elapsed: 0.1s finished',
  'KeyError: 3',
  'ValueError: 0.5',
  'if x == 3: return 4',
  'Error: 2',
  'Process finished with exit code 0',
  '16/32 [==============>...............] - ETA: 3s - loss: 0.31',
  '16/32 ━━━━━━━━━━━━━━━━━━━━ 1s 2ms/step - accuracy: 0.9 - loss: 0.3',
];

describe('metrics in a line of output', () => {
  for (const [line, points] of positives) {
    it(`reads ${JSON.stringify(line)}`, () => {
      assert.equal(found([line]).join(' '), points);
    });
  }
});

describe('lines of output without metrics', () => {
  for (const line of negatives) {
    it(`reads nothing in ${JSON.stringify(line)}`, () => {
      assert.deepEqual(found([line]), []);
    });
  }
});

describe('steps over several lines of output', () => {
  it('counts from 0 when no step is stated, and on when a name comes again', () => {
    assert.deepEqual(found(['loss: 0.5', 'acc: 0.8', 'loss: 0.4', 'acc: 0.9', 'loss: 0.3']), [
      'loss=0.5@0',
      'acc=0.8@0',
      'loss=0.4@1',
      'acc=0.9@1',
      'loss=0.3@2',
    ]);
  });

  it('takes the epoch of a header for the lines below it', () => {
    assert.deepEqual(
      found([
        'Epoch 1/2',
        '----------',
        'train Loss: 0.5 Acc: 0.7',
        'val Loss: 0.4 Acc: 0.8',
        '',
        'Epoch 2/2',
        '----------',
        'train Loss: 0.3 Acc: 0.8',
        'val Loss: 0.2 Acc: 0.9',
        'Best val Acc: 0.9',
      ]),
      [
        'train_Loss=0.5@1',
        'train_Acc=0.7@1',
        'val_Loss=0.4@1',
        'val_Acc=0.8@1',
        'train_Loss=0.3@2',
        'train_Acc=0.8@2',
        'val_Loss=0.2@2',
        'val_Acc=0.9@2',
        'Best_val_Acc=0.9@2',
      ],
    );
  });

  it('never puts two values of a name on one step below a header', () => {
    const lines = ['Epoch 1', 'loss: 0.5', 'loss: 0.4', 'Epoch 2', 'loss: 0.3', 'loss: 0.2'];
    assert.deepEqual(found(lines), ['loss=0.5@1', 'loss=0.4@2', 'loss=0.3@3', 'loss=0.2@4']);
  });

  it('counts positions on that start again with each epoch', () => {
    assert.deepEqual(
      found([
        'Train Epoch: 1 [0/60000 (0%)]\tLoss: 2.3',
        'Train Epoch: 1 [59520/60000 (99%)]\tLoss: 0.2',
        'Train Epoch: 2 [0/60000 (0%)]\tLoss: 0.1',
        'Train Epoch: 2 [640/60000 (1%)]\tLoss: 0.09',
      ]),
      ['Loss=2.3@0', 'Loss=0.2@59520', 'Loss=0.1@60000', 'Loss=0.09@60640'],
    );
    assert.deepEqual(
      found([
        'Epoch [1/2], Step [300/600], Loss: 0.5',
        'Epoch [1/2], Step [600/600], Loss: 0.4',
        'Epoch [2/2], Step [300/600], Loss: 0.3',
      ]),
      ['Loss=0.5@300', 'Loss=0.4@600', 'Loss=0.3@900'],
    );
    assert.deepEqual(
      found(['[1,  2000] loss: 2.2', '[1,  4000] loss: 1.8', '[2,  2000] loss: 1.2']),
      ['loss=2.2@2000', 'loss=1.8@4000', 'loss=1.2@6000'],
    );
    assert.deepEqual(
      found(['Epoch 1', 'loss: 2.3  [   64/60000]', 'Epoch 2', 'loss: 0.5  [   64/60000]']),
      ['loss=2.3@64', 'loss=0.5@60064'],
    );
  });

  it('leaves steps alone that count over the whole training', () => {
    assert.deepEqual(found(['epoch 0 step 90 loss=0.5', 'epoch 1 step 180 loss=0.4']), [
      'loss=0.5@90',
      'loss=0.4@180',
    ]);
  });

  it("takes the last state of each of Keras's epochs", () => {
    const keras3 = [
      'Epoch 1/2',
      '16/32 ━━━━━━━━━━━━━━━━━━━━ 0s 2ms/step - accuracy: 0.5 - loss: 0.9',
      '32/32 ━━━━━━━━━━━━━━━━━━━━ 1s 2ms/step - accuracy: 0.6 - loss: 0.8 - val_accuracy: 0.7 - val_loss: 0.6',
      'Epoch 2/2',
      '32/32 ━━━━━━━━━━━━━━━━━━━━ 0s 2ms/step - accuracy: 0.8 - loss: 0.5 - val_accuracy: 0.9 - val_loss: 0.4',
    ];
    assert.deepEqual(found(keras3), [
      'accuracy=0.6@1',
      'loss=0.8@1',
      'val_accuracy=0.7@1',
      'val_loss=0.6@1',
      'accuracy=0.8@2',
      'loss=0.5@2',
      'val_accuracy=0.9@2',
      'val_loss=0.4@2',
    ]);
    const keras2 = [
      'Epoch 1/5',
      '32/32 [==============================] - 1s 2ms/step - loss: 0.3 - accuracy: 0.9',
      'Epoch 2/5',
      '32/32 - 0s - loss: 0.25 - accuracy: 0.95',
    ];
    assert.deepEqual(found(keras2), [
      'loss=0.3@1',
      'accuracy=0.9@1',
      'loss=0.25@2',
      'accuracy=0.95@2',
    ]);
  });

  it("keeps Keras's evaluation apart from the epoch before it", () => {
    assert.deepEqual(found(['Epoch 1/1', kerasBar(0.3), kerasBar(0.4)]), [
      'loss=0.3@1',
      'evaluate/loss=0.4@1',
    ]);
  });

  it('takes each position of a progress bar once', () => {
    assert.deepEqual(found([bar('', 1, '0.5'), bar('', 1, '0.5'), bar('', 2, '0.4')]), [
      'loss=0.5@1',
      'loss=0.4@2',
    ]);
  });

  it('counts the bars of several epochs on', () => {
    assert.deepEqual(
      found([bar('Epoch 0: ', 5, '0.5'), bar('Epoch 0: ', 10, '0.5'), bar('Epoch 1: ', 5, '0.5')]),
      ['loss=0.5@5', 'loss=0.5@10', 'loss=0.5@15'],
    );
  });

  it('does not take again the best round that LightGBM repeats at the end', () => {
    const lines = ["[1]\tvalid_0's l2: 0.5", "[2]\tvalid_0's l2: 0.6"];
    const end = ['Early stopping, best iteration is:', "[1]\tvalid_0's l2: 0.5"];
    assert.deepEqual(found([...lines, ...end]), ['valid_0-l2=0.5@1', 'valid_0-l2=0.6@2']);
  });
});

describe('lines of output around metrics', () => {
  it('reads nothing in a traceback, and goes on after it', () => {
    const lines = [
      'Traceback (most recent call last):',
      '  File "train.py", line 42, in <module>',
      '    loss = 0.5',
      '  File "model.py", line 7, in fit',
      '    step(loss=0.1, lr=0.5)',
      'ValueError: loss: 0.3',
      'loss: 0.7',
    ];
    assert.deepEqual(found(lines), ['loss=0.7@0']);
  });

  it('reads nothing in the source line that a warning quotes', () => {
    const lines = ['/x/a.py:42: UserWarning: deprecated', '  loss = 0.5', 'loss: 0.7'];
    assert.deepEqual(found(lines), ['loss=0.7@0']);
  });

  it('takes the name of a parameter for a metric only where a step is stated', () => {
    const paramNames = new Set(['lr', 'dropout_rate']);
    const lines = ['lr: 0.1', 'dropout_rate=0.5', '{"lr": 0.1, "loss": 0.3}', 'epoch 2 lr=0.05'];
    assert.deepEqual(found(lines, { paramNames }), ['loss=0.3@0', 'lr=0.05@2']);
  });

  it('uses a parameter that becomes known while the output is read', () => {
    const paramNames = new Set<string>();
    const metrics = new OutputMetrics({ paramNames });
    assert.equal(metrics.line('temperature: 0.1', 1).length, 1);
    paramNames.add('temperature');
    assert.equal(metrics.line('temperature: 0.1', 2).length, 0);
  });

  it('reads states that were overwritten only of bars with a position', () => {
    const metrics = new OutputMetrics();
    const points = metrics.lines(
      [
        { text: '50%|█ | 5/10 [00:01<00:01, 5.00it/s, loss=0.3]', transient: true },
        { text: 'running, loss: 0.31', transient: true },
        { text: '100%|██| 10/10 [00:02<00:00, 5.00it/s, loss=0.2]', transient: false },
      ],
      7,
    );
    assert.deepEqual(
      points.map(({ value, step, timestamp }) => [value, step, timestamp]),
      [
        [0.3, 5, 7],
        [0.2, 10, 7],
      ],
    );
  });

  it('survives lines of any length and nesting', () => {
    for (const unit of ['(', '{"a":', 'a=', 'x ', '1', ':', 'loss=1,', '[', ' ', 'tensor(']) {
      assert.ok(found([unit.repeat(20_000)]).length <= 1000);
    }
  });
});

describe("a person's own output patterns", () => {
  it('take key, value and step from groups of these names', () => {
    const patterns = [String.raw`^@@ (?P<key>\S+) -> (?P<value>\S+) at (?P<step>\d+)`];
    assert.deepEqual(found(['@@ fid -> 12.5 at 30', 'loss: 0.3'], { patterns }), [
      'fid=12.5@30',
      'loss=0.3@0',
    ]);
  });

  it('take metrics from groups named after them, before the built-in patterns', () => {
    const patterns = [String.raw`score (?<home>\d+)-(?<away>\d+)`, '(?<never>x{9})'];
    assert.deepEqual(found(['score 3-2 loss: 9', 'score 4-2'], { patterns }), [
      'home=3@0',
      'away=2@0',
      'home=4@1',
      'away=2@1',
    ]);
  });

  it('are reported once when they cannot be used', () => {
    const warnings: string[] = [];
    const metrics = new OutputMetrics({
      patterns: ['(unclosed', 'no groups'],
      report: (warning) => warnings.push(warning),
    });
    metrics.line('loss: 0.3', 1);
    metrics.line('loss: 0.3', 1);
    assert.equal(warnings.length, 2);
    assert.match(warnings[0] ?? '', /\(unclosed is not a regular expression/);
    assert.match(warnings[1] ?? '', /no groups names no group/);
  });

  it('cannot hang the reader: one without an end is left out and reported', () => {
    const warnings: string[] = [];
    const metrics = new OutputMetrics({
      patterns: ['^(?<loss>(a+)+)$', String.raw`fid=(?<fid>\d+)`],
      report: (warning) => warnings.push(warning),
    });
    const points = metrics.lines(
      [
        { text: `${'a'.repeat(60)}b`, transient: false },
        { text: 'fid=3', transient: false },
      ],
      1,
    );
    assert.deepEqual(
      points.map(({ key }) => key),
      ['fid'],
    );
    assert.equal(metrics.line('fid=4', 2).length, 1);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /takes too long/);
  });
});
