import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../harness/wait.ts';
import { beforeTries, fresh } from './support/fresh.ts';
import { ended, folder, launch, trackline, writeFile } from './support/trackline.ts';

const yaml = `stages:
  fit:
    cmd: python fit.py --lr \${fit.lr}
    deps: [fit.py]
    params: [fit.lr]
    outs: [fit.pkl]
`;

describe('pipeline files', () => {
  let file: vscode.Uri;

  let project: string;

  // In a folder of its own for each try: a failed one leaves texts that are not saved.
  beforeTries(async () => {
    project = fresh('pipes');
    await writeFile(`${project}/.dvc/config`, '');
    await writeFile(`${project}/params.yaml`, 'fit:\n  lr: 0.1\n');
    await writeFile(`${project}/fit.py`, 'print(1)\n');
    file = await writeFile(`${project}/dvc.yaml`, yaml);
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(file, '..'), { recursive: true });
    await shows(file);
  });

  it('mark an error as it is typed, and take it back with the fix', async () => {
    const editor = await open(file);
    await shows(file);
    await replace(editor, 'deps:', 'dep:');
    const [diagnostic] = await shows(file, 'schema-unknown-key');
    assert.ok(diagnostic);
    assert.equal(diagnostic.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(editor.document.getText(diagnostic.range), 'dep');
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      file,
      diagnostic.range,
    );
    const fix = actions.find(({ isPreferred }) => isPreferred === true);
    assert.ok(fix?.edit, actions.map(({ title }) => title).join(', '));
    await vscode.workspace.applyEdit(fix.edit);
    await shows(file);
    assert.equal(editor.document.getText(), yaml);
  });

  it('tell what a parameter is, lead to it, and complete it', async () => {
    const { document } = await open(file);
    const at = document.positionAt(yaml.indexOf('fit.lr}') + 5);
    const [hover] = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      file,
      at,
    );
    const [text] = hover?.contents ?? [];
    assert.match(text instanceof vscode.MarkdownString ? text.value : '', /0\.1.*params\.yaml:2/s);
    const [place] = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeDefinitionProvider',
      file,
      at,
    );
    assert.match(place?.uri.path ?? '', /params\.yaml$/);
    assert.equal(place?.range.start.line, 1);
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      file,
      at,
    );
    assert.ok(items.some(({ label }) => label === 'fit.lr'));
  });

  it('have a parameter renamed in all of them', async () => {
    const { document } = await open(file);
    const params = vscode.Uri.joinPath(file, '..', 'params.yaml');
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      file,
      document.positionAt(yaml.indexOf('fit.lr}') + 5),
      'rate',
    );
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.equal(document.getText(), yaml.replaceAll('fit.lr', 'fit.rate'));
    const changed = await vscode.workspace.openTextDocument(params);
    assert.equal(changed.getText(), 'fit:\n  rate: 0.1\n');
    await changed.save();
    await document.save();
    await shows(file);
    await writeFile(`${project}/params.yaml`, 'fit:\n  lr: 0.1\n');
    await vscode.workspace.fs.writeFile(file, Buffer.from(yaml));
    await until(() => document.getText() === yaml, 'the file as it was');
  });

  it('are formatted with their comments', async () => {
    const editor = await open(file);
    const { document } = editor;
    await replace(editor, 'deps: [fit.py]', 'deps: [fit.py] # why   ');
    const edits = await until(async () => {
      const found = await vscode.commands.executeCommand<vscode.TextEdit[] | undefined>(
        'vscode.executeFormatDocumentProvider',
        file,
        { tabSize: 2, insertSpaces: true },
      );
      return found !== undefined && found.length > 0 && found;
    }, 'the file to be formatted');
    const edit = new vscode.WorkspaceEdit();
    edit.set(file, edits);
    await vscode.workspace.applyEdit(edit);
    assert.match(document.getText(), /deps: \[fit\.py\] # why\n/);
    await replace(editor, document.lineAt(3).text, '    deps: [fit.py]');
    assert.equal(document.getText(), yaml);
  });

  it('explain each diagnostic on a page that needs no network', async () => {
    const editor = await open(file);
    await replace(editor, 'deps:', 'dep:');
    const [diagnostic] = await shows(file, 'schema-unknown-key');
    const code = diagnostic?.code;
    assert.ok(typeof code === 'object');
    const page = await vscode.workspace.openTextDocument(code.target);
    assert.match(page.getText(), /^# A key that is not known\n/);
    await replace(editor, 'dep:', 'deps:');
    await shows(file);
  });

  it('offer the metrics of recorded runs as the objective', async () => {
    await ended(await launch('trackline.runFile', vscode.Uri.joinPath(folder(), 'train.py')));
    const text = 'objective:\n  metric: \n  direction: minimize\n';
    const objective = await writeFile(`${project}/trackline.yaml`, text);
    const editor = await open(objective);
    await until(async () => {
      const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        objective,
        editor.document.lineAt(1).range.end,
      );
      return items.some(({ label }) => label === 'loss');
    }, 'the metric to be offered');
    await vscode.workspace.fs.delete(objective);
  });

  it('are checked again after the language server was killed', async () => {
    const { pipelineFiles } = await trackline();
    const broken = await writeFile(`${project}/more/dvc.yaml`, 'stages: 1\n');
    await shows(broken, 'schema-type');
    const before = await until(() => pipelineFiles.processId, 'a language server');
    process.kill(before, 'SIGKILL');
    await until(() => {
      const { processId } = pipelineFiles;
      return processId !== undefined && processId !== before;
    }, 'another language server');
    await shows(broken, 'schema-type');
    await vscode.workspace.fs.writeFile(broken, Buffer.from('stages: {}\n'));
    await shows(broken);
    const graph = await pipelineFiles.graph(file);
    assert.ok(graph?.nodes.some(({ id }) => id === 'dvc.yaml:fit'));
  });
});

async function open(file: vscode.Uri): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file));
}

async function replace(editor: vscode.TextEditor, old: string, text: string): Promise<void> {
  const { document } = editor;
  // An edit is refused when the text has changed in the meantime, as when it is saved.
  await until(async () => {
    const start = document.getText().indexOf(old);
    const [from, to] = [document.positionAt(start), document.positionAt(start + old.length)];
    return editor.edit((edit) => edit.replace(new vscode.Range(from, to), text));
  }, 'the edit to be taken');
}

/** Waits until the codes that are shown in a file are these. */
async function shows(
  file: vscode.Uri,
  ...codes: readonly string[]
): Promise<readonly vscode.Diagnostic[]> {
  const shown = () =>
    vscode.languages.getDiagnostics(file).filter(({ source }) => source === 'trackline');
  await until(
    () => {
      const now = shown().map(({ code }) => (typeof code === 'object' ? code.value : code));
      if (now.join(', ') === codes.join(', ')) return true;
      throw new Error(`there is ${now.join(', ') || 'nothing'}`);
    },
    `${file.path} to show ${codes.join(', ') || 'nothing'}`,
    40_000,
  );
  return shown();
}
