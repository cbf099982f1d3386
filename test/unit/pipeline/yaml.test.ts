import assert from 'node:assert/strict';
import { readYaml } from '../../../src/pipeline/service/yaml/readYaml.ts';
import type { Value } from '../../../src/pipeline/service/yaml/values.ts';

/** The data without places; maps as lists of pairs, since keys need not be text. */
function plain(value: Value | undefined): unknown {
  if (value === undefined) return undefined;
  switch (value.kind) {
    case 'list':
      return value.items.map(plain);
    case 'map':
      return new Map(value.entries.map((entry) => [plain(entry.key), plain(entry.value)]));
    case 'scalar':
      return value.type === 'str' || value.type === 'null'
        ? value.value
        : [value.type, value.value];
    case 'unknown':
      return '?';
  }
}

function read(text: string): unknown {
  const { root, problems } = readYaml(text);
  assert.deepEqual(
    problems.map(({ message }) => message),
    [],
  );
  return plain(root);
}

/** The code of the first problem, and the line (from 1) that it is on. */
function refusal(text: string): [string, number] | undefined {
  const [problem] = readYaml(text).problems;
  if (problem === undefined) return undefined;
  return [problem.code, text.slice(0, problem.span.start).split('\n').length];
}

describe('reading YAML', () => {
  it('gives scalars the types of YAML 1.2', () => {
    const values: readonly [string, unknown][] = [
      ['12', ['int', 12]],
      ['1_000', ['int', 1000]],
      ['017', ['int', 17]],
      ['0o17', ['int', 15]],
      ['0x1f', ['int', 31]],
      ['0b11', ['int', 3]],
      ['123456789012345678901', ['int', 123456789012345678901n]],
      ['1e-3', ['float', 0.001]],
      ['.5', ['float', 0.5]],
      ['-.inf', ['float', -Infinity]],
      ['true', ['bool', true]],
      ['False', ['bool', false]],
      ['yes', 'yes'],
      ['off', 'off'],
      ['1:30', '1:30'],
      ['~', null],
      ['', null],
      ['2024-02-29', ['date', '2024-02-29']],
      ['2024-02-29 10:00:00Z', ['datetime', '2024-02-29 10:00:00Z']],
      ['"12"', '12'],
      ['!!str 12', '12'],
      ['! 12', ['int', 12]],
    ];
    for (const [text, value] of values) {
      assert.deepEqual(read(`k: ${text}\n`), new Map([['k', value]]), text);
    }
  });

  it('has the types of YAML 1.1 behind its directive', () => {
    assert.deepEqual(
      read('%YAML 1.1\n---\na: yes\nb: 017\nc: 1:30\n'),
      new Map<string, unknown>([
        ['a', ['bool', true]],
        ['b', ['int', 15]],
        ['c', ['int', 90]],
      ]),
    );
  });

  it('has the types of PyYAML for who reads by it', () => {
    const values: readonly [string, unknown][] = [
      ['n', 'n'],
      ['Y', 'Y'],
      ['no', ['bool', false]],
      ['1e-3', '1e-3'],
      ['1.0e-3', ['float', 0.001]],
      ['0o17', '0o17'],
      ['017', ['int', 15]],
      ['09', '09'],
      ['1:30', ['int', 90]],
    ];
    for (const [text, value] of values) {
      const { root } = readYaml(`k: ${text}\n`, 'PyYAML');
      assert.deepEqual(plain(root), new Map([['k', value]]), text);
    }
  });

  it('folds, keeps and strips lines', () => {
    assert.equal((read('- a\n  b\n\n  c\n') as string[])[0], 'a b\nc');
    assert.equal((read('- |\n  a\n   b\n\n') as string[])[0], 'a\n b\n');
    assert.equal((read('- >-\n  a\n  b\n\n  c\n') as string[])[0], 'a b\nc');
    assert.equal((read('- |+\n  a\n\n') as string[])[0], 'a\n\n');
    assert.equal((read('- |2-\n    a\n') as string[])[0], '  a');
    assert.equal((read('- "a\\\n   b\\x41\\u00e9"\n') as string[])[0], 'abAé');
    assert.equal((read("- 'it''s'\n") as string[])[0], "it's");
  });

  it('does not mind where brackets and quotes go on', () => {
    assert.deepEqual(
      read('a: [\n1,\n2\n]\nb: {\nc: d\n}\ne: "x\ny"\n'),
      new Map<string, unknown>([
        [
          'a',
          [
            ['int', 1],
            ['int', 2],
          ],
        ],
        ['b', new Map([['c', 'd']])],
        ['e', 'x y'],
      ]),
    );
  });

  it('merges maps, and lets own keys win', () => {
    const text = 'x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  b: 3\n';
    const y = (read(text) as Map<string, unknown>).get('y');
    assert.deepEqual(
      y,
      new Map([
        ['a', ['int', 1]],
        ['b', ['int', 3]],
      ]),
    );
  });

  it('reads empty and falsy documents, and one behind ---', () => {
    assert.equal(read(''), undefined);
    assert.equal(read('# nothing\n'), undefined);
    assert.deepEqual(read('---\na: b\n...\n'), new Map([['a', 'b']]));
    assert.deepEqual(read('\ufeffa: b'), new Map([['a', 'b']]));
  });

  it('refuses what ruamel.yaml refuses, and says where', () => {
    const refused: readonly [string, string, number][] = [
      ['a: 1\na: 2\n', 'yaml-duplicate-key', 2],
      ['1: a\n1.0: b\n', 'yaml-duplicate-key', 2],
      ['a: !own x\n', 'yaml-tag', 1],
      ['a: *b\n', 'yaml-alias', 1],
      ['a: 1\n---\nb: 2\n', 'yaml-documents', 2],
      ['a:\n\tb: 1\n', 'yaml-tab', 2],
      ['a:\tb\n', 'yaml-tab', 1],
      ['a: b: c\n', 'yaml-syntax', 1],
      ['a:\n  b: 1\n c: 2\n', 'yaml-syntax', 3],
      ['a: [1, 2\nb: 3\n', 'yaml-syntax', 2],
      ['a: "x\nb: 1\n', 'yaml-syntax', 1],
      ['a: {b: ${c}}\n', 'yaml-syntax', 1],
      ['a: @b\n', 'yaml-syntax', 1],
      ['a: "\\q"\n', 'yaml-syntax', 1],
      ['a: =\n', 'yaml-syntax', 1],
      ['a: <<\n', 'yaml-syntax', 1],
      ['{a: b}: c\n', 'yaml-syntax', 1],
      ['a: 2024-02-30\n', 'yaml-syntax', 1],
      ['a: \u0001\n', 'yaml-syntax', 1],
      ['a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> other\n', 'yaml-conflict', 2],
      ['a: &a [*a]\n', 'yaml-alias', 1],
    ];
    for (const [text, code, line] of refused) assert.deepEqual(refusal(text), [code, line], text);
  });

  it('refuses what would take forever', () => {
    const lines = ['l0: &l0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 9; level += 1) {
      const items = Array.from({ length: 10 }, () => `*l${level - 1}`).join(', ');
      lines.push(`l${level}: &l${level} [${items}]`);
    }
    assert.equal(refusal(lines.join('\n'))?.[0], 'yaml-size');
    assert.equal(refusal('['.repeat(100_000))?.[0], 'yaml-size');
  });

  it('shows what is missing at the end at the last character', () => {
    for (const text of ['a: [', 'a: [\n', 'a: {b: "x"', '[']) {
      const [problem] = readYaml(text).problems;
      assert.ok(problem !== undefined);
      assert.ok(problem.span.start < problem.span.end && problem.span.end <= text.length, text);
    }
  });

  it('makes what it can of a broken text', () => {
    const { root, problems } = readYaml('a: 1\nb: "x\nc\n');
    assert.equal(problems.length, 1);
    assert.deepEqual(plain(root), new Map([['a', ['int', 1]]]));
    const conflict = readYaml('a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> other\nc: 3\n');
    assert.deepEqual([...(plain(conflict.root) as Map<string, unknown>).keys()], ['a', 'b', 'c']);
  });

  it('knows where everything stands', () => {
    const text = 'stages:\n  train: {cmd: "a b", deps: [x]}\n';
    const spans: string[] = [];
    const visit = (value: Value | undefined) => {
      if (value === undefined) return;
      spans.push(text.slice(value.start, value.end));
      if (value.kind === 'list') value.items.forEach(visit);
      if (value.kind === 'map')
        value.entries.forEach((entry) => [entry.key, entry.value].forEach(visit));
    };
    visit(readYaml(text).root);
    assert.deepEqual(spans.slice(1), [
      'stages',
      'train: {cmd: "a b", deps: [x]}',
      'train',
      '{cmd: "a b", deps: [x]}',
      'cmd',
      '"a b"',
      'deps',
      '[x]',
      'x',
    ]);
  });
});
