import assert from 'node:assert/strict';
import { csvLine } from '../../../src/cli/csv.ts';
import { durationText, numberText, table } from '../../../src/cli/output.ts';

describe('A table of the command line', () => {
  it('aligns columns of Latin, Korean and Chinese names, and emoji', () => {
    const rows = [
      ['plain', '1'],
      ['한국어', '2'],
      ['漢字かな', '3'],
      ['a🚀b', '4'],
      ['한'.normalize('NFD'), '5'],
      ['e\u0301', '6'],
    ];
    const [header, ...lines] = table(['NAME', 'N'], rows);
    assert.equal(header, 'NAME      N');
    assert.deepEqual(lines, [
      'plain     1',
      '한국어    2',
      '漢字かな  3',
      'a🚀b      4',
      `${'한'.normalize('NFD')}        5`,
      'e\u0301         6',
    ]);
  });

  it('puts numbers to the right, and ends lines without blanks', () => {
    assert.deepEqual(table(['A', 'N'], [['x', '7'], ['yy', '1234'], ['z']], new Set([1])), [
      'A      N',
      'x      7',
      'yy  1234',
      'z',
    ]);
  });

  it('stays a table, and harmless to a terminal, whatever a name holds', () => {
    assert.deepEqual(table(['NAME', 'N'], [['a\nb\u001b[2J', '1']]), ['NAME     N', 'a b [2J  1']);
  });
});

describe('Durations', () => {
  for (const [ms, text] of [
    [0, '0 ms'],
    [999, '999 ms'],
    [1_000, '1.0 s'],
    [12_340, '12.3 s'],
    [59_949, '59.9 s'],
    [59_990, '1 min 00 s'],
    [245_900, '4 min 05 s'],
    [3_599_999, '59 min 59 s'],
    [7_620_000, '2 h 07 min'],
    [360_000_000, '100 h 00 min'],
  ] as const) {
    it(`of ${ms} ms are written ${text}`, () => assert.equal(durationText(ms), text));
  }
});

describe('Numbers', () => {
  for (const [value, text] of [
    [0, '0'],
    [-3, '-3'],
    [1_234_567, '1234567'],
    [0.123_456_789, '0.123457'],
    [1e-9, '1e-9'],
    [123_456.789, '123457'],
    [1e300, '1e+300'],
    [Number.NaN, 'NaN'],
    [-Infinity, '-Infinity'],
  ] as const) {
    it(`such as ${value} are written ${text}`, () => assert.equal(numberText(value), text));
  }
});

describe('A line of CSV', () => {
  it('quotes what must be quoted, and nothing else', () => {
    assert.equal(
      csvLine(['plain', '', 'a,b', 'say "hi"', 'two\nlines', 'cr\r', ' 한글 ', "it's"]),
      'plain,,"a,b","say ""hi""","two\nlines","cr\r", 한글 ,it\'s\r\n',
    );
  });
});
