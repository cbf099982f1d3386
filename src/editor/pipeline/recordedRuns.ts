import * as vscode from 'vscode';
import { parseColumnId } from '../../model/compare/columns.ts';
import { compareRequests } from '../../protocol/compare.ts';
import type { RecordedFacts } from '../../protocol/pipeline.ts';
import { pipelineRunRequests } from '../../protocol/pipelineRuns.ts';
import type { Projects } from '../projects.ts';
import type { TrackerClient } from '../trackerClient.ts';

/** What the tracker has on record that pipeline files are about, for the language server. */
export class RecordedRuns {
  readonly #tracker: TrackerClient;
  readonly #projects: Projects;

  constructor(tracker: TrackerClient, projects: Projects) {
    this.#tracker = tracker;
    this.#projects = projects;
  }

  /** Something was recorded in a project that was asked about. */
  get onDidChange(): vscode.Event<unknown> {
    return this.#tracker.onDidChange;
  }

  /** What is on record in the project that a file belongs to. */
  async facts(uri: vscode.Uri): Promise<RecordedFacts> {
    const { store } = await this.#projects.open(vscode.Uri.joinPath(uri, '..').fsPath);
    const columns = await this.#tracker.request(compareRequests.catalogue, {
      store,
      scope: { kind: 'experiments' },
      counted: false,
    });
    const metricNames = columns.flatMap(({ id }) => {
      const name = parseColumnId(id);
      return name?.source === 'metric' ? [name.key] : [];
    });
    return { metricNames, lastRuns: await this.#lastRuns(store, uri) };
  }

  async #lastRuns(store: string, uri: vscode.Uri): Promise<RecordedFacts['lastRuns']> {
    if (!uri.path.endsWith('/dvc.yaml')) return [];
    const stages = await this.#tracker.request(pipelineRunRequests.stages, {
      store,
      file: uri.fsPath,
      scope: 'file',
    });
    return stages.flatMap(({ file, name, lastRun }) =>
      lastRun === undefined
        ? []
        : [
            {
              file: file.replaceAll('\\', '/'),
              stage: name,
              status: statuses[lastRun.status],
              startedAt: lastRun.startTime,
              metrics: [...lastRun.metrics],
            },
          ],
    );
  }
}

const statuses = {
  RUNNING: 'running',
  SCHEDULED: 'running',
  FINISHED: 'finished',
  FAILED: 'failed',
  KILLED: 'killed',
} as const;
