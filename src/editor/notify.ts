import { ResponseError } from 'vscode-jsonrpc/node';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { UserError, errorText } from '../model/errors.ts';
import { localized } from './localize.ts';

const withNext = v.object({ next: v.string() });

/** What went wrong as sentences for a person in the editor’s language, wherever it happened. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof ResponseError)) return localized(errorText(error));
  const { success, output } = v.safeParse(withNext, error.data);
  const next = success ? localized(output.next) : '';
  return new UserError(localized(error.message), next).sentence;
}

/** Whether the person called it off, which is no failure. */
export function isCancellation(error: unknown): boolean {
  return error instanceof vscode.CancellationError;
}

/** Tells people of failures, each with a way to the log. */
export class Notifier {
  readonly #log: vscode.LogOutputChannel;

  constructor(log: vscode.LogOutputChannel) {
    this.#log = log;
  }

  /**
   * Shows a failure with *Show Log*, and `actions` before it; the chosen action's title.
   * Returns without waiting for a choice when there are no actions to choose from.
   */
  async error(error: unknown, ...actions: readonly string[]): Promise<string | undefined> {
    if (isCancellation(error)) return undefined;
    const sentence = sentenceOf(error);
    this.#log.error(error instanceof UserError ? sentence : (stackOf(error) ?? sentence));
    const showLog = vscode.l10n.t('Show Log');
    const chosen = await vscode.window.showErrorMessage(sentence, ...actions, showLog);
    if (chosen === showLog) this.#log.show();
    return chosen;
  }

  /** Does something for a person, and shows why where it fails. */
  async attempt<T>(work: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      void this.error(error);
      return undefined;
    }
  }
}

function stackOf(error: unknown): string | undefined {
  return error instanceof Error ? error.stack : undefined;
}
