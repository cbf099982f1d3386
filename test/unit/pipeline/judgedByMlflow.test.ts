import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { testPython } from '../../harness/python.ts';
import { broken, chance } from './support/broken.ts';
import { codesOf } from './support/diagnose.ts';

const values = ['null', 'true', '0', '1', 'x', '""', '[x]', '[]', '{k: v}', '{}', '2020-01-01'];
const shapes = [
  'name: V',
  'entry_points: V',
  'python_env: V',
  'docker_env: V',
  'databricks_spark_job: V',
  'docker_env: {image: V}',
  'docker_env: {image: i, volumes: V}',
  'docker_env: {image: i, environment: V}',
  'entry_points: {main: V}',
  'entry_points: {main: {command: V}}',
  'entry_points: {main: {command: x, parameters: V}}',
  'entry_points: {main: {command: "x {a}", parameters: {a: V}}}',
  'entry_points: {main: {command: "x {a}", parameters: {a: {type: V}}}}',
  'entry_points: {main: {command: "x {a}", parameters: {a: {type: float, default: V}}}}',
  'databricks_spark_job: {python_file: V}',
  'databricks_spark_job: {python_file: V}\nentry_points: {main: {command: x}}',
];
const commands =
  'x {a}|x {b}|x {|x }|x {{a}}|x {}|x {0}|x {a!r}|x {a!z}|x {a!}|x {a:>10}|x {a:d}|x {a:.2f}|x {a.b}|x {a.upper}|x {a[0]}|x {a[b]}|x {a[}|x {a[]}|x {a.}|x { a }|x {a-b}|x {a:{b}}|x {{a}|x {{{a}}}|${a}|x {"a"}|awk {print}|x {a: .b}|x {a:,}|x {a:=5}'.split(
    '|',
  );
const others = [
  'python_env: env.yaml',
  'python_env: gone.yaml',
  'python_env: env.yaml\nconda_env: env.yaml',
  'databricks_spark_job: {python_file: x}\ndocker_env:',
  'databricks_spark_job: {}\nentry_points: {main: {parameters: {a: path}}}',
  'entry_points: {1: {command: x}}',
  'entry_points: {main: {command: "x {1}", parameters: {1: float}}}',
  'entry_points: {main: {command: "x {True}", parameters: {yes: float}}}',
  'name: a\nname: b',
  'name: &a [*a]',
  'name: !x y',
  '? [a]\n: b',
  'name: a\n---\nname: b',
  '\tname: x',
  'name:\tx',
  'name: x\t# c',
  'name: x # c\td',
  'name: "x\ty"',
  'name: |\n  x\ty',
  'entry_points: {main: {command: x\t}}',
  'name: a#\tb',
];
const sound =
  'name: x\npython_env: env.yaml\nentry_points:\n  main:\n    parameters: {lr: {type: float, default: 1}, data: path}\n    command: "fit {lr} {data}"\n';

describe('real MLflow', () => {
  it('judges MLproject files as we do', function () {
    this.timeout(120_000);
    const next = chance(20_260_201);
    const texts = [
      ...shapes.flatMap((shape) => values.map((value) => shape.replace('V', value))),
      ...commands.map(
        (command) =>
          `entry_points: {main: {parameters: {a: {default: abc}, a-b: float}, command: ${JSON.stringify(command)}}}`,
      ),
      ...others,
      ...Array.from({ length: 200 }, () => broken(sound, next).toWellFormed()),
    ];
    const judge = path.join(import.meta.dirname, 'judgeMlprojects.py');
    const { status, stdout, stderr } = spawnSync(testPython(), [judge], {
      input: JSON.stringify(texts),
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    const problems = JSON.parse(stdout) as readonly (string | null)[];
    const differing = texts.flatMap((text, index) => {
      const problem = problems[index] ?? null;
      const errors = codesOf({ MLproject: text, 'env.yaml': '' }, 'MLproject', 'error');
      return errors.length > 0 === (problem !== null) ? [] : [{ text, problem, errors }];
    });
    assert.deepEqual(differing, []);
    assert.ok(problems.filter((one) => one === null).length > 50, 'few are accepted');
  });
});
