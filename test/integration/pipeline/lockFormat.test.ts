import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { readYaml } from '../../../src/pipeline/service/yaml/readYaml.ts';
import { withStageEntry } from '../../../src/pipeline/stages/lock/lockText.ts';
import { writeMap } from '../../../src/pipeline/stages/lock/yamlWriter.ts';
import type { Plain } from '../../../src/pipeline/stages/values/plain.ts';
import { testDvcPython } from '../../harness/python.ts';

type Told =
  | readonly ['plain', null | boolean | string]
  | readonly ['int' | 'float', string]
  | readonly ['list', readonly Told[]]
  | readonly ['map', readonly (readonly [Told, Told])[]];

function dataOf(told: Told): Plain {
  switch (told[0]) {
    case 'plain':
      return told[1];
    case 'int':
      return BigInt(told[1]);
    case 'float':
      return { inf: Infinity, '-inf': -Infinity, nan: NaN }[told[1]] ?? Number(told[1]);
    case 'list':
      return told[1].map(dataOf);
    case 'map':
      return new Map(told[1].map(([key, value]) => [dataOf(key), dataOf(value)]));
  }
}

describe('dvc.lock', function () {
  this.timeout(120_000);

  it('is written character by character as DVC writes it', () => {
    const script = path.join(import.meta.dirname, 'randomData.py');
    const options = { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
    const made = JSON.parse(
      execFileSync(testDvcPython(), [script, '7', '800'], options),
    ) as readonly (readonly [Told, string])[];
    for (const [told, text] of made) {
      const data = dataOf(told);
      assert.ok(data instanceof Map);
      assert.equal(`${writeMap(data, 0)}\n`, text);
    }
  });

  const lock = `schema: '2.0'
stages:
  # kept
  one:
    cmd: echo   # kept, too
  two:
    cmd: echo 2
datasets:
- name: x
`;
  const entry = (cmd: string): ReadonlyMap<Plain, Plain> => new Map([['cmd', cmd]]);
  const withEntry = (text: string, name: string, cmd: string): string =>
    withStageEntry(text, readYaml(text).root, name, entry(cmd));

  it('keeps what is not about the stage', () => {
    assert.equal(
      withEntry(lock, 'two', 'new'),
      lock.replace('    cmd: echo 2\n', '    cmd: new\n'),
    );
    assert.equal(
      withEntry(lock, 'three', 'new'),
      lock.replace('datasets:', '  three:\n    cmd: new\ndatasets:'),
    );
    assert.equal(
      withEntry(lock.trimEnd().replace(/\ndatasets[^]*/, ''), 'three', 'new'),
      `${lock.replace(/datasets[^]*/, '')}  three:\n    cmd: new\n`,
    );
  });

  it('is begun where there is none, and laid out anew where DVC has not written it', () => {
    const begun = "schema: '2.0'\nstages:\n  one:\n    cmd: new\n";
    assert.equal(withStageEntry('', undefined, 'one', entry('new')).replaceAll('\r', ''), begun);
    assert.equal(withEntry("{schema: '2.0', stages: {one: {cmd: old}}}\n", 'one', 'new'), begun);
    assert.equal(
      withEntry("schema: '2.0'\r\nstages:\r\n  one:\r\n    cmd: old\r\n", 'one', 'new'),
      begun.replaceAll('\n', '\r\n'),
    );
  });
});
