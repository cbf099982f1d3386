import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands, panels } from '../../src/editor/contributions.ts';
import { until } from '../harness/wait.ts';
import { folder, writeFile } from './support/trackline.ts';

const yaml = `stages:
  first: {cmd: a, outs: [drawn.csv]}
  second: {cmd: b, deps: [drawn.csv]}
`;

/** The tabs of pipeline pages. */
function drawings(): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(
      ({ input }) =>
        input instanceof vscode.TabInputWebview && input.viewType.endsWith(panels.graph),
    );
}

describe('the pipeline’s page', () => {
  let file: vscode.Uri;

  before(async () => {
    await writeFile('drawn/.dvc/config', '');
    file = await writeFile('drawn/dvc.yaml', yaml);
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder(), 'drawn'), { recursive: true });
  });

  it('is one for each repository, from a file, from a stage, or from what is open', async () => {
    await vscode.commands.executeCommand(commands.showPipeline, file);
    await until(() => drawings()[0]?.label === 'Pipeline: drawn', 'the page with its title');
    await vscode.commands.executeCommand(commands.showPipeline, {
      file: file.fsPath,
      stage: 'second',
    });
    await vscode.window.showTextDocument(file);
    await vscode.commands.executeCommand(commands.showPipeline);
    assert.equal(drawings().length, 1);
  });

  it('tells of a command of its menu that it needs the page', async () => {
    const before = drawings().length;
    await vscode.commands.executeCommand(commands.openDrawnStage, { nonsense: true });
    assert.equal(drawings().length, before);
  });
});
