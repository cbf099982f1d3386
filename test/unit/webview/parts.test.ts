import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { packForPage } from '../../../src/protocol/runPage.ts';
import { artifactTree, isModelFile } from '../../../webview/run/artifacts/artifactTree.ts';
import { commandLine } from '../../../src/model/commandLine.ts';
import { formatMetric } from '../../../webview/shared/metricUnit.ts';
import { readMessage } from '../../../webview/run/messages.ts';
import { contrast, readable, type Rgb } from '../../../webview/shared/contrast.ts';
import { codePoints } from '../../../webview/shared/icons.ts';
import { lineValues, nearest } from '../../../webview/shared/lineChart.ts';
import { fixture } from './page/fixtures.ts';

describe('messages to the page', () => {
  it('keep numbers that JSON does not know', () => {
    const { details } = fixture({ a: [1, Number.NaN], b: [Infinity], c: [-Infinity, 0.1 + 0.2] });
    const text = JSON.stringify(packForPage({ kind: 'run', details, strings: {} }));
    const read = readMessage(JSON.parse(text));
    assert.ok(read?.kind === 'run');
    assert.deepEqual(read.details.data.metrics, details.data.metrics);
  });

  it('send the points of a series without the rest of the memory they lie in', () => {
    const whole = new Float64Array(1000);
    const column = whole.subarray(10, 12);
    const series = {
      key: 'a',
      count: 2,
      x: column,
      min: column,
      max: column,
      mean: column,
      last: column,
    };
    const packed = packForPage({ kind: 'series', request: 1, series: [series] });
    const read = readMessage(packed);
    assert.ok(read?.kind === 'series');
    assert.deepEqual(read.series, [series]);
    assert.equal(read.series[0]?.x.buffer.byteLength, 16);
  });

  it('are not believed when they have another form', () => {
    assert.equal(readMessage(null), undefined);
    assert.equal(readMessage({ kind: 'theme' }), undefined);
    assert.equal(readMessage({ kind: 'series', request: 1, series: 'x' }), undefined);
    assert.deepEqual(readMessage({ kind: 'series', request: 1, series: [{ key: 'a', x: [] }] }), {
      kind: 'series',
      request: 1,
      series: [],
    });
    assert.equal(readMessage({ kind: 'run', details: { row: {} } })?.kind, 'failed');
  });
});

describe('artifacts', () => {
  it('become folders with sizes, sorted as people count', () => {
    const tree = artifactTree([
      { path: 'plots/10.png', bytes: 1 },
      { path: 'plots/9.png', bytes: 2 },
      { path: 'a.txt', bytes: 4 },
      { path: 'model/MLmodel', bytes: 8 },
      { path: 'model/data/model.pkl', bytes: 16 },
    ]);
    assert.equal(tree.bytes, 31);
    assert.deepEqual(
      tree.folders.map(({ path: at, bytes, isModel }) => [at, bytes, isModel]),
      [
        ['model', 24, true],
        ['plots', 3, false],
      ],
    );
    assert.deepEqual(
      tree.folders[1]?.files.map((file) => file.name),
      ['9.png', '10.png'],
    );
  });

  it('are recognised as models by name', () => {
    assert.ok(isModelFile('best.SafeTensors') && isModelFile('model.onnx'));
    assert.ok(!isModelFile('pkl') && !isModelFile('report.html'));
  });
});

describe('the command line', () => {
  it('quotes what a shell would take apart', () => {
    assert.equal(
      commandLine(['python', 'train.py', '--note', "it's new", '', '$HOME', 'a=b', '데이터.csv']),
      String.raw`python train.py --note 'it'\''s new' '' '$HOME' a=b 데이터.csv`,
    );
  });
});

describe('metrics of the machine', () => {
  it('are given in the units that their names tell', () => {
    assert.equal(formatMetric('system/memory_usage_megabytes', 3815), '3.6 GB');
    assert.equal(formatMetric('system/cpu_utilization_percentage', 187.26), '187.3 %');
    assert.equal(formatMetric('weights_megabytes', 3815), '3,815');
    assert.equal(formatMetric('system/memory_usage_megabytes', Number.NaN), 'NaN');
  });
});

describe('a chart', () => {
  it('finds the bucket nearest to the pointer', () => {
    const x = Float64Array.of(0, 10, 20);
    assert.deepEqual(
      [-5, 4, 6, 15, 16, 99].map((at) => nearest(x, at)),
      [0, 0, 1, 2, 2, 2],
    );
    assert.equal(nearest(new Float64Array(), 3), undefined);
  });

  it('draws means, and last values where there is no mean', () => {
    const column = Float64Array.of(0, 0, 0);
    const mean = Float64Array.of(1, Number.NaN, Infinity);
    const last = Float64Array.of(9, Number.NaN, 5);
    const values = lineValues({
      key: '',
      count: 3,
      x: column,
      min: column,
      max: column,
      mean,
      last,
    });
    assert.deepEqual([...values], [1, Number.NaN, 5]);
  });
});

describe('colours of the log', () => {
  it('are left as they are when they can be read', () => {
    assert.deepEqual(readable([13, 188, 121], [31, 31, 31]), [13, 188, 121]);
  });

  it('are moved away from the background until they can be', () => {
    const backgrounds: readonly Rgb[] = [
      [255, 255, 255],
      [0, 0, 0],
      [128, 128, 128],
      [31, 31, 31],
    ];
    for (const background of backgrounds) {
      for (const colour of backgrounds) {
        assert.ok(
          contrast(readable(colour, background), background) >= 4.5,
          `${colour.join()} on ${background.join()}`,
        );
      }
    }
    assert.deepEqual(contrast([0, 0, 0], [255, 255, 255]), 21);
  });
});

describe('icons', () => {
  it('have the code points of the font that is shipped', async () => {
    const list = path.join(
      import.meta.dirname,
      '../../../node_modules/@vscode/codicons/dist/codicon.csv',
    );
    const rows = (await readFile(list, 'utf8')).split('\n').map((row) => row.trim().split(','));
    const shipped = new Map(rows.map(([name, , code]) => [name, Number.parseInt(code ?? '', 16)]));
    for (const [name, code] of Object.entries(codePoints)) {
      assert.equal(shipped.get(name), code, name);
    }
  });
});
