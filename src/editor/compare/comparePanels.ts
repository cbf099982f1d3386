import * as vscode from 'vscode';
import { UserError } from '../../model/errors.ts';
import type { Project } from '../../protocol/tracker.ts';
import type { Commands } from '../commands.ts';
import { commands, panels } from '../contributions.ts';
import { webviewRoot } from '../page/panelHtml.ts';
import type { Projects } from '../projects.ts';
import type { RunTargets } from '../runs/runTargets.ts';
import type { CompareServices } from './compareActions.ts';
import { readState } from './compareMessages.ts';
import { ComparePanel, type Comparison } from './comparePanel.ts';

/** All comparison panels of this window, one a project. */
export class ComparePanels implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #extension: vscode.Uri;
  readonly #projects: Projects;
  readonly #services: CompareServices;
  readonly #log: vscode.LogOutputChannel;
  readonly #panels = new Map<string, ComparePanel>();
  readonly #serializer: vscode.Disposable;

  constructor(
    extension: vscode.Uri,
    projects: Projects,
    services: CompareServices,
    log: vscode.LogOutputChannel,
  ) {
    this.#extension = extension;
    this.#projects = projects;
    this.#services = services;
    this.#log = log;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(panels.compare, this);
  }

  /** Registers *Compare Runs*. */
  registerCommands(registry: Commands, targets: RunTargets): void {
    registry.register(commands.compareRuns, async (...args) => {
      const comparison = await this.#asked(targets, args);
      if (comparison !== undefined) await this.open(comparison);
    });
  }

  /** Opens the panel of a project, or has the one that is open compare these runs. */
  async open(comparison: Comparison): Promise<void> {
    const { project } = comparison;
    const open = this.#panels.get(project.store);
    if (open !== undefined) {
      open.panel.reveal();
      await open.compare(comparison);
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      panels.compare,
      vscode.l10n.t('Compare Runs'),
      vscode.ViewColumn.Active,
      this.#options(),
    );
    this.#adopt(panel, comparison);
  }

  /** Brings back a panel that was open when the window closed. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, kept: unknown): Promise<void> {
    const state = readState(kept);
    if (state === undefined) {
      panel.dispose();
      return;
    }
    panel.webview.options = this.#options();
    const project = await this.#projects.withStore(state.store);
    this.#adopt(panel, { project, scope: state.scope, select: [] });
  }

  dispose(): void {
    this.#serializer.dispose();
    for (const open of this.#panels.values()) open.dispose();
  }

  /** Several runs are compared with each other; one run, or none, stands for all of its project. */
  async #asked(targets: RunTargets, args: readonly unknown[]): Promise<Comparison | undefined> {
    const given = args[0] === undefined ? targets.selected() : await targets.choose(args, '');
    const [first] = given;
    if (first === undefined) {
      const project = await this.#chooseProject();
      return project && { project, scope: { kind: 'experiments' }, select: [] };
    }
    const { project } = first;
    if (given.some((target) => target.project.store !== project.store)) {
      throw new UserError(
        vscode.l10n.t('These runs belong to different projects.'),
        vscode.l10n.t('Select runs of one project to compare them.'),
      );
    }
    const select = given.map(({ runId }) => runId);
    return select.length > 1
      ? { project, scope: { kind: 'runs', runIds: select }, select }
      : { project, scope: { kind: 'experiments' }, select };
  }

  async #chooseProject(): Promise<Project | undefined> {
    const all = await this.#projects.all();
    const [only, ...others] = all;
    if (only === undefined) {
      throw new UserError(
        vscode.l10n.t('There is no project whose runs could be compared.'),
        vscode.l10n.t('Open a folder first.'),
      );
    }
    if (others.length === 0) return only;
    const items = all.map((project) => ({ label: project.root, project }));
    const chosen = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Compare Runs'),
      placeHolder: vscode.l10n.t('Choose a project'),
    });
    return chosen?.project;
  }

  #adopt(panel: vscode.WebviewPanel, comparison: Comparison): void {
    const { store } = comparison.project;
    panel.iconPath = new vscode.ThemeIcon('table');
    const page = new ComparePanel(panel, comparison, this.#extension, this.#services, this.#log);
    this.#panels.set(store, page);
    panel.onDidDispose(() => {
      if (this.#panels.get(store) === page) this.#panels.delete(store);
      page.dispose();
    });
  }

  #options(): vscode.WebviewOptions & vscode.WebviewPanelOptions {
    return {
      enableScripts: true,
      // The panel has a search of its own, over rows that are not drawn too.
      enableFindWidget: false,
      localResourceRoots: [webviewRoot(this.#extension)],
    };
  }
}
