import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../../src/editor/contributions.ts';
import { tagNames } from '../../src/model/run.ts';
import { trackerRequests } from '../../src/protocol/tracker.ts';
import { until } from '../harness/wait.ts';
import { fresh } from './support/fresh.ts';
import { ended, folder, launch, trackline, type Named } from './support/trackline.ts';

/** The part of a multi-file diff's tab that is looked at; its type is not in the stable API. */
interface MultiDiff {
  readonly label: string;
  /** Only files that have both sides are told. */
  readonly textDiffs: readonly {
    readonly original: vscode.Uri;
    readonly modified: vscode.Uri;
  }[];
}

/** The multi-file diff, once it is open. */
function multiDiff(): Promise<MultiDiff> {
  return until(
    () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .flatMap(({ label, input }) => {
          const shown = input as Partial<MultiDiff> | undefined;
          return Array.isArray(shown?.textDiffs) ? [{ label, textDiffs: shown.textDiffs }] : [];
        })[0],
    'a multi-file diff to open',
  );
}

/** The text of a file as it was in a run, once some editor shows it. */
async function textIn({ runId }: Named, file: string): Promise<string> {
  const shown = await until(
    () => snapshots().find(({ uri }) => uri.path === placeOf(file) && uri.query.includes(runId)),
    `${file} of the run to be shown`,
  );
  return shown.getText();
}

function snapshots(): readonly vscode.TextDocument[] {
  return vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === 'trackline-snapshot');
}

function at(...parts: readonly string[]): string {
  return path.join(folder().fsPath, ...parts);
}

/** The path of a file of the project, as the editor writes it. */
function placeOf(file: string): string {
  return vscode.Uri.file(at(file)).path;
}

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: folder().fsPath, encoding: 'utf8' });
}

/** Every path below a folder with its kind, whether it can be executed, and its content. */
function everything(root: string, skip: RegExp): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
    const file = path.join(root, name);
    const stats = lstatSync(file);
    if (skip.test(name) || stats.isDirectory()) continue;
    found[name] = stats.isSymbolicLink()
      ? `-> ${readlinkSync(file)}`
      : `${stats.mode & 0o111 ? 'x' : '-'} ${hash(file)}`;
  }
  return found;
}

