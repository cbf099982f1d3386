import type { Environment, Launch } from '../../../../src/model/launch.ts';
import type { MetricSummary, Run } from '../../../../src/model/run.ts';
import type { RunDetails } from '../../../../src/protocol/views.ts';

/** A run as the page is given it, and the points behind its metrics. */
export interface Fixture {
  readonly details: RunDetails;
  /** Metric → its values at the steps 0, 1, 2, … */
  readonly points: Readonly<Record<string, readonly number[]>>;
}

const start = Date.UTC(2026, 10, 20, 9, 30, 12);

const run: Run = {
  id: '0f3c9a51d2b84e6fa07c15de92b4c833',
  name: 'brave-fox-127',
  experimentId: '1',
  launchId: '7d1f0a35c2',
  status: 'FINISHED',
  startTime: start,
  endTime: start + 187_400,
  userId: 'mina',
  artifactUri: 'file:///home/mina/churn/.trackline/artifacts/0f3c9a51d2b84e6fa07c15de92b4c833',
  lifecycle: 'active',
};

const environment: Environment = {
  platform: 'Linux 6.1 x86_64',
  hostname: 'workbench',
  cpu: 'AMD Ryzen 9 7950X',
  cpus: 32,
  memoryBytes: 64 * 1024 ** 3,
  gpus: ['NVIDIA RTX 4090 24 GB'],
  interpreter: {
    path: '/home/mina/churn/.venv/bin/python',
    source: 'workspace-venv',
    version: '3.11.7',
  },
  packages: { mlflow: '3.5.0', numpy: '2.2.1', pandas: '2.3.0', 'scikit-learn': '1.7.2' },
  variables: { CUDA_VISIBLE_DEVICES: '0', OMP_NUM_THREADS: '16' },
};

const launch: Launch = {
  id: '7d1f0a35c2',
  command: {
    argv: ['python', 'train.py', '--lr', '0.05', '--note', 'wide & deep'],
    cwd: '/home/mina/churn',
  },
  user: 'mina',
  hostname: 'workbench',
  startTime: start,
  endTime: start + 187_400,
  end: { kind: 'exited', code: 0 },
  code: {
    kind: 'git',
    commit: '9fceb02d0ae598e95dc970b74767f19372d61af8',
    branch: 'feature/wide-and-deep',
    dirty: true,
    snapshot: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
    changed: [
      { path: 'train.py', change: 'modified' },
      { path: 'features/encode.py', change: 'added' },
      { path: 'old_notes.md', change: 'deleted' },
      { path: 'data', change: 'type-changed' },
    ],
    leftOut: [{ path: 'scratch/embeddings.npy', bytes: 83_886_080, reason: 'too-large' }],
  },
  environment,
  warnings: [],
};

const log = [
  'Reading data/train.csv … 48,211 rows',
  '\u001b[1mepoch 1\u001b[0m loss=0.6931 acc=\u001b[32m0.5124\u001b[0m',
  '\u001b[1mepoch 2\u001b[0m loss=0.5210 acc=\u001b[32m0.7413\u001b[0m',
  '\u001b[33mWarning:\u001b[0m learning rate is high',
  '\u001b[38;2;255;120;40mcheckpoint\u001b[0m saved to artifacts/model',
  ' 10%|█         | 1/10\r 50%|█████     | 5/10\r100%|██████████| 10/10',
  'done in 187 s',
  '',
].join('\n');

/** What a series of values amounts to, as the store works it out. */
export function summaryOf(values: readonly number[]): MetricSummary {
  const numbers = values.filter((value) => !Number.isNaN(value));
  let min = Number.NaN;
  let max = Number.NaN;
  for (const value of numbers) {
    min = value < min || Number.isNaN(min) ? value : min;
    max = value > max || Number.isNaN(max) ? value : max;
  }
  return {
    last: values.at(-1) ?? Number.NaN,
    step: values.length - 1,
    timestamp: start + values.length * 1000,
    min,
    max,
    count: values.length,
  };
}

