import * as v from 'valibot';
import * as vscode from 'vscode';
import type { Project } from '../../protocol/tracker.ts';
import { trackerRequests } from '../../protocol/tracker.ts';
import type { RunRow } from '../../protocol/views.ts';
import { run as perform } from '../commands.ts';
import { commands } from '../contributions.ts';
import type { Projects } from '../projects.ts';
import type { TrackerClient } from '../trackerClient.ts';
import { formatTime } from './format.ts';
import type { RunNode } from './runNodes.ts';
import { isLive, statusIcon, statusWord } from './runStatus.ts';
import type { Running } from './running.ts';

/** A run that a command is about. */
export interface Target {
  readonly project: Project;
  readonly runId: string;
}

/** What runs a command could be about, besides those it was given. */
export interface Surroundings {
  /** Selected in the Runs view. */
  readonly selection: () => readonly RunNode[];
  /** Of the run page or log that is being looked at. */
  readonly active: () => Target | undefined;
}

/** Where a command came from when its argument says so (key bindings, the status bar). */
const fromView = 'view';
const fromStatusBar = 'running';
const ofRun = v.object({ store: v.string(), runId: v.string() });
/** Runs that a quick pick offers of each experiment. */
const offered = 50;

/** A run as a quick pick offers it. */
export interface RunItem extends vscode.QuickPickItem {
  readonly target: Target;
  readonly time: number;
}

/** Finds out which runs a command is about. */
export class RunTargets {
  readonly #tracker: TrackerClient;
  readonly #projects: Projects;
  readonly #running: Running;
  readonly #around: Surroundings;

  constructor(tracker: TrackerClient, projects: Projects, running: Running, around: Surroundings) {
    this.#tracker = tracker;
    this.#projects = projects;
    this.#running = running;
    this.#around = around;
  }

  /**
   * The runs that a command was given: the whole selection when the clicked run is part of it, a
   * caller's own `{store, runId}`, else the run being looked at, else those that the person picks.
   * Nothing when the person thinks better.
   */
  async choose(
    args: readonly unknown[],
    title: string,
    suits: (row: RunRow) => boolean = () => true,
  ): Promise<readonly Target[]> {
    const given = await this.#given(args);
    if (given !== undefined) return given;
    const active = this.#around.active();
    if (active !== undefined) return [active];
    const picked = await this.#pick(title, suits);
    return picked === undefined ? [] : [picked];
  }

  /** The runs that are selected in the Runs view. */
  selected(): readonly Target[] {
    return this.#around.selection().map(targetOf);
  }

  /** The newest runs of every experiment, as a quick pick offers them. */
  async newest(suits: (row: RunRow) => boolean): Promise<readonly RunItem[]> {
    return this.#newest(suits);
  }

  /** A run under way: the only one, else one that the person picks. */
  async chooseRunning(args: readonly unknown[], title: string): Promise<readonly Target[]> {
    const given = args[0] === fromStatusBar ? undefined : await this.#given(args);
    if (given !== undefined) return given;
    const { runs } = this.#running;
    const [only, ...others] = runs;
    if (only === undefined) return [];
    if (others.length === 0) return [only];
    const items = runs.map((run) => ({
      run,
      label: run.name,
      iconPath: statusIcon('RUNNING'),
    }));
    const chosen = await vscode.window.showQuickPick(items, { title });
    return chosen === undefined ? [] : [chosen.run];
  }

  /** Whether the command was called from the status bar. */
  isFromStatusBar(args: readonly unknown[]): boolean {
    return args[0] === fromStatusBar;
  }

  async #given([first, second]: readonly unknown[]): Promise<readonly Target[] | undefined> {
    if (isRunNode(first)) {
      const many = Array.isArray(second) ? second.filter(isRunNode) : [];
      return (many.length > 0 ? many : [first]).map(targetOf);
    }
    if (first === fromView) return this.selected();
    const named = v.safeParse(ofRun, first);
    if (!named.success) return undefined;
    const { store, runId } = named.output;
    return [{ project: await this.#projects.withStore(store), runId }];
  }

  async #pick(title: string, suits: (row: RunRow) => boolean): Promise<Target | undefined> {
    const items = await this.#newest(suits);
    if (items.length === 0) {
      await offerFirstRun();
      return undefined;
    }
    const chosen = await vscode.window.showQuickPick(items, {
      title,
      placeHolder: vscode.l10n.t('Choose a run'),
      matchOnDescription: true,
    });
    return chosen?.target;
  }

  async #newest(
    suits: (row: RunRow) => boolean,
  ): Promise<(vscode.QuickPickItem & { readonly target: Target; readonly time: number })[]> {
    const items = [];
    const filter = { show: 'active' } as const;
    for (const project of await this.#projects.all()) {
      const { store } = project;
      for (const { experiment } of await this.#tracker.request(trackerRequests.experiments, {
        store,
        filter,
      })) {
        const { rows } = await this.#tracker.request(trackerRequests.runs, {
          store,
          experimentId: experiment.id,
          filter,
          offset: 0,
          limit: offered,
        });
        for (const row of rows.filter(suits)) {
          const { run } = row;
          items.push({
            target: { project, runId: run.id },
            time: isLive(run.status) ? Number.POSITIVE_INFINITY : run.startTime,
            label: run.name,
            description: `${experiment.name} · ${statusWord(run.status)} · ${formatTime(run.startTime)}`,
            iconPath: statusIcon(run.status),
          });
        }
      }
    }
    return items.sort((a, b) => b.time - a.time);
  }
}

/** An empty list to choose from would say nothing. */
async function offerFirstRun(): Promise<void> {
  const start = vscode.l10n.t('Run File as Experiment');
  const none = vscode.l10n.t('There is no run to choose yet.');
  const chosen = await vscode.window.showInformationMessage(none, start);
  if (chosen === start) await perform(commands.runFile);
}

function targetOf(node: RunNode): Target {
  return { project: node.parent.parent.project, runId: node.row.run.id };
}

function isRunNode(value: unknown): value is RunNode {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    value.kind === 'run' &&
    'row' in value
  );
}
