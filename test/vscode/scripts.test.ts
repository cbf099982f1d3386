import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../src/editor/contributions.ts';
import { until } from '../harness/wait.ts';
import { fresh } from './support/fresh.ts';
import { ended, launch, shownRuns, trackline, writeFile } from './support/trackline.ts';
import type { Named } from './support/trackline.ts';

const scored = `import sys

def main():
    print(f"score={float(sys.argv[1]) if len(sys.argv) > 1 else 0.5}")

if __name__ == "__main__":
    main()
`;

async function lenses(file: vscode.Uri): Promise<readonly vscode.CodeLens[]> {
  return vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', file);
}

async function titles(file: vscode.Uri): Promise<readonly string[]> {
  return (await lenses(file)).map(({ command }) => command?.title ?? '');
}

async function untilTitles(file: vscode.Uri, expected: readonly string[]): Promise<void> {
  await until(
    async () => JSON.stringify(await titles(file)) === JSON.stringify(expected),
    `the links ${expected.join(', ')}`,
    20_000,
  );
}

async function setLenses(on: boolean | undefined): Promise<void> {
  await vscode.workspace.getConfiguration('trackline').update('codeLens.enabled', on);
}

/** What hovers show at a place. */
async function hover(file: vscode.Uri, line: number, character: number): Promise<string> {
  const found = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    file,
    new vscode.Position(line, character),
  );
  return found
    .flatMap(({ contents }) => contents)
    .map((content) => (typeof content === 'string' ? content : content.value))
    .join('\n');
}

/** The runs that the Runs view shows, in the order of their identifiers. */
async function shownIds(): Promise<readonly string[]> {
  return (await shownRuns()).map(({ row }) => row.run.id).toSorted();
}

describe('the links over a script', () => {
  let objective: vscode.Uri;
  before(async () => {
    await trackline();
    objective = await writeFile(
      'trackline.yaml',
      'objective:\n  metric: score\n  direction: maximize\n',
    );
  });
  after(async () => {
    await setLenses(undefined);
    await vscode.commands.executeCommand(commands.clearFilter);
    await vscode.workspace.fs.delete(objective);
  });

  it('run it, count its runs and open the best one', async () => {
    const name = fresh('scored');
    const script = await writeFile(`lens/${name}.py`, scored);
    const document = await vscode.workspace.openTextDocument(script);
    assert.deepEqual(await titles(script), ['Run as Experiment']);
    const [link] = await lenses(script);
    assert.equal(document.lineAt(link?.range.start.line ?? 0).text, 'if __name__ == "__main__":');

    const { command: runLink } = link ?? {};
    const first = await vscode.commands.executeCommand<Named>(
      runLink?.command ?? '',
      ...(runLink?.arguments ?? []),
    );
    await ended(first);
    await untilTitles(script, ['Run as Experiment', '1 run', 'best score 0.5']);
    const second = await launch(commands.runCommand, `python lens/${name}.py 0.75`);
    const third = await launch(commands.runCommand, `python lens/${name}.py 0.625`);
    await Promise.all([ended(second), ended(third)]);
    await untilTitles(script, ['Run as Experiment', '3 runs', 'best score 0.75']);

    const [, , best] = await lenses(script);
    assert.deepEqual(best?.command?.arguments, [second]);
  });

  it('tell the editor when there is something new to show, and only then', async () => {
    const script = await writeFile(`lens/${fresh('told')}.py`, scored);
    await vscode.workspace.openTextDocument(script);
    await titles(script);
    const { scriptLenses } = await trackline();
    let told = 0;
    let drawn: readonly string[] = [];
    const listening = scriptLenses.onDidChangeCodeLenses(async () => {
      told += 1;
      drawn = await titles(script);
    });
    const run = await launch(commands.runFile, script);
    await ended(run);
    await until(() => drawn.includes('best score 0.5'), 'the best run to be drawn');
    const soFar = told;
    await vscode.commands.executeCommand(commands.starRun, run);
    const other = await launch(commands.runFile, await writeFile('lens/other.py', 'print(1)\n'));
    await ended(other);
    assert.equal(told, soFar);
    listening.dispose();
  });

  it('show the runs of the file alone in the Runs view, until the filter is cleared', async () => {
    const name = fresh('filtered');
    const script = await writeFile(`lens/${name}.py`, scored);
    await vscode.workspace.openTextDocument(script);
    const own = [
      await launch(commands.runCommand, `python lens/${name}.py 0.75`),
      await launch(commands.runCommand, `python lens/${name}.py 0.625`),
    ];
    await Promise.all(own.map((run) => ended(run)));
    const all = await shownIds();
    assert.ok(all.length > own.length);
    const sorted = own.map(({ runId }) => runId).toSorted();
    await untilTitles(script, ['Run as Experiment', '2 runs', 'best score 0.75']);
    const [, runs] = await lenses(script);
    await vscode.commands.executeCommand(
      runs?.command?.command ?? '',
      ...(runs?.command?.arguments ?? []),
    );
    assert.deepEqual(await shownIds(), sorted);
    await vscode.commands.executeCommand(commands.clearFilter);
    const back = new Set(await shownIds());
    assert.deepEqual(
      all.filter((id) => !back.has(id)),
      [],
    );
    await vscode.window.showTextDocument(script);
    await vscode.commands.executeCommand(commands.showRunsOfFile);
    assert.deepEqual(await shownIds(), sorted);
    await vscode.commands.executeCommand(commands.clearFilter);
  });

  it('stand over the first line of other scripts, once they have runs', async () => {
    const script = await writeFile(`lens/${fresh('plain')}.sh`, 'echo hello\n');
    const bare = await writeFile(`lens/${fresh('bare')}.py`, 'print("hello")\n');
    for (const file of [script, bare]) {
      await vscode.workspace.openTextDocument(file);
      assert.deepEqual(await titles(file), []);
      await ended(await launch(commands.runFile, file));
      await untilTitles(file, ['Run as Experiment', '1 run']);
      assert.equal((await lenses(file))[0]?.range.start.line, 0);
    }
  });

  it('can be turned off', async () => {
    const script = await writeFile(`lens/${fresh('turned_off')}.py`, scored);
    await vscode.workspace.openTextDocument(script);
    await untilTitles(script, ['Run as Experiment']);
    await setLenses(false);
    await untilTitles(script, []);
    await setLenses(undefined);
    await untilTitles(script, ['Run as Experiment']);
  });
});

