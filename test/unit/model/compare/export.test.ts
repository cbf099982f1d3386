import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { toCsv } from '../../../../src/model/compare/export/csv.ts';
import { toJson } from '../../../../src/model/compare/export/json.ts';
import { toMarkdown } from '../../../../src/model/compare/export/markdown.ts';
import { toPandas } from '../../../../src/model/compare/export/pandas.ts';
import { htmlReport, markdownReport } from '../../../../src/model/compare/export/report.ts';
import type { ExportTable } from '../../../../src/model/compare/export/table.ts';
import { pack, unpack } from '../../../../src/protocol/packing.ts';
import { testPython } from '../../../harness/python.ts';

const table: ExportTable = {
  columns: ['name', 'lr', 'loss', 'note "x"'],
  rows: [
    ['brave, fox', '0.1', 0.25, 'line\nbreak'],
    ['=cmd()|x', '1e-3', Number.NaN, '-5'],
    ['한글 🚀', undefined, Infinity, '<b>&|`'],
    ['+1 "quoted"', '2', -1.5e301, undefined],
  ],
};

/** What pandas makes of the table. */
function pandas(script: string, input: string): unknown {
  const answer = execFileSync(testPython(), ['-c', script], {
    input,
    encoding: 'utf8',
    env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
  });
  return JSON.parse(answer);
}

describe('a table on its way out', () => {
  it('as CSV is read by pandas as it was, and holds no formula', () => {
    const read = pandas(
      `import json, sys, io, pandas
frame = pandas.read_csv(io.StringIO(sys.stdin.read()))
print(json.dumps([list(frame.columns), frame["name"].tolist(), [str(v) for v in frame["loss"]], [str(v) for v in frame["lr"]], str(frame["note \\"x\\""][1]), frame["note \\"x\\""][0]]))`,
      toCsv(table),
    );
    assert.deepEqual(read, [
      ['name', 'lr', 'loss', 'note "x"'],
      ['brave, fox', "'=cmd()|x", '한글 🚀', `'+1 "quoted"`],
      ['0.25', 'nan', 'inf', '-1.5e+301'],
      ['0.1', '0.001', 'nan', '2.0'],
      '-5',
      'line\nbreak',
    ]);
  });

  it('as pandas code makes the same frame', () => {
    const read = pandas(
      `import json, sys
scope = {}
exec(sys.stdin.read(), scope)
frame = scope["runs"]
print(json.dumps([list(frame.columns), frame["name"].tolist(), [str(v) for v in frame["loss"]], str(frame["lr"].dtype), [str(v) for v in frame["lr"]]]))`,
      toPandas(table),
    );
    assert.deepEqual(read, [
      ['name', 'lr', 'loss', 'note "x"'],
      ['brave, fox', '=cmd()|x', '한글 🚀', '+1 "quoted"'],
      ['0.25', 'nan', 'inf', '-1.5e+301'],
      'float64',
      ['0.1', '0.001', 'nan', '2.0'],
    ]);
  });

  it('as JSON leaves out what is missing, and writes odd numbers as words', () => {
    const read = JSON.parse(toJson(table)) as Record<string, unknown>[];
    assert.deepEqual(read[1], { name: '=cmd()|x', lr: '1e-3', loss: 'nan', 'note "x"': '-5' });
    assert.deepEqual(Object.keys(read[2] ?? {}), ['name', 'loss', 'note "x"']);
  });

  it('as Markdown keeps its columns whatever is in a cell', () => {
    const lines = toMarkdown(table).trimEnd().split('\n');
    assert.equal(lines.length, 6);
    for (const line of lines) {
      assert.equal(line.split(/(?<!\\)\|/).length, 6, line);
    }
    assert.ok(lines[4]?.includes('&lt;b&gt;&amp;\\|\\`'));
  });

  it('as a report holds its pictures, and nothing that could run', () => {
    const report = {
      title: 'Runs of <script>alert(1)</script>',
      facts: ['4 runs'],
      table,
      pictures: [{ title: 'loss "x"', address: 'data:image/png;base64,AAAA' }],
      language: 'ko',
      colours: { background: '#1f1f1f', text: '} body { background: url(https://example.org)' },
    };
    const html = htmlReport(report);
    assert.ok(!html.includes('<script'));
    assert.ok(html.includes('src="data:image/png;base64,AAAA"'));
    assert.match(html, /<th>[^<]+<\/th><th class="number">/);
    assert.ok(html.includes('&lt;b&gt;&amp;|`'));
    assert.match(html, /<html lang="ko">[^]*background: #1f1f1f; color: revert;/);
    const markdown = markdownReport(report);
    assert.ok(markdown.includes('](data:image/png;base64,AAAA)'));
    assert.ok(!markdown.includes('<script'));
  });
});

describe('a message into a webview', () => {
  it('comes out as it went in, odd numbers and typed arrays too', () => {
    const whole = Float64Array.from([1, Number.NaN, 3]);
    const message = { a: [Number.NaN, -Infinity, 1], b: whole.subarray(1), c: { d: 'x', e: null } };
    const packed = pack(message) as { b: Float64Array };
    assert.equal(packed.b.buffer.byteLength, 16);
    const { b, ...rest } = message;
    const { b: _, ...packedRest } = packed;
    assert.deepEqual(unpack(JSON.parse(JSON.stringify(packedRest))), rest);
    assert.deepEqual(packed.b, b);
  });
});
