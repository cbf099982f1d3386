import path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { UserError } from '../../model/errors.ts';
import type { RunDetails } from '../../protocol/views.ts';
import { logScheme } from '../contributions.ts';
import type { Projects } from '../projects.ts';
import { detailsOf } from '../runs/runCommands.ts';
import type { Target } from '../runs/runTargets.ts';
import type { TrackerClient } from '../trackerClient.ts';
import { FollowedLog } from './followedLog.ts';

const address = v.object({ store: v.string(), runId: v.string() });

/** Logs of runs as read-only documents that grow while the run is under way. */
export class LogDocuments implements vscode.Disposable, vscode.TextDocumentContentProvider {
  readonly #tracker: TrackerClient;
  readonly #projects: Projects;
  readonly #log: vscode.LogOutputChannel;
  readonly #logs = new Map<string, FollowedLog>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: readonly vscode.Disposable[];

  readonly onDidChange = this.#changed.event;

  constructor(tracker: TrackerClient, projects: Projects, log: vscode.LogOutputChannel) {
    this.#tracker = tracker;
    this.#projects = projects;
    this.#log = log;
    this.#subscriptions = [
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(logScheme, this),
      vscode.workspace.onDidCloseTextDocument((document) => this.#forget(document.uri)),
    ];
  }

  /** The run whose log has the focus. */
  get active(): Target | undefined {
    const uri = vscode.window.activeTextEditor?.document.uri;
    return uri === undefined ? undefined : this.#logs.get(uri.toString())?.target;
  }

  /** Opens a run's log; at its end when the run is under way. */
  async open(target: Target, options: vscode.TextDocumentShowOptions = {}): Promise<void> {
    const { row } = await detailsOf(this.#tracker, target);
    const document = await vscode.workspace.openTextDocument(uriOf(target, row.run.name));
    const editor = await vscode.window.showTextDocument(document, { preview: false, ...options });
    if (row.run.endTime !== undefined) return;
    const end = document.lineAt(document.lineCount - 1).range.end;
    editor.selection = new vscode.Selection(end, end);
    editor.revealRange(new vscode.Range(end, end));
  }

  /** Opens the file that the run's standard output was written to. */
  async openFile(target: Target): Promise<void> {
    const file = outputFile(target, await detailsOf(this.#tracker, target));
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file));
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const log = this.#logs.get(uri.toString()) ?? (await this.#follow(uri));
    return log.content;
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions, ...this.#logs.values()).dispose();
  }

  async #follow(uri: vscode.Uri): Promise<FollowedLog> {
    const { store, runId } = v.parse(address, JSON.parse(uri.query));
    const target = { project: await this.#projects.withStore(store), runId };
    const details = await detailsOf(this.#tracker, target);
    const log = new FollowedLog(uri, target, outputFile(target, details), this.#tracker, this.#log);
    log.onDidGrow(() => this.#changed.fire(uri));
    this.#logs.set(uri.toString(), log);
    await log.read();
    return log;
  }

  #forget(uri: vscode.Uri): void {
    this.#logs.get(uri.toString())?.dispose();
    this.#logs.delete(uri.toString());
  }
}

function uriOf({ project, runId }: Target, name: string): vscode.Uri {
  return vscode.Uri.from({
    scheme: logScheme,
    // package.json gives this folder's files their language.
    path: `/${logScheme}/${name.replaceAll(/[\\/]/g, '-')}.log`,
    query: JSON.stringify({ store: project.store, runId }),
  });
}

function outputFile({ project }: Target, { launch, row }: RunDetails): string {
  if (launch !== undefined) return path.join(project.store, 'launches', launch.id, 'stdout.log');
  throw new UserError(
    vscode.l10n.t('{0} was logged from elsewhere, so there is no log of it.', row.run.name),
    vscode.l10n.t('Only runs that Trackline started have one.'),
  );
}
