import {
  CodeActionKind,
  type CodeAction,
  type CodeActionParams,
  type Diagnostic as LspDiagnostic,
  type TextDocumentEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { QuickFix, TextEdit } from '../../service/diagnostic.ts';
import { diagnosticSource, type Places } from '../convert.ts';
import type { Asked } from '../features.ts';
import { uriOfPath } from '../uris.ts';

/** The quick fixes for the diagnostics at a place. */
export function codeActions(asked: Asked, { context }: CodeActionParams): CodeAction[] {
  if (context.only?.some(isQuickFix) === false) return [];
  return context.diagnostics
    .filter(({ source }) => source === diagnosticSource)
    .flatMap((diagnostic) => fixesOf(asked, diagnostic));
}

function isQuickFix(kind: string): boolean {
  return kind === CodeActionKind.QuickFix || kind === CodeActionKind.Empty;
}

function fixesOf({ path, service, places }: Asked, diagnostic: LspDiagnostic): CodeAction[] {
  const { code, range } = diagnostic;
  const start = places.offset(path, range.start);
  const end = places.offset(path, range.end);
  return service.fixes(path, { code: String(code), start, end }).map((fix) => ({
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    isPreferred: fix.preferred,
    edit: editOf(fix, places),
  }));
}

/** A fix as changes of files, those first that make a file. */
function editOf({ create, edits }: QuickFix, places: Places): WorkspaceEdit {
  const start = { line: 0, character: 0 };
  const created =
    create === undefined
      ? []
      : [
          {
            kind: 'create' as const,
            uri: uriOfPath(create.path),
            options: { ignoreIfExists: true },
          },
          fileEdit(create.path, [{ range: { start, end: start }, newText: create.text }]),
        ];
  return { documentChanges: [...created, ...editsByFile(edits, places)] };
}

/** Replacements in files as the protocol has them. */
export function editsByFile(edits: readonly TextEdit[], places: Places): TextDocumentEdit[] {
  return [...Map.groupBy(edits, ({ path }) => path)].map(([path, inFile]) =>
    fileEdit(
      path,
      inFile.map((edit) => ({ range: places.range(path, edit), newText: edit.text })),
    ),
  );
}

function fileEdit(path: string, edits: TextDocumentEdit['edits']): TextDocumentEdit {
  return { textDocument: { uri: uriOfPath(path), version: null }, edits };
}