/** A fixture with those metrics, and the rest as given. */
export function fixture(
  points: Readonly<Record<string, readonly number[]>>,
  changes: {
    readonly run?: Partial<Run>;
    readonly launch?: Partial<Launch> | 'none';
    readonly details?: Partial<RunDetails>;
    readonly params?: Readonly<Record<string, string>>;
  } = {},
): Fixture {
  const theRun = { ...run, ...changes.run };
  const metrics = Object.fromEntries(
    Object.entries(points).map(([key, values]) => [key, summaryOf(values)]),
  );
  const params = changes.params ?? { lr: '0.05', epochs: '20', optimizer: 'adam', seed: '42' };
  return {
    points,
    details: {
      row: { run: theRun, starred: false, archived: false, note: '', tags: {} },
      data: { run: theRun, params, metrics, tags: {} },
      experiment: {
        id: '1',
        name: 'churn',
        artifactLocation: '',
        lifecycle: 'active',
        creationTime: start,
        lastUpdateTime: start,
        tags: {},
      },
      paramSources: { lr: 'command', epochs: 'default', optimizer: 'config', seed: 'logged' },
      ...(changes.launch === 'none' ? {} : { launch: { ...launch, ...changes.launch } }),
      inputs: [],
      outputs: [],
      datasets: [],
      artifacts: [],
      projectRoot: '/home/mina/churn',
      logTail: changes.launch === 'none' ? '' : log,
      ...changes.details,
    },
  };
}

/** The same pseudo-random numbers each time, from 0 to 1. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

function falling(count: number, seed: number): number[] {
  const next = noise(seed);
  return Array.from(
    { length: count },
    (_, step) => 0.08 + 0.9 * Math.exp((-4 * step) / count) * (0.8 + 0.4 * next()),
  );
}

function rising(count: number, seed: number): number[] {
  const next = noise(seed);
  return Array.from(
    { length: count },
    (_, step) => 0.975 - 0.45 * Math.exp((-5 * step) / count) - 0.02 * next(),
  );
}

/** 10,000 points each, an isolated spike, single values, files and a model. */
export function finished(): Fixture {
  const spiky = falling(10_000, 3);
  spiky[6_180] = 3.4;
  return fixture(
    {
      loss: falling(10_000, 1),
      'val/accuracy': rising(10_000, 2),
      grad_norm: spiky,
      'test/auc': [0.98417],
      'test/f1': [0.91203],
      'system/cpu_utilization_percentage': rising(120, 5).map((value) => value * 80),
      'system/memory_usage_megabytes': rising(120, 6).map((value) => value * 4000),
    },
    {
      details: {
        objective: { metric: 'val/accuracy', direction: 'maximize' },
        row: {
          run,
          starred: true,
          archived: false,
          note: 'Wider embedding, same seed as before.\nBetter on recent customers.',
          tags: { stage: 'candidate', owner: 'mina' },
          objective: 0.97,
        },
        inputs: [
          {
            path: 'data/train.csv',
            direction: 'input',
            kind: 'file',
            digest: `sha256:${'9f86d081884c7d65'.repeat(4)}`,
            bytes: 18_243_914,
            files: 1,
          },
          {
            path: 'data/images',
            direction: 'input',
            kind: 'folder',
            digest: `sha256:${'2c26b46b68ffc68f'.repeat(4)}`,
            bytes: 4_187_593_113,
            files: 100_000,
          },
        ],
        outputs: [
          {
            path: 'out/predictions.parquet',
            direction: 'output',
            kind: 'file',
            bytes: 912,
            files: 1,
          },
        ],
        datasets: [
          { name: 'churn-2026', digest: 'a1b2c3d4', sourceType: 'local', context: 'training' },
        ],
        artifacts: [
          { path: 'model/MLmodel', bytes: 812 },
          { path: 'model/model.pkl', bytes: 2_412_003 },
          { path: 'model/requirements.txt', bytes: 120 },
          { path: 'plots/confusion_matrix.png', bytes: 48_112 },
          { path: 'plots/roc.png', bytes: 39_480 },
          { path: 'best.safetensors', bytes: 91_238_441 },
          { path: 'report.html', bytes: 182_331 },
        ],
        artifactFolder: '/home/mina/churn/.trackline/artifacts/0f3c9a51d2b84e6fa07c15de92b4c833',
      },
    },
  );
}

