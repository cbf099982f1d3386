import * as vscode from 'vscode';
import { errorText } from '../../model/errors.ts';
import type { ScriptRuns } from '../../protocol/scripts.ts';
import { trackerRequests } from '../../protocol/tracker.ts';
import { commands } from '../contributions.ts';
import type { Projects } from '../projects.ts';
import { formatValue } from '../runs/format.ts';
import { setting } from '../settings.ts';
import { Throttle } from '../throttle.ts';
import type { TrackerClient } from '../trackerClient.ts';
import { mainGuardLine } from './mainGuard.ts';
import { recordedProject } from './recordedProject.ts';

/** Milliseconds between two readings of what is on record. */
const interval = 1000;

const languages = ['python', 'r', 'julia', 'shellscript'];

/** What is on record of a script, and where. */
interface Facts extends ScriptRuns {
  readonly store: string;
}

/**
 * The line of links over a script's `if __name__ == "__main__":`: run it, its runs, the best one.
 * A script without that line has the links over its first line, once it has runs.
 */
export class ScriptLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #tracker: TrackerClient;
  readonly #projects: Projects;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #refresh = new Throttle(interval, () => this.#look());
  readonly #subscriptions: readonly vscode.Disposable[];
  /** What was last shown, by the script's address. */
  readonly #shown = new Map<string, Facts | undefined>();

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(tracker: TrackerClient, projects: Projects, log: vscode.LogOutputChannel) {
    this.#tracker = tracker;
    this.#projects = projects;
    this.#log = log;
    this.#subscriptions = [
      this.#changed,
      this.#refresh,
      vscode.languages.registerCodeLensProvider(
        languages.map((language) => ({ language, scheme: 'file' })),
        this,
      ),
      tracker.onDidChange(() => this.#refresh.ask()),
      projects.onDidChange(() => this.#refresh.ask()),
      projects.onDidChangeFile(() => this.#refresh.ask()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('trackline.codeLens')) this.#changed.fire();
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#shown.delete(uri.toString())),
    ];
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const { uri } = document;
    if (!setting('codeLens.enabled', uri)) return [];
    const guard = document.languageId === 'python' ? mainGuardLine(document.getText()) : undefined;
    const facts = await this.#factsOf(uri);
    this.#shown.set(uri.toString(), facts);
    if (guard === undefined && (facts?.runs ?? 0) === 0) return [];
    const line = document.lineAt(guard ?? 0).range;
    return links(uri, facts).map((command) => new vscode.CodeLens(line, command));
  }

  dispose(): void {
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  /** Has the links drawn anew where they would say something else. */
  async #look(): Promise<void> {
    let changed = false;
    for (const address of this.#shown.keys()) {
      const now = await this.#factsOf(vscode.Uri.parse(address));
      // They may have been drawn, or their script closed, in the meantime.
      const same = JSON.stringify(now) === JSON.stringify(this.#shown.get(address));
      if (same || !this.#shown.has(address)) continue;
      // The editor asks for the links that are in sight alone, and for others as they come there.
      this.#shown.set(address, now);
      changed = true;
    }
    if (changed) this.#changed.fire();
  }

  async #factsOf(file: vscode.Uri): Promise<Facts | undefined> {
    try {
      const project = await recordedProject(this.#projects, file);
      if (project === undefined) return undefined;
      const { store } = project;
      const runs = await this.#tracker.request(trackerRequests.scriptRuns, {
        store,
        file: file.fsPath,
      });
      return { ...runs, store };
    } catch (error) {
      this.#log.warn(`the runs of ${file.fsPath} could not be read: ${errorText(error)}`);
      return undefined;
    }
  }
}

function links(file: vscode.Uri, facts: Facts | undefined): vscode.Command[] {
  const run: vscode.Command = {
    title: vscode.l10n.t('Run as Experiment'),
    tooltip: vscode.l10n.t('Runs the file and records its code, parameters, data and metrics'),
    command: commands.runFile,
    arguments: [file],
  };
  if (facts === undefined || facts.runs === 0) return [run];
  const runs: vscode.Command = {
    title: facts.runs === 1 ? vscode.l10n.t('1 run') : vscode.l10n.t('{0} runs', facts.runs),
    tooltip: vscode.l10n.t('Shows the runs of this file in the Runs view'),
    command: commands.showRunsOfFile,
    arguments: [file],
  };
  const { best, store } = facts;
  if (best === undefined) return [run, runs];
  return [
    run,
    runs,
    {
      title: vscode.l10n.t('best {0} {1}', best.metric, formatValue(best.value)),
      tooltip: vscode.l10n.t('Opens the run whose objective ended best'),
      command: commands.openRun,
      arguments: [{ store, runId: best.runId }],
    },
  ];
}
