import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../src/editor/contributions.ts';
import { trackerRequests } from '../../src/protocol/tracker.ts';
import { ended, launch, recordedRuns, trackline, writeFile } from './support/trackline.ts';

interface Cell {
  readonly source: string | readonly string[];
  readonly outputs?: readonly { readonly text?: string | readonly string[] }[];
}

function cell(source: string, tags: readonly string[] = []): Readonly<Record<string, unknown>> {
  return {
    cell_type: 'code',
    id: source.slice(0, 4).replace(/\W/g, '-').padEnd(4, '-'),
    metadata: { tags },
    execution_count: null,
    outputs: [],
    source,
  };
}

async function writeNotebook(name: string, last: string): Promise<vscode.Uri> {
  const cells = [cell('rate = 0.5\nname = "a"', ['parameters']), cell(last)];
  const notebook = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells };
  return writeFile(name, JSON.stringify(notebook));
}

function text(value: string | readonly string[] = ''): string {
  return typeof value === 'string' ? value : value.join('');
}

describe('running a notebook as an experiment', function () {
  this.timeout(120_000);

  it('runs a copy with the parameters, records it, and keeps the copy', async () => {
    const file = await writeNotebook('books/fit.ipynb', 'print(f"score={rate}")\nprint(name)');
    const before = Buffer.from(await vscode.workspace.fs.readFile(file)).toString();
    const named = await launch(commands.runNotebook, file, 'rate=0.25 name="b c"');
    const node = await ended(named);
    assert.equal(node.row.run.status, 'FINISHED');
    assert.equal(node.parent.row.experiment.name, 'fit');
    assert.equal(Buffer.from(await vscode.workspace.fs.readFile(file)).toString(), before);

    const { tracker } = await trackline();
    const details = await tracker.request(trackerRequests.details, named);
    assert.deepEqual(details?.data.params, { rate: '0.25', name: 'b c' });
    assert.equal(details?.data.metrics['score']?.last, 0.25);
    assert.deepEqual(
      details?.artifacts.map((each) => each.path),
      ['fit.ipynb'],
    );
    const copy = vscode.Uri.joinPath(vscode.Uri.file(details?.artifactFolder ?? ''), 'fit.ipynb');
    const kept = Buffer.from(await vscode.workspace.fs.readFile(copy)).toString();
    const { cells } = JSON.parse(kept) as { readonly cells: readonly Cell[] };
    assert.deepEqual(
      cells.map(({ source }) => text(source).split('\n')[0]),
      ['rate = 0.5', 'rate = 0.25', 'print(f"score={rate}")'],
    );
    assert.equal(text(cells[2]?.outputs?.[0]?.text), 'score=0.25\nb c\n');
  });

  it('says that a cell failed, and keeps the copy up to there', async () => {
    const file = await writeNotebook('books/broken.ipynb', 'raise ValueError("no data")');
    const named = await launch(commands.runNotebook, file, '');
    assert.equal((await ended(named)).row.run.status, 'FAILED');
    const { tracker } = await trackline();
    const details = await tracker.request(trackerRequests.details, named);
    assert.match(details?.logTail ?? '', /no data/);
    assert.equal(details?.artifacts.length, 1);
  });

  it('starts nothing for what is no notebook, nor for what are no parameters', async () => {
    const before = await recordedRuns();
    const script = await writeFile('books/fit.py', 'print(1)\n');
    const file = await writeNotebook('books/fit.ipynb', 'print(1)');
    assert.equal(await vscode.commands.executeCommand(commands.runNotebook, script, ''), undefined);
    assert.equal(
      await vscode.commands.executeCommand(commands.runNotebook, file, 'fast'),
      undefined,
    );
    assert.equal(await recordedRuns(), before);
  });
});