function hash(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** What must never change: index, HEAD, stash, branches and the files. */
function untouched(): string {
  return JSON.stringify([
    hash(at('.git', 'index')),
    git('rev-parse', 'HEAD', 'refs/stash'),
    git('for-each-ref', 'refs/heads', 'refs/tags'),
    everything(folder().fsPath, /^(\.git|\.trackline)([\\/]|$)/),
  ]);
}

describe('what changed, and going back to it', () => {
  let earlier: Named;
  let later: Named;
  let kept: Readonly<Record<string, string>>;
  let outside: string;

  before(async () => {
    outside = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'trackline-changes-')));
    writeFileSync(at('.gitignore'), '.trackline/\n*.csv\n');
    writeFileSync(at('change.py'), 'print("loss:", len(open("rows.csv").read()) / 8)\n');
    writeFileSync(at('gone.txt'), 'gone\n');
    writeFileSync(at('stashed.txt'), 'one\n');
    writeFileSync(at('rows.csv'), '1,2,3,4\n');
    git('add', '-A');
    git('commit', '-q', '-m', 'files of the changes test');
    writeFileSync(at('stashed.txt'), 'two\n');
    git('stash', '-q');
    earlier = await launch(commands.runCommand, 'python change.py --lr 0.1');
    await ended(earlier);
    rmSync(at('gone.txt'));
    writeFileSync(at('change.py'), `# changed\n${readFileSync(at('change.py'), 'utf8')}`);
    writeFileSync(at('new 파일.txt'), 'new\r\nlines\r\n');
    writeFileSync(at('tool.bin'), Buffer.from([0, 1, 2, 255, 13, 10]));
    mkdirSync(at('sub'), { recursive: true });
    writeFileSync(at('sub', 'tool.sh'), '#!/bin/sh\n');
    if (process.platform !== 'win32') {
      chmodSync(at('sub', 'tool.sh'), 0o755);
      symlinkSync('sub/tool.sh', at('link'));
    }
    later = await launch(commands.runCommand, 'python change.py --lr 0.2');
    await ended(later);
    kept = everything(folder().fsPath, /^(\.git|\.trackline)([\\/]|$)|\.csv$/);
    // The tree is dirty in other ways than at the run, part of it staged.
    writeFileSync(at('change.py'), 'staged\n');
    git('add', 'change.py');
    writeFileSync(at('change.py'), 'not even staged\n');
  });

  after(() => {
    rmSync(outside, { recursive: true, force: true });
    rmSync(at('rows.csv'));
    git('worktree', 'prune');
    git('stash', 'drop', '-q');
    git('reset', '-q', '--hard');
    git('clean', '-fdq');
  });

  beforeEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('opens the editor’s multi-file diff of two runs, with untracked and deleted files', async () => {
    await vscode.commands.executeCommand(commands.showCodeChanges, later, earlier);
    const { label, textDiffs } = await multiDiff();
    assert.match(label, / ↔ /);
    assert.deepEqual(
      textDiffs.map(({ original, modified }) => [original.path, modified.path]),
      [[placeOf('change.py'), placeOf('change.py')]],
    );
    assert.match(await textIn(earlier, 'change.py'), /^print/);
    assert.match(await textIn(later, 'change.py'), /^# changed\nprint/);
    assert.equal(await textIn(earlier, 'gone.txt'), 'gone\n');
    assert.equal(await textIn(later, 'new 파일.txt'), 'new\r\nlines\r\n');
    assert.match(await textIn(later, 'tool.bin'), /\b6\b/);
    const shown = snapshots().map(({ uri }) => uri.path);
    assert.deepEqual(
      shown.filter((file) => /stashed|rows|train/.test(file)),
      [],
    );
  });

  it('tells what else differs in a page beside it', async () => {
    await vscode.commands.executeCommand(commands.showCodeChanges, earlier, later);
    await until(
      () =>
        vscode.window.tabGroups.all.some(({ viewColumn, tabs }) =>
          tabs.some(
            ({ input }) =>
              viewColumn === vscode.ViewColumn.Two && input instanceof vscode.TabInputWebview,
          ),
        ),
      'the page of other differences',
    );
    // That of the test before, the other way round, may still be open.
    const page = await until(
      () =>
        snapshots()
          .filter(({ uri }) => uri.path.endsWith('.md'))
          .map((document) => document.getText())
          .find((text) => /\| lr \| 0\\\.1 \| 0\\\.2 \|/.test(text)),
      'the parameters that differ',
    );
    assert.doesNotMatch(page, /\| numpy/);
  });

  it('compares a run with the files as they are now, which can be edited', async () => {
    await vscode.commands.executeCommand(commands.showCodeChanges, later, 'working-tree');
    const { textDiffs } = await multiDiff();
    assert.deepEqual(
      textDiffs.map(({ modified }) => modified.fsPath),
      [at('change.py')],
    );
    assert.match(await textIn(later, 'change.py'), /^# changed\nprint/);
  });

  it('restores the exact tree into a worktree, and leaves the dirty one as it is', async () => {
    const state = untouched();
    const target = path.join(outside, fresh('restored'));
    const restored = await vscode.commands.executeCommand(
      commands.restoreInWorktree,
      later,
      target,
    );
    assert.equal(restored, target);
    assert.deepEqual(everything(target, /^\.git$/), kept);
    assert.equal(untouched(), state);
    const inside = { cwd: target, encoding: 'utf8' } as const;
    assert.equal(execFileSync('git', ['status', '--porcelain'], inside), '');
    assert.equal(execFileSync('git', ['rev-parse', 'HEAD~'], inside), git('rev-parse', 'HEAD'));
    assert.equal(execFileSync('git', ['log', '-1', '--format=%an'], inside), 'Trackline\n');
  });

  it('refuses a folder that holds something, and one inside of the project', async () => {
    const state = untouched();
    const target = path.join(outside, fresh('mine'));
    mkdirSync(target);
    writeFileSync(path.join(target, 'file'), 'mine');
    await vscode.commands.executeCommand(commands.restoreInWorktree, later, target);
    assert.deepEqual(readdirSync(target), ['file']);
    await vscode.commands.executeCommand(commands.restoreInWorktree, later, at('inside'));
    assert.equal(existsSync(at('inside')), false);
    assert.equal(untouched(), state);
  });

  it('reproduces a run, data that git ignores included, and answers each question', async () => {
    const state = untouched();
    const again = await launch(commands.reproduceRun, earlier, 'temporary');
    const { tracker } = await trackline();
    const comparison = await tracker.request(
      trackerRequests.reproduced,
      { ...again, tolerance: 0 },
      60_000,
    );
    const { row, data } = (await tracker.request(trackerRequests.details, again)) ?? {};
    assert.equal(row?.run.status, 'FINISHED');
    assert.equal(data?.tags[tagNames.reproduces], earlier.runId);
    assert.deepEqual(comparison.code.kind === 'compared' && comparison.code.changes, []);
    assert.deepEqual(comparison.difference.inputs, { equal: 1, differences: [] });
    assert.deepEqual(comparison.difference.environment.differences, []);
    assert.deepEqual(comparison.metrics, { equal: 1, differences: [] });
    assert.equal(untouched(), state);
  });
});
