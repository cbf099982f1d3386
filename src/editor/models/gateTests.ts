import path from 'node:path';
import * as vscode from 'vscode';
import type { GateVerdict } from '../../model/gates.ts';
import { gateRequests, type GatedRun, type GateList } from '../../protocol/gates.ts';
import type { Project } from '../../protocol/tracker.ts';
import { localized } from '../localize.ts';
import { sentenceOf } from '../notify.ts';
import type { Projects } from '../projects.ts';
import { formatTime } from '../runs/format.ts';
import { Throttle } from '../throttle.ts';
import type { TrackerClient } from '../trackerClient.ts';
import { scanTimeout } from './sources.ts';

/** Milliseconds between two readings of the gates. */
const interval = 1000;

/** What an item of the Test Explorer stands for. */
interface RunItem {
  readonly item: vscode.TestItem;
  readonly store: string;
  readonly runId: string;
  /** In the order of the file. */
  readonly gates: readonly vscode.TestItem[];
}

/**
 * The gates of `trackline.yaml` in the Test Explorer: below each run that may become a champion,
 * one test a gate. Running one judges it on the record of the run.
 */
export class GateTests implements vscode.Disposable {
  readonly controller: vscode.TestController;
  readonly #tracker: TrackerClient;
  readonly #projects: Projects;
  readonly #log: vscode.LogOutputChannel;
  readonly #read = new Throttle(interval, () => this.#readAll());
  readonly #subscriptions: vscode.Disposable[] = [];
  #runs: readonly RunItem[] = [];

  constructor(tracker: TrackerClient, projects: Projects, log: vscode.LogOutputChannel) {
    this.#tracker = tracker;
    this.#projects = projects;
    this.#log = log;
    this.controller = vscode.tests.createTestController(
      'trackline.gates',
      vscode.l10n.t('Gates of trackline.yaml'),
    );
    this.controller.resolveHandler = async (item) => {
      if (item === undefined) this.#begin();
    };
    this.controller.refreshHandler = () => this.#readAll();
    this.controller.createRunProfile(
      vscode.l10n.t('Judge Gates'),
      vscode.TestRunProfileKind.Run,
      (request, token) => this.#judge(request, token),
      true,
    );
  }

  dispose(): void {
    this.#read.dispose();
    vscode.Disposable.from(this.controller, ...this.#subscriptions).dispose();
  }

  /** Nothing is read before somebody looks at tests. */
  #begin(): void {
    this.#read.ask();
    if (this.#subscriptions.length > 0) return;
    const ask = (): void => this.#read.ask();
    this.#subscriptions.push(
      this.#projects.onDidChangeFile(ask),
      this.#projects.onDidChange(ask),
      this.#tracker.onDidChange(ask),
    );
  }

  async #readAll(): Promise<void> {
    try {
      const projects = await this.#projects.all();
      const lists = await Promise.all(
        projects.map(async (project) => ({
          project,
          list: await this.#tracker.request(gateRequests.list, { store: project.store }),
        })),
      );
      const shown = lists.filter(({ list }) => list.problem !== undefined || list.gates.length > 0);
      this.#show(shown);
    } catch (error) {
      this.#log.error(error instanceof Error ? error : String(error));
    }
  }

  #show(lists: readonly { readonly project: Project; readonly list: GateList }[]): void {
    const runs = lists.map(({ project, list }) =>
      list.runs.map((run) => this.#runItem(project.store, run, list)),
    );
    this.#runs = runs.flat();
    const [only] = lists;
    // The project is worth a line where there are several, or where its file is broken.
    if (lists.length === 1 && only?.list.problem === undefined) {
      this.controller.items.replace(this.#runs.map(({ item }) => item));
      return;
    }
    this.controller.items.replace(
      lists.map(({ project, list }, index) => {
        const top = this.#item(project.store, path.basename(project.root), list.file, undefined);
        if (list.problem !== undefined) top.error = localized(list.problem);
        top.children.replace((runs[index] ?? []).map(({ item }) => item));
        return top;
      }),
    );
  }

  #runItem(store: string, run: GatedRun, { file, gates }: GateList): RunItem {
    const { runId } = run;
    const item = this.#item(JSON.stringify([store, runId]), run.name, file, undefined);
    item.description = [
      ...(run.latest ? [vscode.l10n.t('latest')] : []),
      ...run.versions,
      formatTime(run.startTime),
    ].join(' · ');
    // The youngest first.
    item.sortText = String(Number.MAX_SAFE_INTEGER - run.startTime).padStart(20, '0');
    const children = gates.map(({ title, line }, index) => {
      const id = JSON.stringify([store, runId, index]);
      const gate = this.#item(id, title, file, line);
      gate.sortText = String(index).padStart(6, '0');
      return gate;
    });
    item.children.replace(children);
    return { item, store, runId, gates: children };
  }

  #item(id: string, label: string, file: string, line: number | undefined): vscode.TestItem {
    const item = this.controller.createTestItem(id, label, vscode.Uri.file(file));
    if (line !== undefined) item.range = new vscode.Range(line, 0, line, 0);
    return item;
  }

  async #judge(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const run = this.controller.createTestRun(request);
    try {
      for (const each of this.#runs) {
        const gates = asked(each, request);
        if (gates.length === 0 || token.isCancellationRequested) continue;
        for (const gate of gates) run.started(gate);
        await this.#judgeRun(each, gates, run, token);
      }
    } finally {
      run.end();
    }
  }

  async #judgeRun(
    { store, runId, gates: all }: RunItem,
    gates: readonly vscode.TestItem[],
    run: vscode.TestRun,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const start = performance.now();
    try {
      const params = { store, runId };
      const verdicts = await this.#tracker.request(gateRequests.judge, params, scanTimeout, token);
      const took = performance.now() - start;
      for (const gate of gates) tell(run, gate, verdicts[all.indexOf(gate)], took);
    } catch (error) {
      for (const gate of gates) run.errored(gate, messageAt(gate, sentenceOf(error)));
    }
  }
}

/** The gates of a run that are to be judged. */
function asked(
  { item, gates }: RunItem,
  { include, exclude }: vscode.TestRunRequest,
): vscode.TestItem[] {
  const isIn = (gate: vscode.TestItem, items: readonly vscode.TestItem[]): boolean =>
    items.some(({ id }) => [gate.id, item.id, item.parent?.id].includes(id));
  return gates.filter(
    (gate) => (include === undefined || isIn(gate, include)) && !isIn(gate, exclude ?? []),
  );
}

function tell(
  run: vscode.TestRun,
  gate: vscode.TestItem,
  verdict: GateVerdict | undefined,
  took: number,
): void {
  if (verdict === undefined || verdict.title !== gate.label) {
    const changed = vscode.l10n.t('trackline.yaml has changed. Judge its gates again.');
    run.errored(gate, messageAt(gate, changed));
    return;
  }
  const reason = localized(verdict.reason);
  run.appendOutput(`${gate.label}: ${reason}\r\n`, undefined, gate);
  if (verdict.open) run.passed(gate, took);
  else run.failed(gate, messageAt(gate, reason), took);
}

function messageAt({ uri, range }: vscode.TestItem, text: string): vscode.TestMessage {
  const message = new vscode.TestMessage(text);
  if (uri !== undefined && range !== undefined) {
    message.location = new vscode.Location(uri, range);
  }
  return message;
}
