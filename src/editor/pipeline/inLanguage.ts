import * as vscode from 'vscode';
import type { Middleware } from 'vscode-languageclient/node';
import { hoverText } from './hoverTexts.ts';
import type { PipelineTexts } from './pipelineTexts.ts';

type Translating = Pick<
  Middleware,
  | 'handleDiagnostics'
  | 'provideCodeActions'
  | 'provideHover'
  | 'provideInlayHints'
  | 'provideCompletionItem'
  | 'prepareRename'
  | 'provideRenameEdits'
>;

/** Lets what the server says pass in a person's language. */
export function inLanguage(texts: PipelineTexts): Translating {
  return {
    handleDiagnostics: (uri, diagnostics, next) => {
      for (const diagnostic of diagnostics) translate(diagnostic, texts);
      next(uri, diagnostics);
    },
    provideCodeActions: async (document, range, context, token, next) => {
      const actions = await next(document, range, context, token);
      for (const action of actions ?? []) action.title = texts.title(action.title);
      return actions;
    },
    provideHover: async (document, position, token, next) => {
      const hover = await next(document, position, token);
      for (const content of hover?.contents ?? []) {
        if (content instanceof vscode.MarkdownString) content.value = inOurs(content.value);
      }
      return hover;
    },
    provideInlayHints: async (document, range, token, next) => {
      const hints = await next(document, range, token);
      for (const hint of hints ?? []) {
        if (typeof hint.label === 'string') hint.label = inOurs(hint.label);
        if (typeof hint.tooltip === 'string') hint.tooltip = inOurs(hint.tooltip);
      }
      return hints;
    },
    provideCompletionItem: async (document, position, context, token, next) => {
      const found = await next(document, position, context, token);
      const items = Array.isArray(found) ? found : (found?.items ?? []);
      for (const { documentation } of items) {
        if (documentation instanceof vscode.MarkdownString) {
          documentation.value = inOurs(documentation.value);
        }
      }
      return found;
    },
    prepareRename: async (document, position, token, next) =>
      orSay(texts, async () => next(document, position, token)),
    provideRenameEdits: async (document, position, name, token, next) =>
      orSay(texts, async () => next(document, position, name, token)),
  };
}

function inOurs(text: string): string {
  return hoverText(text, vscode.env.language);
}

function translate(diagnostic: vscode.Diagnostic, texts: PipelineTexts): void {
  diagnostic.message = texts.sentence(diagnostic.message);
  for (const related of diagnostic.relatedInformation ?? []) {
    related.message = texts.sentence(related.message);
  }
}

/** What a request gives; why it fails is for a person to read. */
async function orSay<T>(texts: PipelineTexts, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof vscode.CancellationError) throw error;
    throw new Error(texts.sentence(error.message), { cause: error });
  }
}
