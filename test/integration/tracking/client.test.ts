import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { listRegisteredModels } from '../../../src/packaging/listRegisteredModels.ts';
import { testPython } from '../../harness/python.ts';
import { startEndpoint, type Endpoint } from '../../unit/tracking/endpoint.ts';
import { clientEnvironment } from './servers.ts';

const run = promisify(execFile);

/** What both ways of keeping artifacts must give. */
const tour = {
  experiment: { kind: 'test', team: 'blue' },
  'missing experiment': null,
  deleted: ['gone'],
  experiments: ['Default', 'gone', 'tour'],
  params: { lr: '0.1', name: 'net' },
  metrics: { inf: 'inf', loss: '0.25', nan: 'nan', ninf: '-inf' },
  status: 'FINISHED',
  child: true,
  history: [
    [1, 0.5],
    [2, 0.25],
  ],
  // Of the 252 tags one is the name, and one says where the run came from.
  batch: [250, 252, 2500],
  updated: ['renamed', 'KILLED', 99, false],
  'deleted run': 'deleted',
  changed: ['INVALID_PARAMETER_VALUE', true],
  'no run': 'RESOURCE_DOES_NOT_EXIST',
  frame: [['parent'], [0.25], ['0.1']],
  pages: [2, 1, null],
  artifacts: ['a file ü.txt', 'folder', 'notes'],
  notes: [
    ['notes/a.json', 12],
    ['notes/empty.txt', 0],
    ['notes/hello.txt', 5],
  ],
  downloaded: ['a file ü.txt'],
  text: 'hello',
  table: [1, 2],
  inputs: [['points', 'b2892d90', 'training']],
  'by dataset': 1,
  asynchronous: 300,
};

describe('the real MLflow client', function () {
  this.timeout(300_000);
  let server: Endpoint | undefined;
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  it('finds all of its tracking API, and writes artifacts into the store', async () => {
    server = await startEndpoint();
    const { printed } = await script('tour.py', server.url);
    assert.deepEqual(printed, tour);
    const named = server.store.runs.find('parent')[0] ?? '';
    const files = readdirSync(join(server.store.root, 'artifacts', named)).sort();
    assert.deepEqual(files, [
      'a file ü.txt',
      'folder',
      'image.png',
      'notes',
      'plot.png',
      'table.json',
    ]);
    assert.deepEqual(server.log, []);
  });

  it('finds the same when artifacts go through the server', async () => {
    let destination = '';
    server = await startEndpoint((_store, folder) => {
      destination = join(folder, 'kept elsewhere');
      return { artifacts: { kind: 'proxied', destination } };
    });
    const { printed } = await script('tour.py', server.url);
    assert.deepEqual(printed, tour);
    const named = server.store.runs.find('parent')[0] ?? '';
    assert.ok(readdirSync(join(destination, named, 'artifacts')).includes('plot.png'));
    assert.deepEqual(server.log, []);
  });

  it('logs what the libraries learn by themselves, and their models', async () => {
    server = await startEndpoint();
    const { printed } = await script('models.py', server.url);
    assert.deepEqual(printed, {
      sklearn: ['0.5', true, 1, 1],
      'logged model': ['READY', '0.5', true],
      predicts: 150,
      xgboost: ['2', 5, 1],
      lightgbm: ['multiclass', 4],
      'by hand': ['score'],
      found: ['by_hand'],
      left: 3,
    });
    assert.deepEqual(server.log, []);
  });

  it('registers models, and loads what it registered', async () => {
    server = await startEndpoint();
    const { printed, said } = await script('registry.py', server.url);
    assert.deepEqual(printed, {
      log_model: ['flowers', '1', true],
      register_model: ['2', true],
      'run artifacts': ['3', true],
      copied: ['Flowers too', '1'],
      'logged model': [1, 2],
      champion: ['1', ['champion'], true],
      'by number': true,
      'by latest': true,
      moved: '2',
      found: [['Flowers too', 'flowers'], [3, 2, 1], ['3']],
      pages: [1, 1],
      stages: ['Production'],
      gone: ['RESOURCE_DOES_NOT_EXIST', 'INVALID_PARAMETER_VALUE', [3, 1]],
      taken: 'RESOURCE_ALREADY_EXISTS',
      renamed: ['Blossoms', 'of iris'],
      left: ['Blossoms'],
    });
    assert.doesNotMatch(said, /ERROR|Traceback/);
    assert.deepEqual(server.log, []);
    // What lies in the store's own folder is found there, wherever the project is moved to.
    const { versions } = listRegisteredModels(server.store)[0] ?? { versions: [] };
    assert.deepEqual(
      versions.map(({ folder }) => folder !== undefined && existsSync(join(folder, 'MLmodel'))),
      [true, true],
    );
    for (const { location } of server.store.modelVersions.of('Blossoms')) {
      assert.match(location, /^artifacts\//);
    }
    const changed = server.store.changes.since(0).filter(({ entity }) => entity === 'model');
    assert.deepEqual(changed.map(({ id }) => id).sort(), ['Blossoms', 'Flowers too', 'flowers']);
  });

  it('adopts the run of its launch, and goes on as it is', async () => {
    const adopted: string[] = [];
    const created: string[] = [];
    const id = 'a'.repeat(32);
    const token = 'secret';
    server = await startEndpoint((store) => {
      store.launches.create({
        id: 'launch',
        command: { argv: ['python'], cwd: process.cwd() },
        user: 'ann',
        hostname: 'here',
        startTime: 1000,
        warnings: [],
      });
      store.runs.create({
        id,
        name: 'waiting',
        experimentId: '0',
        launchId: 'launch',
        status: 'RUNNING',
        startTime: 1000,
        userId: 'ann',
        artifactUri: `artifacts/${id}`,
        lifecycle: 'active',
      });
      return {
        token,
        launch: {
          launchId: 'launch',
          adoptableRunId: id,
          onRunAdopted: (runId) => adopted.push(runId),
          onRunCreated: (runId) => created.push(runId),
        },
      };
    });
    const { printed, said } = await script('quiet.py', server.url, {
      MLFLOW_TRACKING_TOKEN: token,
    });
    assert.deepEqual(printed, { first: id, names: ['mine', 'second'], experiment: 'chosen' });
    assert.deepEqual(adopted, [id]);
    assert.equal(created.length, 1);
    const kept = server.store.runs.get(id);
    assert.equal(kept?.startTime, 1000);
    assert.equal(kept.launchId, 'launch');
    assert.equal(server.store.runs.ofLaunch('launch').length, 2);
    assert.deepEqual(server.store.metrics.points(id, 'loss').values, new Float64Array([1, 0.5]));
    // Traces are not served; the client must not stall or complain.
    assert.doesNotMatch(said, /WARNING|ERROR|Traceback/);
  });
});

async function script(
  name: string,
  url: string,
  variables: NodeJS.ProcessEnv = {},
): Promise<{ printed: unknown; said: string }> {
  const { stdout, stderr } = await run(testPython(), [join(import.meta.dirname, name)], {
    env: { ...clientEnvironment(url), ...variables },
    maxBuffer: 16 * 1024 * 1024,
  });
  const line = stdout.split('\n').findLast((text) => text.startsWith('{'));
  if (line === undefined) throw new Error(`${name} printed nothing:\n${stdout}\n${stderr}`);
  const printed: unknown = JSON.parse(line);
  return { printed, said: stderr };
}
