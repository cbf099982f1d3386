import path from 'node:path';
import * as vscode from 'vscode';
import { errorText, UserError } from '../../model/errors.ts';
import type { RunFilter } from '../../protocol/views.ts';
import type { Commands } from '../commands.ts';
import { commands, views } from '../contributions.ts';
import type { Launched } from '../launch/launcher.ts';
import type { Projects } from '../projects.ts';
import { setContext } from '../settings.ts';
import type { TrackerClient } from '../trackerClient.ts';
import type { ExperimentNode, RunNode, RunsNode } from './runNodes.ts';
import type { RunForest } from './runForest.ts';
import type { RunTree } from './runTree.ts';

/** The *Runs* view in the activity bar: its title, filter, clock and selection. */
export class RunsView implements vscode.Disposable {
  readonly #forest: RunForest;
  readonly #tree: RunTree;
  readonly #log: vscode.LogOutputChannel;
  readonly #view: vscode.TreeView<RunsNode>;
  readonly #subscriptions: readonly vscode.Disposable[];
  #clock: NodeJS.Timeout | undefined;

  constructor(forest: RunForest, tree: RunTree, log: vscode.LogOutputChannel) {
    this.#forest = forest;
    this.#tree = tree;
    this.#log = log;
    this.#view = vscode.window.createTreeView(views.runs, {
      treeDataProvider: tree,
      canSelectMany: true,
      showCollapseAll: true,
    });
    this.#subscriptions = [
      this.#view,
      this.#view.onDidChangeVisibility(() => this.#wind()),
      tree.onDidChangeTreeData(() => this.#wind()),
    ];
    this.#describe();
    this.#wind();
  }

  /** The selected runs. */
  get selection(): readonly RunNode[] {
    return this.#view.selection.filter((node) => node.kind === 'run');
  }

  /** Selects a run, if the view is in sight and shows it. */
  async reveal({ project, runId }: Launched): Promise<void> {
    if (!this.#view.visible) return;
    const node = await this.#forest.find(project, runId);
    if (node === undefined) return;
    try {
      await this.#view.reveal(node, { select: true, focus: false });
    } catch (error) {
      // The view refuses while it is drawn anew. The run goes on all the same.
      this.#log.info(`run ${runId} could not be selected: ${errorText(error)}`);
    }
  }

  /** Registers what chooses the runs to show. */
  registerCommands(registry: Commands, projects: Projects, tracker: TrackerClient): void {
    const show = (which: RunFilter['show']): void =>
      this.#setFilter({ ...this.#forest.filter, show: which });
    registry.register(commands.showActiveRuns, () => show('active'));
    registry.register(commands.showStarredRuns, () => show('starred'));
    registry.register(commands.showArchivedRuns, () => show('archived'));
    registry.register(commands.showDeletedRuns, () => show('deleted'));
    registry.register(commands.filterRuns, async (text) => this.#askFilter(text));
    registry.register(commands.showRunsOfFile, async (resource) => this.#showRunsOf(resource));
    registry.register(commands.clearFilter, () =>
      this.#setFilter({ show: this.#forest.filter.show }),
    );
    registry.register(commands.showMoreRuns, async (node) =>
      this.#forest.readMore(node as ExperimentNode),
    );
    registry.register(commands.retry, () => {
      tracker.retry();
      projects.reload();
    });
  }

  dispose(): void {
    clearInterval(this.#clock);
    vscode.Disposable.from(...this.#subscriptions).dispose();
  }

  async #askFilter(given: unknown): Promise<void> {
    const text =
      typeof given === 'string'
        ? given
        : await vscode.window.showInputBox({
            title: vscode.l10n.t('Filter Runs'),
            prompt: vscode.l10n.t(
              'A part of the name, note or a tag, a parameter such as lr=0.1, or a metric such as accuracy>0.9',
            ),
            value: this.#forest.filter.text ?? '',
          });
    if (text === undefined) return;
    const { text: _before, ...rest } = this.#forest.filter;
    this.#setFilter(text.trim() === '' ? rest : { ...rest, text: text.trim() });
    await vscode.commands.executeCommand(`${views.runs}.focus`);
  }

  /** The runs of a file of the explorer, a link or a menu, else of the one that is open. */
  async #showRunsOf(resource: unknown): Promise<void> {
    const active = vscode.window.activeTextEditor?.document.uri;
    const file = resource instanceof vscode.Uri ? resource : active;
    if (file?.scheme !== 'file') {
      throw new UserError(
        vscode.l10n.t('No file is open whose runs could be shown.'),
        vscode.l10n.t('Open a script, then try again.'),
      );
    }
    this.#setFilter({ show: 'active', script: file.fsPath });
    await vscode.commands.executeCommand(`${views.runs}.focus`);
  }

  #setFilter(filter: RunFilter): void {
    this.#forest.setFilter(filter);
    this.#describe();
  }

  /** In the title, since a view that is alone in its container shows no description. */
  #describe(): void {
    const { show, text, script } = this.#forest.filter;
    const file = script === undefined ? undefined : path.basename(script);
    const name = vscode.l10n.t('Runs');
    const parts = [name, shownName(show), file, text === undefined ? undefined : `“${text}”`];
    this.#view.title = parts.filter((part) => part !== undefined).join(' · ');
    setContext('trackline.show', show);
    setContext('trackline.filtered', text !== undefined || script !== undefined);
  }

  /** Lets the clock go once a second while somebody sees something that runs. */
  #wind(): void {
    if (!this.#view.visible) {
      clearInterval(this.#clock);
      this.#clock = undefined;
    } else {
      this.#clock ??= setInterval(() => this.#tick(), 1000);
    }
  }

  #tick(): void {
    if (this.#tree.tick()) return;
    clearInterval(this.#clock);
    this.#clock = undefined;
  }
}

function shownName(show: RunFilter['show']): string | undefined {
  switch (show) {
    case 'active':
      return undefined;
    case 'starred':
      return vscode.l10n.t('Starred');
    case 'archived':
      return vscode.l10n.t('Archived');
    case 'deleted':
      return vscode.l10n.t('Deleted');
  }
}
