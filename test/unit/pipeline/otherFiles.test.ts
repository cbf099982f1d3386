import assert from 'node:assert/strict';
import { codesOf, diagnose, fixed } from './support/diagnose.ts';

const project = (text: string, files: Readonly<Record<string, string>> = {}) => ({
  ...files,
  MLproject: text,
});

const point = (lines: string) => `entry_points:\n  main:\n${lines}`;

describe('MLproject', () => {
  const good =
    'name: demo\npython_env: env.yaml\nentry_points:\n  main:\n    parameters:\n      lr: {type: float, default: 0.1}\n      data-path: path\n    command: "python fit.py {lr} {data-path} {{kept}}"\n';

  it('has a job on Databricks as MLflow takes it', () => {
    const refused = (text: string) => codesOf({ MLproject: text }, 'MLproject', 'error');
    const points = 'entry_points: {main: {command: x}}\n';
    assert.deepEqual(refused('databricks_spark_job: {python_file: a.py}\n'), []);
    assert.deepEqual(refused(`databricks_spark_job: {}\n${points}`), []);
    assert.deepEqual(refused('databricks_spark_job: null\n'), []);
    for (const text of ['x\n', '{}\n', `{python_file: a.py}\n${points}`]) {
      assert.deepEqual(refused(`databricks_spark_job: ${text}`), ['mlproject-type'], text);
    }
  });

  it('is accepted as MLflow runs it', () => {
    assert.deepEqual(codesOf(project(good, { 'env.yaml': '' }), 'MLproject'), []);
  });

  it('is refused where MLflow fails', () => {
    const refused: readonly [string, string][] = [
      ['- a\n', 'mlproject-type'],
      [good, 'mlproject-environment-missing'],
      ['conda_env: a.yaml\ndocker_env: {image: x}\n', 'mlproject-environments'],
      ['docker_env: {volumes: [a]}\n', 'mlproject-docker-image'],
      ['docker_env: {image: x, volumes: a}\n', 'schema-type'],
      ['entry_points: [main]\n', 'schema-type'],
      [point('    parameters: {lr: 3}\n    command: x {lr}\n'), 'schema-type'],
      [point('    parameters: {}\n'), 'mlproject-command-missing'],
      [point('    command: fit {lr}\n'), 'mlproject-parameter'],
      [point('    command: fit {}\n'), 'mlproject-parameter'],
      [point('    command: "fit {lr"\n'), 'mlproject-parameter'],
      ['name: [\n', 'yaml-syntax'],
    ];
    for (const [text, code] of refused) {
      assert.ok(codesOf(project(text), 'MLproject', 'error').includes(code), text);
    }
  });

  it('shows what MLflow ignores', () => {
    const files = project('entry_point:\n  main: {command: x}\n');
    assert.deepEqual(codesOf(files, 'MLproject'), ['mlproject-key']);
    assert.equal(
      fixed(files, 'mlproject-key', 'MLproject')['MLproject'],
      'entry_points:\n  main: {command: x}\n',
    );
    const unused = project('entry_points: {main: {parameters: {lr: float}, command: fit}}\n');
    assert.deepEqual(codesOf(unused, 'MLproject'), ['mlproject-parameter-unused']);
  });
});

describe('Kitfile', () => {
  const good =
    "manifestVersion: '1.0.0'\npackage: {name: demo, authors: [me]}\nmodel:\n  path: model.bin\n  parts: [{path: adapter.bin, type: lora.v1}]\ncode: [{path: src}]\ndatasets: [{name: d, path: data.csv, parameters: {rows: 3}}]\ndocs: [{path: README.md}]\n";
  const there = {
    'model.bin': '',
    'adapter.bin': '',
    'src/a.py': '',
    'data.csv': '',
    'README.md': '',
  };

  it('is accepted as kit packs it', () => {
    assert.deepEqual(codesOf({ ...there, Kitfile: good }, 'Kitfile'), []);
  });

  it('is refused where kit refuses it', () => {
    const version = "manifestVersion: '1.0.0'\n";
    const refused: readonly [string, string][] = [
      ['package: {name: x}\n', 'schema-missing-key'],
      [`${version}models: {path: x}\n`, 'schema-unknown-key'],
      [`${version}code: {path: src}\n`, 'schema-type'],
      [`${version}code: [{path: /etc}]\n`, 'kitfile-path'],
      [`${version}code: [{path: ../x}]\n`, 'kitfile-path'],
      [`${version}code: [{path: /project/src}]\n`, 'kitfile-path'],
      [`${version}code: [{path: src}, {path: ./src}]\n`, 'kitfile-path'],
      [`${version}model: {parts: [{path: a, type: -x}]}\n`, 'kitfile-part-type'],
    ];
    for (const [text, code] of refused) {
      assert.deepEqual(codesOf({ ...there, Kitfile: text }, 'Kitfile', 'error'), [code], text);
    }
  });

  it('shows paths where there is nothing', () => {
    assert.deepEqual(diagnose({ Kitfile: good }, 'Kitfile').marked('kitfile-path-missing'), [
      'model.bin',
      'adapter.bin',
      'src',
      'data.csv',
      'README.md',
    ]);
  });
});

describe('trackline.yaml', () => {
  it('is checked by the schema of its reader, at the place', () => {
    assert.deepEqual(
      codesOf(
        { 'trackline.yaml': 'objective: {metric: f1, direction: maximize}\ninputs: [a]\n' },
        'trackline.yaml',
      ),
      [],
    );
    const text = 'objective:\n  metric: f1\n  direction: up\ninputs: [a, 3]\n';
    const { marked } = diagnose({ 'trackline.yaml': text }, 'trackline.yaml');
    assert.deepEqual(marked('project-file'), ['up', '3']);
  });
});
