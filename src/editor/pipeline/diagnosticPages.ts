import * as vscode from 'vscode';
import { pageScheme } from '../../protocol/pipeline.ts';

/** The pages that explain diagnostics, as read-only documents that need no network. */
export class DiagnosticPages implements vscode.Disposable, vscode.TextDocumentContentProvider {
  readonly #registration: vscode.Disposable;

  constructor() {
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(pageScheme, this);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    // The longest texts of the extension: read when somebody wants to.
    const { isCode, pageOf } = await import('./pageTexts.ts');
    const code = uri.path.replace(/^\/|\.md$/g, '');
    if (!isCode(code)) return vscode.l10n.t('There is no page about “{0}”.', code);
    const { title, text } = pageOf(code, vscode.env.language);
    const severity = vscode.l10n.t(
      'The setting `trackline.pipeline.severity` gives warnings of the kind `{0}` another severity, or turns them off. What DVC, MLflow or kit themselves refuse is always an error.',
      code,
    );
    return `# ${title}\n\n${text}\n\n---\n\n${severity}\n`;
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
