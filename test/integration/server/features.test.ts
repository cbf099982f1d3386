import assert from 'node:assert/strict';
import type {
  CodeAction,
  CompletionItem,
  CompletionList,
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  Hover,
  InlayHint,
  Location,
  Position,
  SemanticTokens,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import { LineIndex } from '../../../src/pipeline/service/lines.ts';
import { makeProject, type Project } from '../../harness/project.ts';
import { until } from '../../harness/wait.ts';
import { ServerClient, uri } from './client.ts';

const yaml = `stages:
  train:
    cmd: python train.py \${train.lr}
    deps: [train.py]
    params: [train.lr]
    outs: [model.pkl]
  test:
    cmd: python test.py
    deps: [test.py, model.pkl]
`;

const files = {
  '.dvc/config': '',
  'dvc.yaml': yaml,
  'params.yaml': 'train:\n  lr: 0.1\n',
  'train.py': '',
  'test.py': '',
};

/** Where a piece of the file begins, and so many characters on. */
function at(piece: string, plus = 0): Position {
  return new LineIndex(yaml).position(yaml.indexOf(piece) + plus);
}

describe('the language server: features', () => {
  let project: Project;
  let client: ServerClient;
  let file: string;

  before(async () => {
    project = await makeProject(files);
    file = project.path('dvc.yaml');
    client = await ServerClient.start([project.folder], { formatted: ['**/dvc.yaml'] });
    await client.open(file, yaml);
  });

  after(async () => {
    await client[Symbol.asyncDispose]();
    await project.remove();
  });

  it('answers with places: definition, references and links', async () => {
    const [definition] = await client.ask<Location[]>('definition', file, {
      position: at('train.lr}', 7),
    });
    assert.equal(definition?.uri, uri(project.path('params.yaml')));
    assert.equal(definition.range.start.line, 1);
    const references = await client.ask<Location[]>('references', file, {
      position: at('model.pkl', 2),
      context: { includeDeclaration: true },
    });
    assert.deepEqual(
      references.map(({ range }) => range.start.line),
      [8],
    );
    const links = await client.ask<DocumentLink[]>('documentLink', file);
    assert.ok(links.some(({ target }) => target === uri(project.path('train.py'))));
  });

  it('answers with texts: hover, outline and inlay hints', async () => {
    const hover = await client.ask<Hover>('hover', file, { position: at('train.lr}', 7) });
    assert.match(JSON.stringify(hover.contents), /0\.1/);
    const [stages] = await client.ask<DocumentSymbol[]>('documentSymbol', file);
    assert.deepEqual(
      stages?.children?.map(({ name }) => name),
      ['train', 'test'],
    );
    const whole = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
    const hints = await client.ask<InlayHint[]>('inlayHint', file, { range: whole });
    assert.match(JSON.stringify(hints), /0\.1/);
    const first = { start: whole.start, end: { line: 1, character: 0 } };
    assert.deepEqual(await client.ask('inlayHint', file, { range: first }), []);
  });

  it('answers with parts of the text: folding and colours', async () => {
    const folds = await client.ask<FoldingRange[]>('foldingRange', file);
    const fold = folds.find(({ startLine }) => startLine === 1);
    assert.equal(fold?.endLine, 5);
    const { data } = await client.ask<SemanticTokens>('semanticTokens/full', file);
    // The first token is the key `stages` at the beginning of the file.
    assert.deepEqual(data.slice(0, 3), [0, 0, 6]);
    assert.equal(data.length % 5, 0);
  });

  it('completes keys and parameters', async () => {
    const labels = async (position: Position) => {
      const list = await client.ask<CompletionItem[] | CompletionList>('completion', file, {
        position,
      });
      return (Array.isArray(list) ? list : list.items).map(({ label }) => label);
    };
    assert.ok((await labels(at('train.lr}', 3))).includes('train.lr'));
    await client.edit(file, yaml.replace('    deps:', '    fro\n    deps:'));
    assert.ok((await labels({ line: 3, character: 7 })).includes('frozen'));
    await client.edit(file, yaml);
  });

  it('renames a parameter in all files, and says why something has no such name', async () => {
    const edit = await client.ask<WorkspaceEdit>('rename', file, {
      position: at('train.lr}', 7),
      newName: 'rate',
    });
    const changed = (edit.documentChanges ?? []).flatMap((change) =>
      'edits' in change ? [[change.textDocument.uri, change.edits.length] as const] : [],
    );
    assert.deepEqual(
      new Map(changed),
      new Map([
        [uri(file), 2],
        [uri(project.path('params.yaml')), 1],
      ]),
    );
    await assert.rejects(client.ask('prepareRename', file, { position: at('stages:', 1) }), /./);
  });

  it('offers the fixes of a diagnostic, those that make a file too', async () => {
    await client.edit(file, yaml.replace('python test.py', 'python missing.py'));
    const diagnostics = await client.untilCodes(file, 'script-missing');
    const range = diagnostics[0]?.range;
    const actions = await client.ask<CodeAction[]>('codeAction', file, {
      range,
      context: { diagnostics },
    });
    const created = actions.find(({ edit }) => 'kind' in (edit?.documentChanges?.[0] ?? {}));
    assert.ok(created, actions.map(({ title }) => title).join(', '));
    assert.match(JSON.stringify(created.edit), /missing\.py/);
    const refactorings = await client.ask<CodeAction[]>('codeAction', file, {
      range,
      context: { diagnostics, only: ['refactor'] },
    });
    assert.deepEqual(refactorings, []);
    await client.edit(file, yaml);
    await client.untilCodes(file);
  });

  it('formats, where no other extension does', async () => {
    await client.edit(file, yaml.replace('deps: [train.py]', 'deps:   [train.py]   '));
    await until(() => client.registered.includes('textDocument/formatting'), 'formatting');
    const edits = await client.ask<TextEdit[]>('formatting', file, {
      options: { tabSize: 2, insertSpaces: true },
    });
    assert.ok(edits.length > 0);
    assert.ok(edits.every(({ range }) => range.start.line === 3));
    await client.edit(file, yaml);
  });

  it('asks the editor for what is on record when it is needed', async () => {
    client.recorded = {
      metricNames: ['val/f1'],
      lastRuns: [
        {
          file,
          stage: 'train',
          status: 'finished',
          startedAt: 0,
          metrics: [{ name: 'f1', value: 0.5 }],
        },
      ],
    };
    await client.connection.sendNotification('trackline/recordChanged');
    const before = client.timesAsked;
    const stage = await client.ask<Hover>('hover', file, { position: at('train:', 2) });
    assert.match(JSON.stringify(stage.contents), /f1.{0,9}0\.5/);
    await client.ask<Hover>('hover', file, { position: at('test:', 2) });
    assert.equal(client.timesAsked, before + 1);
  });

  it('answers nothing about files of other kinds', async () => {
    const other = project.path('notes.yaml');
    await client.open(other, 'stages: 1\n');
    assert.equal(await client.ask('hover', other, { position: { line: 0, character: 1 } }), null);
    await client.close(other);
    assert.equal(client.said(other), undefined);
  });
});
