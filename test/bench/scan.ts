import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Benchmark } from './support/benchmark.ts';
import { measurement, type Measurement } from './support/measurement.ts';
import { outputOf } from './support/processes.ts';

const script = path.join(import.meta.dirname, 'scan', 'scanProcess.ts');
const rounds = 3;

/**
 * A pipeline of scikit-learn beside arrays of 1 GB, as joblib writes them; and the same compressed.
 * The arrays are mapped from a sparse file, so that making them needs no memory either.
 */
const makeScript = `
import os, sys
import joblib, numpy as np
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
os.chdir(sys.argv[1])
X, y = load_iris(return_X_y=True)
model = make_pipeline(StandardScaler(), RandomForestClassifier(100, random_state=1)).fit(X, y)
arrays = [np.memmap(f'array{i}', dtype=np.float64, mode='w+', shape=(31_250_000,)) for i in range(4)]
model.weights_ = arrays
joblib.dump(model, 'plain.joblib')
for how in ('zlib', 'bz2', 'xz'):
    joblib.dump(model, f'{how}.joblib', compress=(how, 1))
`;

/** The scan of a joblib file of 1 GB. */
export const scan: Benchmark = {
  name: 'scan',
  measure: async (kit) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'trackline-bench-scan-'));
    try {
      kit.say('   making joblib files of 1 GB');
      outputOf([await kit.python(), '-c', makeScript, folder]);
      const found = await measured(path.join(folder, 'plain.joblib'));
      for (const how of ['zlib', 'bz2', 'xz']) {
        const file = path.join(folder, `${how}.joblib`);
        found.push(...(await measured(file, how)));
      }
      return found;
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

interface Scanned {
  readonly ms: number;
  readonly peakMB: number;
  readonly model?: string;
  readonly unread: boolean;
}

async function measured(file: string, how?: string): Promise<Measurement[]> {
  const scans = Array.from(
    { length: rounds },
    () => JSON.parse(outputOf([process.execPath, script, file])) as Scanned,
  );
  for (const { model, unread } of scans) {
    if (model !== 'sklearn.pipeline.Pipeline' || unread) throw new Error(`${file} was not read.`);
  }
  const name = `scan.1GB${how === undefined ? '' : `.${how}`}`;
  const packed = how === undefined ? '' : `, compressed with ${how}`;
  const settings = { arrays: '1 GB of float64', bytes: (await stat(file)).size };
  return [
    measurement({
      name,
      what: `The scan of a joblib file with arrays of 1 GB${packed}`,
      unit: 'ms',
      better: 'lower',
      values: scans.map(({ ms }) => ms),
      noPeer: 'other scanners are not among the packages of the tests',
      settings,
    }),
    measurement({
      name: `${name}.memory`,
      what: 'The greatest resident memory of the process that scans',
      unit: 'MB',
      better: 'lower',
      values: scans.map(({ peakMB }) => peakMB),
      noPeer: 'the budget is in MB',
      budget: { of: 'max', atMost: 150 },
      settings,
    }),
  ];
}
