import assert from 'node:assert/strict';
import { delimiter } from 'node:path';
import { childEnvironment } from '../../../src/launch/command/childEnvironment.ts';

function environmentOf(inherited: NodeJS.ProcessEnv) {
  return childEnvironment({
    inherited,
    endpoint: { url: 'http://127.0.0.1:4321', token: 'secret' },
    experimentId: '7',
    launchId: 'l'.repeat(32),
    runId: 'r'.repeat(32),
    projectRoot: '/home/ada/proj',
    eventsFolder: '/home/ada/proj/.trackline/launches/l/events',
    pythonFolder: '/opt/trackline/python',
  });
}

describe('The environment of a launched command', () => {
  it('is the inherited one, and leads MLflow and the helper to this launch', () => {
    const { env, warnings } = environmentOf({ PATH: '/bin', LANG: 'C', EMPTY: '' });
    assert.deepEqual(warnings, []);
    assert.deepEqual(env, {
      PATH: '/bin',
      LANG: 'C',
      EMPTY: '',
      TRACKLINE_EVENTS_DIR: '/home/ada/proj/.trackline/launches/l/events',
      TRACKLINE_PROJECT: '/home/ada/proj',
      TRACKLINE_LAUNCH_ID: 'l'.repeat(32),
      TRACKLINE_RUN_ID: 'r'.repeat(32),
      TRACKLINE_TRACKING_URI: 'http://127.0.0.1:4321',
      PYTHONPATH: '/opt/trackline/python',
      MLFLOW_TRACKING_URI: 'http://127.0.0.1:4321',
      MLFLOW_TRACKING_TOKEN: 'secret',
      MLFLOW_EXPERIMENT_ID: '7',
      MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT: 'true',
      NO_PROXY: '127.0.0.1,localhost',
      no_proxy: '127.0.0.1,localhost',
    });
  });

  it('has nothing of the editor and of our own processes', () => {
    const { env } = environmentOf({
      ELECTRON_RUN_AS_NODE: '1',
      VSCODE_IPC_HOOK: '/x',
      VSCODE_INSPECTOR_OPTIONS: '{}',
      NODE_CHANNEL_FD: '3',
      NODE_CHANNEL_SERIALIZATION_MODE: 'json',
      NODE_COMPILE_CACHE: '/y',
      NODE_OPTIONS: '--max-old-space-size=64',
      MY_VSCODE: 'kept',
    });
    const left = Object.keys(env).filter((name) => /ELECTRON|VSCODE|^NODE_/.test(name));
    assert.deepEqual(left.sort(), ['MY_VSCODE', 'NODE_OPTIONS']);
  });

  it("puts the helper before the person's own Python folders", () => {
    const { env } = environmentOf({ PYTHONPATH: ['/a', '/b'].join(delimiter) });
    assert.equal(env['PYTHONPATH'], ['/opt/trackline/python', '/a', '/b'].join(delimiter));
  });

  it('leaves a tracking server that the person chose, and says so', () => {
    const chosen = {
      MLFLOW_TRACKING_URI: 'https://mlflow.example.org',
      MLFLOW_TRACKING_TOKEN: 'theirs',
      MLFLOW_EXPERIMENT_NAME: 'tuning',
      MLFLOW_RUN_ID: '1',
    };
    const { env, warnings } = environmentOf(chosen);
    for (const [name, value] of Object.entries(chosen)) assert.equal(env[name], value);
    assert.equal(env['MLFLOW_EXPERIMENT_ID'], undefined);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /MLFLOW_TRACKING_URI is set to https:\/\/mlflow\.example\.org/);
  });

  it('has no credentials and no run of another server when it leads to this launch', () => {
    const { env } = environmentOf({
      MLFLOW_TRACKING_URI: '',
      MLFLOW_TRACKING_USERNAME: 'a',
      MLFLOW_TRACKING_PASSWORD: 'b',
      MLFLOW_EXPERIMENT_NAME: 'c',
      MLFLOW_RUN_ID: 'd',
    });
    assert.deepEqual(
      Object.keys(env)
        .filter((name) => name.startsWith('MLFLOW'))
        .sort(),
      [
        'MLFLOW_EXPERIMENT_ID',
        'MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT',
        'MLFLOW_TRACKING_TOKEN',
        'MLFLOW_TRACKING_URI',
      ],
    );
  });

  it('leads to this launch when another launch is around it', () => {
    const outer = environmentOf({ PATH: '/bin' }).env;
    const { env, warnings } = childEnvironment({
      inherited: outer,
      endpoint: { url: 'http://127.0.0.1:9', token: 'inner' },
      experimentId: '8',
      launchId: 'i'.repeat(32),
      runId: 'j'.repeat(32),
      projectRoot: '/home/ada/proj',
      eventsFolder: '/inner/events',
      pythonFolder: '/opt/trackline/python',
    });
    assert.deepEqual(warnings, []);
    assert.equal(env['MLFLOW_TRACKING_URI'], 'http://127.0.0.1:9');
    assert.equal(env['MLFLOW_TRACKING_TOKEN'], 'inner');
    assert.equal(env['MLFLOW_EXPERIMENT_ID'], '8');
    assert.equal(env['TRACKLINE_EVENTS_DIR'], '/inner/events');
  });

  it('reaches this machine without a proxy, and other places as before', () => {
    const upper = environmentOf({ NO_PROXY: 'intern.example.org,10.0.0.0/8' }).env;
    const all = 'intern.example.org,10.0.0.0/8,127.0.0.1,localhost';
    assert.deepEqual([upper['NO_PROXY'], upper['no_proxy']], [all, all]);
    const lower = environmentOf({ no_proxy: 'intern.example.org', HTTPS_PROXY: 'http://p' }).env;
    assert.equal(lower['no_proxy'], 'intern.example.org,127.0.0.1,localhost');
    assert.equal(lower['HTTPS_PROXY'], 'http://p');
  });
});
