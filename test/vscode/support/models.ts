import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../../../src/editor/contributions.ts';
import type { VersionNode } from '../../../src/editor/models/modelNodes.ts';
import { packageRequests } from '../../../src/protocol/packages.ts';
import { ended, folder, launch, trackline, writeFile, type Named } from './trackline.ts';

/** A script that leaves a model of its argument. */
const training = `import pickle, sys
score = float(sys.argv[1])
with open("models/scorer.pkl", "wb") as file:
    pickle.dump({"score": score}, file)
print(f"score={score}")
`;
/** Trains, and waits for the end. */
export async function train(score: string, code = training): Promise<Named> {
  const script = await writeFile('train_scorer.py', code);
  await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(folder(), 'models'));
  const run = await launch(commands.runCommand, `python ${path.basename(script.fsPath)} ${score}`);
  const { row } = await ended(run);
  assert.equal(row.run.status, 'FINISHED');
  return run;
}

/** Packages the model of a run through its sheet, under a name. */
export async function packaged({ store, runId }: Named, name: string): Promise<VersionNode> {
  const { sheets, models, tracker } = await trackline();
  const placed = { store, source: { kind: 'run', runId } } as const;
  const answer = await tracker.request(packageRequests.plan, placed, 60_000);
  assert.equal(answer.kind, 'preview');
  const { plan } = answer.preview;
  const sheet = sheets.open(placed);
  const { description, requirements, version } = plan;
  const wishes = { name, version, description, requirements, licence: 'MIT' };
  const built = await sheet.build(wishes, false);
  sheet.panel.dispose();
  assert.ok(built);
  const node = await models.find(store, built.folder);
  assert.ok(node);
  return node;
}

/** Keeps what is said in place of showing it, and answers with nothing, until it is disposed of. */
export function listen(
  method: 'showErrorMessage' | 'showInformationMessage',
): Disposable & { readonly said: readonly string[] } {
  const said: string[] = [];
  const before: unknown = vscode.window[method];
  Object.assign(vscode.window, {
    [method]: async (message: string): Promise<undefined> => {
      said.push(message);
      return undefined;
    },
  });
  return {
    said,
    [Symbol.dispose]: () => void Object.assign(vscode.window, { [method]: before }),
  };
}

/**
 * Gives the replies to quick picks and input boxes in turn, and one answer to warnings, until it is
 * disposed of.
 */
export function answerWith(
  replies: string[],
  choice: string,
): Disposable & { readonly warning: () => string } {
  const { showQuickPick, showInputBox, showWarningMessage } = vscode.window;
  let detail = '';
  const reply = async (): Promise<string | undefined> => replies.shift();
  Object.assign(vscode.window, {
    showQuickPick: reply,
    showInputBox: reply,
    showWarningMessage: async (_text: string, options: vscode.MessageOptions) => {
      detail = options.detail ?? '';
      return choice;
    },
  });
  return {
    warning: () => detail,
    [Symbol.dispose]: () =>
      void Object.assign(vscode.window, { showQuickPick, showInputBox, showWarningMessage }),
  };
}
