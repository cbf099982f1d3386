import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ModelFacts, Recognition } from '../../../src/model/modelFile.ts';
import type { ModelLineage, PackagePlan } from '../../../src/model/modelPackage.ts';
import { inputExampleOf } from '../../../src/packaging/inputExample.ts';
import { buildPackage, VersionTaken } from '../../../src/registry/build/buildPackage.ts';
import { requirementsFor } from '../../../src/registry/build/requirements.ts';
import { recogniseModel } from '../../../src/registry/formats/recognise.ts';
import { isIntact, verifyPackage } from '../../../src/registry/verifyPackage.ts';
import {
  examplesWithMlflow,
  makeModels,
  predictWithMlflow,
  type Predictions,
} from './madeModels.ts';

describe('models that real libraries wrote', () => {
  let folder = '';
  let expected: Predictions = {};

  before(async function () {
    this.timeout(180_000);
    folder = await mkdtemp(path.join(tmpdir(), 'trackline-models-'));
    expected = await makeModels(folder);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const look = (name: string): Promise<Recognition> => recogniseModel(path.join(folder, name));
  async function facts(name: string): Promise<ModelFacts> {
    const found = await look(name);
    assert.equal(found.kind, 'model', `${name}: ${JSON.stringify(found)}`);
    return found.facts;
  }

  it('are recognised by their content', async () => {
    const forest = 'sklearn.ensemble._forest.RandomForestClassifier';
    for (const [name, format, modelClass] of [
      ['forest0.pkl', 'pickle', forest],
      ['forest2.pkl', 'pickle', forest],
      ['forest4.pkl', 'pickle', forest],
      ['forest5.pkl', 'pickle', forest],
      ['pipeline.joblib', 'joblib', 'sklearn.pipeline.Pipeline'],
      ['zlib.joblib', 'joblib', 'sklearn.pipeline.Pipeline'],
      ['bz2.joblib', 'joblib', 'sklearn.pipeline.Pipeline'],
      ['lzma.joblib', 'joblib', 'sklearn.pipeline.Pipeline'],
      ['xz.joblib', 'joblib', 'sklearn.pipeline.Pipeline'],
      ['lgb.joblib', 'joblib', 'lightgbm.sklearn.LGBMClassifier'],
      ['xgb.joblib', 'pickle', 'xgboost.sklearn.XGBClassifier'],
      ['forest.skops', 'skops', forest],
      ['booster.json', 'xgboost-json', 'xgboost.Booster'],
      ['booster.ubj', 'xgboost-ubj', 'xgboost.Booster'],
      ['booster.txt', 'lightgbm', 'lightgbm.Booster'],
      ['forest.onnx', 'onnx', 'skl2onnx 1.20.0'],
      ['weights.safetensors', 'safetensors', 'np'],
      ['state.pt', 'torch', 'state_dict'],
      ['net.keras', 'keras', 'keras.Sequential'],
      ['folder', 'mlflow', forest],
    ] as const) {
      const found = await facts(name);
      assert.deepEqual([name, found.format, found.modelClass], [name, format, modelClass]);
    }
    assert.deepEqual(await look('settings.json'), { kind: 'other' });
  });

  it('tell their inputs, their versions and their size', async () => {
    const names = [
      'sepal length (cm)',
      'sepal width (cm)',
      'petal length (cm)',
      'petal width (cm)',
    ];
    for (const name of [
      'forest4.pkl',
      'pipeline.joblib',
      'zlib.joblib',
      'xz.joblib',
      'booster.json',
      'booster.ubj',
      'folder',
    ]) {
      const { signature } = await facts(name);
      assert.deepEqual(
        signature?.inputs.map((input) => input.name),
        names,
        name,
      );
    }
    const onnx = await facts('forest.onnx');
    assert.deepEqual(onnx.signature?.inputs, [{ name: 'X', dtype: 'float32', shape: [null, 4] }]);
    assert.deepEqual((await facts('booster.ubj')).details, (await facts('booster.json')).details);
    assert.equal((await facts('booster.json')).details['Trees'], '12');
    const sklearn = (await facts('pipeline.joblib')).libraries.find(
      ({ name }) => name === 'scikit-learn',
    );
    assert.match(sklearn?.version ?? '', /^\d+\.\d+/);
    assert.equal((await facts('weights.safetensors')).details['Parameters'], '17');
  });

  it('are told to be cut off, with the format that they began as', async () => {
    for (const [name, format] of [
      ['cut-forest.onnx', 'onnx'],
      ['cut-booster.json', 'xgboost-json'],
      ['cut-booster.ubj', 'xgboost-ubj'],
      ['cut-booster.txt', 'lightgbm'],
      ['cut-weights.safetensors', 'safetensors'],
      ['cut-forest.skops', 'skops'],
    ] as const) {
      const found = await look(name);
      assert.equal(found.kind, 'damaged', name);
      assert.equal(found.format, format);
      assert.notEqual(found.reason, '');
    }
  });

  it('are harmless where they only make models, and named where they run anything else', async () => {
    for (const name of [
      'forest0.pkl',
      'forest5.pkl',
      'boosted.joblib',
      'xgb.joblib',
      'lgb.joblib',
      'zlib.joblib',
      'bz2.joblib',
      'lzma.joblib',
      'xz.joblib',
      'forest.skops',
      'folder',
      'state.pt',
    ]) {
      assert.deepEqual((await facts(name)).findings, [], name);
    }
    const system = process.platform === 'win32' ? /nt\.system/ : /posix\.system/;
    for (const [name, text] of [
      ['evil0.pkl', system],
      ['evil2.pkl', system],
      ['evil4.pkl', system],
      ['cut.pkl', system],
      ['evil.pt', system],
      ['evil.joblib', /builtins\.eval with "1 \+ 1"/],
      ['net.keras', /Lambda/],
      ['escaped.pkl', /os\.system/],
    ] as const) {
      const found = (await facts(name)).findings.filter(({ level }) => level === 'dangerous');
      assert.match(found.map((finding) => finding.text).join(' '), text, name);
    }
    assert.deepEqual(
      (await facts('mine.pkl')).findings.map(({ level }) => level),
      ['unknown'],
    );
    for (const name of ['cut.pkl', 'behind.pkl']) {
      const levels = (await facts(name)).findings.map(({ level }) => level);
      assert.ok(levels.includes('unread'), name);
    }
  });

  async function planOf(name: string, version = '1'): Promise<PackagePlan> {
    const found = await facts(name);
    return {
      name: `iris-${name.replaceAll('.', '-')}`,
      version,
      description: 'Tells irises apart.\nBy *four* measures.',
      licence: 'MIT',
      requirements: requirementsFor(found.libraries, {}, true),
      ...(found.signature === undefined ? {} : { signature: found.signature }),
      source: path.join(folder, name),
      facts: found,
    };
  }

  it('become packages with which MLflow predicts as the models did', async function () {
    this.timeout(180_000);
    const packages = path.join(folder, 'packages');
    const folders: Record<string, string> = {};
    for (const name of Object.keys(expected)) {
      folders[name] = (await buildPackage(await planOf(name), packages)).folder;
    }
    const predicted = await predictWithMlflow(folders);
    for (const [name, values] of Object.entries(expected)) {
      assert.deepEqual(rounded(predicted[name]), rounded(values), name);
    }
  });

  it('keep the input example that was logged, and take one of the data of their run', async () => {
    const columns = (await facts('forest4.pkl')).signature?.inputs.map(({ name }) => name ?? '');
    assert.ok(columns !== undefined);
    const header = ['id', ...columns.map((name) => `"${name}"`).toReversed()].join(',');
    await writeFile(
      path.join(folder, 'iris.csv'),
      `${header}\r\n"1,0",0.2,1.4,3.5,5.1\r\n2,1,1,1,1\n`,
    );
    const lineage: ModelLineage = {
      runId: 'a'.repeat(32),
      runName: 'tidy-finch',
      experiment: 'iris',
      startTime: 0,
      params: {},
      metrics: {},
      inputs: [{ path: 'other.csv' }, { path: 'iris.csv' }],
      packages: {},
    };
    const plan = { ...(await planOf('forest4.pkl', '11')), lineage };
    const example = await inputExampleOf(plan, folder);
    assert.deepEqual(example.data, [[5.1, 3.5, 1.4, 0.2]]);
    const packages = path.join(folder, 'examples');
    const built = {
      taken: (await buildPackage({ ...plan, example }, packages)).folder,
      none: (await buildPackage({ ...plan, version: '12' }, packages)).folder,
      logged: (await buildPackage(await planOf('folder', '11'), packages)).folder,
    };
    const found = await examplesWithMlflow(built);
    assert.deepEqual(found['taken'], [[[5.1, 3.5, 1.4, 0.2]], [0]]);
    assert.equal(found['none'], null);
    assert.equal((found['logged'] as unknown[][])[0]?.length, 2);

    const gone = { ...plan, lineage: { ...lineage, inputs: [{ path: 'other.csv' }] } };
    await assert.rejects(inputExampleOf(gone, folder), /read no CSV file with the columns/);
    const digest = `sha256:${'0'.repeat(64)}`;
    const changed = { ...plan, lineage: { ...lineage, inputs: [{ path: 'iris.csv', digest }] } };
    await assert.rejects(inputExampleOf(changed, folder), /iris\.csv has changed since/);
  });

  it('become the same package twice, and never another one of the same version', async () => {
    const plan = await planOf('pipeline.joblib', '7');
    const first = await buildPackage(plan, path.join(folder, 'one'));
    const second = await buildPackage(plan, path.join(folder, 'two'));
    assert.equal(first.digest, second.digest);
    assert.deepEqual(first.files, second.files);
    assert.deepEqual(await buildPackage(plan, path.join(folder, 'one')), first);
    await assert.rejects(
      buildPackage({ ...plan, licence: 'Apache-2.0' }, path.join(folder, 'one')),
      VersionTaken,
    );
  });

  it('are checked file by file', async () => {
    const { folder: built, digest } = await buildPackage(
      await planOf('forest4.pkl', '9'),
      path.join(folder, 'checked'),
    );
    const intact = await verifyPackage(built);
    assert.ok(isIntact(intact));
    assert.equal(intact.digest, digest);
    await appendFile(path.join(built, 'model.pkl'), 'x');
    await unlink(path.join(built, 'README.md'));
    await mkdir(path.join(built, 'code'));
    await writeFile(path.join(built, 'code', 'extra.py'), '');
    const { changed, missing, added } = await verifyPackage(built);
    assert.deepEqual(
      { changed, missing, added },
      { changed: ['model.pkl'], missing: ['README.md'], added: ['code/extra.py'] },
    );
  });

  it('carry a bill of materials and provenance of their own bytes', async () => {
    const { folder: built, files } = await buildPackage(
      await planOf('booster.json', '3'),
      path.join(folder, 'carried'),
    );
    const model = files.find((file) => file.path === 'model.json');
    const bom = JSON.parse(await readFile(path.join(built, 'bom.cdx.json'), 'utf8')) as {
      metadata: { component: { hashes: { content: string }[] } };
    };
    assert.equal(bom.metadata.component.hashes[0]?.content, model?.sha256);
    const provenance = JSON.parse(await readFile(path.join(built, 'provenance.json'), 'utf8')) as {
      subject: { name: string; digest: { sha256: string } }[];
    };
    assert.deepEqual(provenance.subject, [
      { name: 'model.json', digest: { sha256: model?.sha256 } },
    ]);
  });
});

/** Probabilities are compared to six digits: the formats keep numbers in different widths. */
function rounded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rounded);
  return typeof value === 'number' ? Math.round(value * 1e6) / 1e6 : value;
}