/** A run under way, so many points in. */
export function running(points = 400): Fixture {
  const { endTime: _, ...withoutEnd } = run;
  const { end: __, endTime: ___, ...withoutLaunchEnd } = launch;
  const made = fixture(
    { loss: falling(2_000, 1).slice(0, points), accuracy: rising(2_000, 2).slice(0, points) },
    {
      details: {
        inputs: [
          { path: 'data/train.csv', direction: 'input', kind: 'file', bytes: 18_243_914, files: 1 },
        ],
      },
    },
  );
  const live: Run = { ...withoutEnd, status: 'RUNNING', startTime: Date.now() - 64_000 };
  return {
    ...made,
    details: {
      ...made.details,
      row: { ...made.details.row, run: live },
      data: { ...made.details.data, run: live },
      launch: withoutLaunchEnd,
    },
  };
}

/** A script that crashed, with things that could not be captured. */
export function failed(): Fixture {
  return fixture(
    { loss: [0.9, 0.7, Number.NaN] },
    {
      run: { status: 'FAILED', endTime: start + 4_200 },
      launch: {
        end: { kind: 'exited', code: 1 },
        warnings: [
          'The GPU could not be asked about its load: nvidia-smi is not on the PATH.',
          'Hydra’s configuration outputs/config.yaml could not be read: it is not valid YAML.',
        ],
        code: {
          kind: 'none',
          reason: 'The folder is not in a git repository and is too large to copy.',
        },
      },
      details: {
        logTail:
          'Traceback (most recent call last):\n  File "train.py", line 41, in <module>\n\u001b[31mValueError: Input contains NaN.\u001b[0m\n',
      },
    },
  );
}

/** Logged from elsewhere, with nothing in it. */
export function empty(): Fixture {
  return fixture({}, { launch: 'none', params: {} });
}

/** Names that try to be markup, go the other way, or go on for ever. */
export function hostile(): Fixture {
  const markup = '<img src=x onerror="window.broken=1"><script>window.broken=1</script>';
  const long = 'very_long_name_'.repeat(40);
  const arabic = 'تجربة النموذج الأول';
  const made = fixture(
    { [markup]: [1, 2, 3], [long]: [3, 2, 1], [arabic]: [1, 1, 2], '🚀/loss 🧪': [5, 4, 2] },
    {
      run: { name: `${markup} ${arabic} 🧪 ${long}` },
      params: { [markup]: markup, [long]: long, [arabic]: 'قيمة', text: 'first line\nsecond line' },
      launch: {
        command: { argv: ['python', `${markup}.py`, long], cwd: `/tmp/${markup}` },
        warnings: [markup],
      },
    },
  );
  return {
    ...made,
    details: {
      ...made.details,
      row: { ...made.details.row, note: `${markup}\n${arabic}`, tags: { [markup]: long } },
      inputs: [{ path: `${markup}/${long}.csv`, direction: 'input', kind: 'file', files: 1 }],
      artifacts: [{ path: `${markup}/${long}.txt`, bytes: 1 }],
      logTail: `${markup}\n\u001b]0;title\u0007\u001b[31m${arabic}\u001b[0m ${long}\n`,
    },
  };
}

/** 300 parameters, 2,000 packages, 90 metrics. */
export function large(): Fixture {
  return fixture(
    Object.fromEntries(
      Array.from({ length: 90 }, (_, index) => [`layer_${index}/norm`, falling(50, index + 1)]),
    ),
    {
      params: many(300, (index) => [`model.block_${index}.units`, String(index * 8)]),
      launch: {
        environment: {
          ...environment,
          packages: many(2000, (index) => [`package-${index}`, `1.${index}.0`]),
        },
      },
    },
  );
}

function many(count: number, pair: (index: number) => [string, string]): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => pair(index)));
}

/** Values that are no numbers or have no end. */
export function notFinite(): Fixture {
  const nan = Number.NaN;
  return fixture({
    all_nan: [nan, nan, nan],
    diverged: [1, 2, 8, 64, Infinity],
    falls: [1, -Infinity],
    gaps: [1, 2, nan, 3, nan, 4, 5],
    tiny: [3e-9, 2e-9, 1.2345e-9],
    huge: [1e12, 2e12, 3.14159e15],
    constant: [7, 7, 7, 7],
  });
}
