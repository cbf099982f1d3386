import {
  CodeActionKind,
  ResponseError,
  type CancellationToken,
  type Connection,
  type Hover,
  type ServerCapabilities,
} from 'vscode-languageserver/node';
import type { PipelineService } from '../service/service.ts';
import { Places } from './convert.ts';
import { codeActions } from './features/codeActions.ts';
import { completionList } from './features/completion.ts';
import { documentLinks, foldingRanges, inlayHints } from './features/lines.ts';
import { renamed, renamePlace } from './features/rename.ts';
import { documentSymbols } from './features/symbols.ts';
import { semanticTokens, tokenLegend } from './features/tokens.ts';
import type { Recorded } from './recorded.ts';
import type { Repositories } from './repositories.ts';
import { pathOfUri } from './uris.ts';

/** What the server offers beside diagnostics. */
export const capabilities: ServerCapabilities = {
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
  completionProvider: { triggerCharacters: ['{', '.', '/', ':', ' ', '-'] },
  definitionProvider: true,
  documentLinkProvider: {},
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  hoverProvider: true,
  inlayHintProvider: true,
  referencesProvider: true,
  renameProvider: { prepareProvider: true },
  semanticTokensProvider: { legend: tokenLegend, full: true },
};

/** A request about a file, with what is needed to answer it. */
export interface Asked {
  readonly path: string;
  readonly service: PipelineService;
  readonly places: Places;
}

interface OfDocument {
  readonly textDocument: { readonly uri: string };
}

interface AtPosition extends OfDocument {
  readonly position: { readonly line: number; readonly character: number };
}

/** What answers are made of. */
export interface FeatureSources {
  readonly repositories: Repositories;
  readonly recorded: Recorded;
  /** Told of failures of ours. */
  readonly trouble: (what: string, error: unknown) => void;
}

/** Answers the editor's requests about pipeline files. */
export function registerFeatures(
  connection: Connection,
  { repositories, recorded, trouble }: FeatureSources,
): void {
  /** An answer from the language service; nothing for what was called off, or is no file of ours. */
  const answer =
    <P extends OfDocument, R>(what: string, none: R, work: (asked: Asked, params: P) => R) =>
    (params: P, token: CancellationToken): R => {
      const path = pathOfUri(params.textDocument.uri);
      if (path === undefined || token.isCancellationRequested) return none;
      const places = new Places((file) => repositories.text(file));
      try {
        return work({ path, places, service: repositories.service(path) }, params);
      } catch (error) {
        // What a person is to be told.
        if (error instanceof ResponseError) throw error;
        trouble(`${what} of ${path}`, error);
        return none;
      }
    };
  /** The same for a place in the file. */
  const answerAt = <P extends AtPosition, R>(
    what: string,
    none: R,
    work: (asked: Asked, offset: number, params: P) => R,
  ) =>
    answer<P, R>(what, none, (asked, params) =>
      work(asked, asked.places.offset(asked.path, params.position), params),
    );

  /** The same where what is on record may be told, so it is looked at before. */
  const afterLook =
    <P extends OfDocument, R>(handler: (params: P, token: CancellationToken) => R) =>
    async (params: P, token: CancellationToken): Promise<R> => {
      const path = pathOfUri(params.textDocument.uri);
      if (path !== undefined) {
        await recorded.look(path);
        recorded.show(path);
      }
      return handler(params, token);
    };

  connection.onCompletion(afterLook(answerAt('completion', null, completionList)));
  connection.onDefinition(
    answerAt('definition', null, ({ path, service, places }, offset) =>
      service.definition(path, offset).map((place) => places.location(place)),
    ),
  );
  connection.onReferences(
    answerAt('references', null, ({ path, service, places }, offset) =>
      service.references(path, offset).map((place) => places.location(place)),
    ),
  );
  connection.onHover(afterLook(answerAt('hover', null, hoverText)));
  connection.onDocumentFormatting(
    answer('formatting', null, ({ path, service, places }, { options }) =>
      service
        .format(path, options.tabSize)
        .map((edit) => ({ range: places.range(path, edit), newText: edit.text })),
    ),
  );
  connection.onDocumentSymbol(answer('symbols', null, documentSymbols));
  connection.onCodeAction(answer('quick fixes', null, codeActions));
  connection.onPrepareRename(answerAt('rename', null, renamePlace));
  connection.onRenameRequest(answerAt('rename', null, renamed));
  connection.onFoldingRanges(answer('folding', null, foldingRanges));
  connection.onDocumentLinks(answer('links', null, documentLinks));
  connection.languages.inlayHint.on(answer('inlay hints', null, inlayHints));
  connection.languages.semanticTokens.on(answer('colours', { data: [] }, semanticTokens));
}

function hoverText({ path, service, places }: Asked, offset: number): Hover | null {
  const hover = service.hover(path, offset);
  if (hover === undefined) return null;
  return {
    contents: { kind: 'markdown', value: hover.text },
    range: places.range(path, hover.span),
  };
}
