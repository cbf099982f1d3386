import assert from 'node:assert/strict';
import { readParams } from '../../../src/pipeline/service/params/readParams.ts';
import type { Value } from '../../../src/pipeline/service/yaml/values.ts';
import { MemoryWorkspace } from './support/memoryWorkspace.ts';

/** What a parameters file holds, and the text of each key and single value. */
function read(
  name: string,
  text: string,
): { data?: unknown; places?: string[]; broken?: string[] } {
  const workspace = new MemoryWorkspace({ [name]: text });
  const params = readParams(workspace, workspace.at(name));
  if (params.kind === 'broken') {
    return { broken: [params.message, text.slice(params.span.start, params.span.end)] };
  }
  assert.ok(params.kind === 'data');
  const places: string[] = [];
  const visit = (value: Value): unknown => {
    if (value.kind === 'scalar') {
      places.push(text.slice(value.start, value.end));
      return value.type === 'str' ? value.text : [value.type, value.value];
    }
    if (value.kind === 'list') return value.items.map(visit);
    if (value.kind === 'unknown') return '?';
    return Object.fromEntries(
      value.entries.map(({ key, value: inner }) => {
        places.push(`${text.slice(key.start, key.end)}:`);
        return [key.kind === 'scalar' ? key.text : '?', visit(inner)];
      }),
    );
  };
  return { data: visit(params.data), places };
}

describe('parameters in TOML', () => {
  it('are read with their places', () => {
    const text =
      '# first\ntitle = "a\\tb" # c\n[train]\nlr = 1_0.5\n"the depth" = 0x1f\nopt.name = \'adam\'\n[train.data]\nlist = [1, [2, true], {x = 1, y = "}"}]\nlong = """\na"b"""\n[[runs]]\nn = 1\n[[runs]]\nn = -2\n';
    assert.deepEqual(read('p.toml', text), {
      data: {
        title: 'a\tb',
        train: {
          lr: ['float', 10.5],
          'the depth': ['int', 31],
          opt: { name: 'adam' },
          data: {
            list: [
              ['int', 1],
              [
                ['int', 2],
                ['bool', true],
              ],
              { x: ['int', 1], y: '}' },
            ],
            long: 'a"b',
          },
        },
        runs: [{ n: ['int', 1] }, { n: ['int', -2] }],
      },
      places: [
        'title:',
        '"a\\tb"',
        'train:',
        'lr:',
        '1_0.5',
        '"the depth":',
        '0x1f',
        'opt:',
        'name:',
        "'adam'",
        'data:',
        'list:',
        '1',
        '2',
        'true',
        'x:',
        '1',
        'y:',
        '"}"',
        'long:',
        '"""\na"b"""',
        'runs:',
        'n:',
        '1',
        'n:',
        '-2',
      ],
    });
  });

  it('know which table of an array a table belongs to', () => {
    const text = '[[runs]]\nn = 1\n[runs.opt]\na = 2\n[[runs]]\n[runs.opt]\na = 3\n';
    const { data, places } = read('p.toml', text);
    assert.deepEqual(data, {
      runs: [{ n: ['int', 1], opt: { a: ['int', 2] } }, { opt: { a: ['int', 3] } }],
    });
    assert.deepEqual(places, ['runs:', 'n:', '1', 'opt:', 'a:', '2', 'opt:', 'a:', '3']);
  });

  it('are refused where DVC refuses them', () => {
    assert.deepEqual(read('p.toml', 'a = 1\nb = = 2\n').broken, [
      'The file is no valid TOML here.',
      '=',
    ]);
    assert.deepEqual(
      read('p.toml', 'a = 1\na = 2\n').broken?.[0],
      'The file is no valid TOML here.',
    );
    assert.match(read('p.toml', '\ufeffa = 1\n').broken?.[0] ?? '', /byte order mark/);
  });

  it('hold dates and times as such', () => {
    const { data } = read('p.toml', 'a = 2024-01-01\nb = 2024-01-01 10:00:00Z\n');
    assert.deepEqual(data, {
      a: ['date', '2024-01-01'],
      b: ['datetime', '2024-01-01 10:00:00Z'],
    });
  });
});
