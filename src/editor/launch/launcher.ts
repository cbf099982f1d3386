import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../model/errors.ts';
import type { Interpreter } from '../../model/launch.ts';
import { trackerRequests } from '../../protocol/tracker.ts';
import type { Project } from '../../protocol/tracker.ts';
import type { Projects } from '../projects.ts';
import { captureSettings } from '../settings.ts';
import type { TrackerClient } from '../trackerClient.ts';
import { launchTimeout } from '../trackerClient.ts';
import { thisMachine, variable } from './executables.ts';

/** A run that was put on record. */
export interface Launched {
  readonly project: Project;
  readonly runId: string;
}

/** What is to be run. */
export interface Work {
  readonly argv: readonly string[];
  /** The workspace folder it belongs to, or the folder of a file outside of all of them. */
  readonly folder: vscode.Uri;
  readonly interpreter?: Interpreter;
  readonly env?: Readonly<Record<string, string>>;
  /** Of the run; one is made up without it. */
  readonly name?: string;
  /** The experiment's name; that of the script without it. */
  readonly experiment?: string;
  /** Of the run, from its beginning. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** Milliseconds after which a start is worth a word in the status bar. */
const startShown = 1000;

/** Puts runs on record and has them started. */
export class Launcher {
  readonly #tracker: TrackerClient;
  readonly #projects: Projects;
  readonly #log: vscode.LogOutputChannel;

  constructor(tracker: TrackerClient, projects: Projects, log: vscode.LogOutputChannel) {
    this.#tracker = tracker;
    this.#projects = projects;
    this.#log = log;
  }

  /** Launches; answers once the run is on record. */
  async launch(work: Work): Promise<Launched> {
    requireTrust();
    const { interpreter, name, experiment, tags } = work;
    if (interpreter !== undefined) {
      this.#log.info(`interpreter ${interpreter.path} (${interpreter.source})`);
    }
    const env = { ...activated(interpreter), ...work.env };
    const inWorkspace = vscode.workspace.getWorkspaceFolder(work.folder) !== undefined;
    const folder = work.folder.fsPath;
    return starting(async () => {
      const project = await (inWorkspace
        ? this.#projects.open(folder)
        : this.#projects.adopt(folder));
      const { runId } = await this.#tracker.request(
        trackerRequests.launch,
        {
          store: project.store,
          argv: work.argv,
          cwd: folder,
          capture: captureSettings(work.folder),
          ...(interpreter === undefined ? {} : { interpreter }),
          ...(Object.keys(env).length === 0 ? {} : { env }),
          ...(name === undefined ? {} : { name }),
          ...(experiment === undefined ? {} : { experiment }),
          ...(tags === undefined ? {} : { tags }),
        },
        launchTimeout,
      );
      return { project, runId };
    });
  }

  /** Launches the same again, or says why it cannot be. */
  async relaunch(project: Project, runId: string): Promise<Launched> {
    requireTrust();
    const again = await starting(() =>
      this.#tracker.request(
        trackerRequests.relaunch,
        { store: project.store, runId },
        launchTimeout,
      ),
    );
    if (again !== null) return { project, runId: again.runId };
    throw new UserError(
      vscode.l10n.t('This run was logged from elsewhere, so its command is not known.'),
      vscode.l10n.t('Run its script with Run File as Experiment.'),
    );
  }
}

/** Refuses, with a way to change it, to run anything of a folder that is not trusted. */
function requireTrust(): void {
  if (!vscode.workspace.isTrusted) throw new UntrustedError();
}

/** The workspace is open in Restricted Mode. */
export class UntrustedError extends UserError {
  constructor() {
    super(
      vscode.l10n.t('This workspace is in Restricted Mode, so nothing of it is run.'),
      vscode.l10n.t('Trust the workspace to run its files.'),
    );
  }
}

async function starting<T>(work: () => Promise<T>): Promise<T> {
  const done = work();
  let shown: NodeJS.Timeout | undefined = setTimeout(() => {
    shown = undefined;
    vscode.window.setStatusBarMessage(
      `$(sync~spin) ${vscode.l10n.t('Starting the run…')}`,
      done.catch(() => undefined),
    );
  }, startShown);
  try {
    return await done;
  } finally {
    clearTimeout(shown);
  }
}

/**
 * What activating the interpreter's environment would set, so that `pip`, `torchrun` and the like
 * that a script starts are those of its environment.
 */
export function activated(interpreter: Interpreter | undefined): Readonly<Record<string, string>> {
  if (interpreter === undefined || interpreter.source === 'path') return {};
  const { key, value } = variable(thisMachine, 'PATH');
  return { [key]: [path.dirname(interpreter.path), value].join(path.delimiter) };
}