describe('hovering over a key of params.yaml', () => {
  it('shows the values tried and what they gave, with the best run of each a click away', async () => {
    const objective = await writeFile(
      'trackline.yaml',
      'objective:\n  metric: score\n  direction: maximize\n',
    );
    // Nothing was ever recorded of it.
    const key = fresh('wid_th');
    const script = await writeFile('hovered.py', scored);
    const params = await writeFile('params.yaml', `net:\n  ${key}: 16\nunused: 1\n`);
    const first = await launch(commands.runCommand, 'python hovered.py 0.25');
    await ended(first);
    await writeFile('params.yaml', `net:\n  ${key}: 32\n`);
    const second = await launch(commands.runFile, script);
    await ended(second);
    await writeFile('params.yaml', `net:\n  ${key}: 16\n${fresh('new')}: 1\n`);
    await vscode.workspace.openTextDocument(params);

    const text = await until(async () => {
      const shown = await hover(params, 1, 4);
      return shown.includes('| Value') ? shown : undefined;
    }, 'the hover');
    assert.ok(text.includes(`**net\\.${key.replaceAll('_', '\\_')}**`), text);
    const rows = text.split('\n').filter((row) => row.startsWith('| '));
    assert.match(rows[0] ?? '', /\| Value\S* \| Runs\S* \| Best score \|/);
    assert.match(rows[1] ?? '', /^\| 32 \| 1 \| \[0\\\.5\]\(command:trackline\.openRun\?/);
    assert.match(rows[2] ?? '', /^\| \*\*16\*\* \| 1 \| \[0\\\.25\]/);
    assert.ok(decodeURIComponent(rows[1] ?? '').includes(second.runId));
    // The language server says of such a key that no stage uses it.
    assert.doesNotMatch(await hover(params, 2, 1), /\| Value/, 'a key that no run had');
    await vscode.workspace.fs.delete(params);
    await vscode.workspace.fs.delete(objective);
  });
});
