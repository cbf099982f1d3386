import * as vscode from 'vscode';
import { Translation } from '../model/translation.ts';

let translation: Translation | undefined;

/**
 * A sentence of another process, or of a run's record, in the editor's language. The command line
 * and the record are in English.
 */
export function localized(sentence: string): string {
  const { bundle } = vscode.l10n;
  if (bundle === undefined) return sentence;
  translation ??= new Translation(bundle);
  return translation.of(sentence);
}
