import { dirname, join } from 'node:path';
import * as v from 'valibot';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  ResponseError,
  type CancellationToken,
} from 'vscode-jsonrpc/node';
import { scriptOptions } from './capture/parameters/collectParameters.ts';
import { scriptOfCommand } from './capture/parameters/scriptCommand.ts';
import { errorText, UserError } from './model/errors.ts';
import { codeChanges, compareRuns, snapshotContent } from './launch/again/compareRuns.ts';
import { recoverRuns } from './launch/recovery/recordAgain.ts';
import { reconcile } from './launch/recovery/reconcile.ts';
import { launchFolder } from './launch/launchFolder.ts';
import { readLog } from './launch/output/outputIndex.ts';
import { trackerNotifications, trackerRequests } from './protocol/tracker.ts';
import type { RunFilter } from './protocol/views.ts';
import { locateProject } from './store/project/project.ts';
import { editRuns } from './store/runEdits.ts';
import { experimentRows, runningRuns, runsPage, type RunScope } from './store/views/runRows.ts';
import { paramValues, sumUpRuns } from './store/views/scriptRuns.ts';
import type { Store } from './store/store.ts';
import { answerComparisons } from './tracker/compare/answers.ts';
import { WindowEndpoints } from './tracker/endpoints.ts';
import { Launching } from './tracker/launching.ts';
import { LiveRuns } from './tracker/liveRuns.ts';
import { OpenProjects } from './tracker/openProjects.ts';
import { answerPackages } from './tracker/packages/answers.ts';
import { Reproducing } from './tracker/reproducing.ts';
import { runDetails } from './tracker/runDetails.ts';
import { seriesBuckets } from './tracker/series.ts';
import { answerStages } from './tracker/stages/answers.ts';

/*
 * The tracker: a child process of the editor's window that owns the stores for it, so that the
 * extension host neither opens a database nor waits for one.
 */

/** How often runs under way, and launches whose supervisor died, are looked at. */
const lookMs = 5_000;
const logPieceBytes = 1024 * 1024;

const connection = createMessageConnection(
  new IPCMessageReader(process),
  new IPCMessageWriter(process),
);
const projects = new OpenProjects({
  onChange: (change) => void connection.sendNotification(trackerNotifications.changed, change),
  onTrouble: (error) => tell('trouble', errorText(error)),
  onSetAside: (store, file) =>
    void connection.sendNotification(trackerNotifications.setAside, { store, file }),
  onClose: (store) => endpoints.forget(store),
});
const supervisor = join(import.meta.dirname, 'supervisor.js');
const launching = new Launching(supervisor, tellOfLaunch);
const reproducing = new Reproducing(supervisor, tellOfLaunch);
const liveRuns = new LiveRuns({
  onWarning: (store, run, warning) =>
    void connection.sendNotification(trackerNotifications.warning, {
      store: store.root,
      runId: run.id,
      name: run.name,
      warning,
    }),
  onEnd: (store, run) =>
    void connection.sendNotification(trackerNotifications.ended, {
      store: store.root,
      runId: run.id,
      name: run.name,
      status: run.status,
    }),
});

const endpoints = new WindowEndpoints(
  (text) => tell('info', text),
  (text) => tell('trouble', text),
);

function tell(level: 'info' | 'trouble', text: string): void {
  void connection.sendNotification(trackerNotifications.log, { level, text });
}

/** What could not be captured is on record, and shown on the run's page. */
function tellOfLaunch(level: 'warning' | 'trouble', text: string): void {
  tell(level === 'warning' ? 'info' : 'trouble', text);
}

/** Answers a request; a failure is answered with sentences for people. */
function answer<P, R>(work: (params: P) => R | Promise<R>): (params: P) => Promise<R> {
  return async (params) => {
    try {
      return await work(params);
    } catch (error) {
      suspect(params, error);
      const next = error instanceof UserError ? error.next : '';
      throw new ResponseError(1, error instanceof UserError ? error.message : errorText(error), {
        next,
      });
    }
  };
}

/** A request may be the first to meet a damaged part of the database. */
function suspect(params: unknown, error: unknown): void {
  if (!v.is(v.object({ store: v.string() }), params)) return;
  try {
    projects.check(params.store, error);
  } catch (failure) {
    tell('trouble', errorText(failure));
  }
}

/** As `answer`, for work that the editor may call off. */
function answerUntil<P, R>(
  work: (params: P, signal: AbortSignal) => Promise<R>,
): (params: P, token: CancellationToken) => Promise<R> {
  return async (params, token) => {
    const controller = new AbortController();
    const subscription = token.onCancellationRequested(() =>
      controller.abort(new UserError('Called off; nothing was changed.', '')),
    );
    try {
      return await answer((asked: P) => work(asked, controller.signal))(params);
    } finally {
      subscription.dispose();
    }
  };
}

/** A store that must be there, since the request speaks of one of its runs. */
function storeOf(root: string): Store {
  const store = projects.store(root);
  if (store === undefined) throw new UserError(`Nothing is on record in ${root}.`, '');
  return store;
}

/** The filter in terms of the store, which does not know what a command runs. */
function scopeOf(root: string, { script, ...filter }: RunFilter): RunScope {
  if (script === undefined) return filter;
  return { ...filter, keys: projects.runsOfScript(root, script) };
}

connection.onRequest(
  trackerRequests.openProject,
  answer(({ folder }) => {
    const project = locateProject(folder);
    const store = projects.store(project.store);
    // Nobody waits for it: runs that it changes are told as any change is.
    if (store !== undefined) settle(store);
    return project;
  }),
);
connection.onRequest(
  trackerRequests.experiments,
  answer(({ store: root, filter }) => {
    const store = projects.store(root);
    return store === undefined ? [] : experimentRows(store, scopeOf(root, filter));
  }),
);
connection.onRequest(
  trackerRequests.runs,
  answer(({ store: root, experimentId, filter, offset, limit }) => {
    const store = projects.store(root);
    if (store === undefined) return { rows: [], total: 0 };
    const metric = projects.projectFile(root).objective?.metric;
    return runsPage(store, experimentId, scopeOf(root, filter), { offset, limit }, metric);
  }),
);
connection.onRequest(
  trackerRequests.running,
  answer(({ store: root }) => {
    const store = projects.store(root);
    return store === undefined ? [] : runningRuns(store);
  }),
);
connection.onRequest(
  trackerRequests.scriptRuns,
  answer(({ store: root, file }) => {
    const store = projects.store(root);
    if (store === undefined) return { runs: 0 };
    const { objective } = projects.projectFile(root);
    return sumUpRuns(store, projects.runsOfScript(root, file), objective);
  }),
);
connection.onRequest(
  trackerRequests.scriptOptions,
  answer(({ file }) => {
    const cwd = dirname(file);
    return scriptOptions(scriptOfCommand([file], cwd), cwd);
  }),
);
connection.onRequest(
  trackerRequests.paramValues,
  answer(({ store: root, key, limit }) => {
    const store = projects.store(root);
    if (store === undefined) return { total: 0, values: [] };
    return paramValues(store, key, projects.projectFile(root).objective, limit);
  }),
);
connection.onRequest(
  trackerRequests.objective,
  answer(({ store: root }) => projects.projectFile(root).objective ?? null),
);
connection.onRequest(
  trackerRequests.details,
  answer(async ({ store: root, runId }) => {
    const store = projects.store(root);
    if (store === undefined) return null;
    return await runDetails(store, runId, projects.projectFile(root).objective);
  }),
);
connection.onRequest(
  trackerRequests.series,
  answer(({ store: root, runId, queries }) => {
    const store = storeOf(root);
    return queries.map((query) => seriesBuckets(store, runId, query));
  }),
);
connection.onRequest(
  trackerRequests.log,
  answer(({ store: root, runId, from }) => {
    const store = storeOf(root);
    const run = store.runs.get(runId);
    const position = { index: Number(from ?? 0) };
    if (run?.launchId === undefined) return { text: '', next: String(position.index), live: false };
    const folder = launchFolder(root, run.launchId);
    const live = store.launches.get(run.launchId)?.end === undefined;
    const { bytes, next } = readLog(folder, position, logPieceBytes);
    return { text: bytes.toString('utf8'), next: String(next.index), live };
  }),
);
connection.onRequest(
  trackerRequests.launch,
  answer((request) => launching.launch(request)),
);
connection.onRequest(
  trackerRequests.relaunch,
  answer(({ store, runId }) => launching.relaunch(storeOf(store), runId)),
);
connection.onRequest(
  trackerRequests.stop,
  answer(({ store, runId }) => launching.stop(storeOf(store), runId)),
);
connection.onRequest(
  trackerRequests.edit,
  answer(({ store, runIds, edit }) => editRuns(storeOf(store), runIds, edit)),
);
connection.onRequest(
  trackerRequests.endpoint,
  answer(async ({ store: root, again }) => {
    const store = projects.store(root);
    return store === undefined ? null : await endpoints.of(store, again);
  }),
);
connection.onRequest(
  trackerRequests.changesSince,
  answer(({ store, runId }) => codeChanges(storeOf(store), runId, { kind: 'working-tree' })),
);
connection.onRequest(
  trackerRequests.compareRuns,
  answer(({ store, runId, other, tolerance }) =>
    compareRuns(storeOf(store), runId, other, tolerance),
  ),
);
connection.onRequest(
  trackerRequests.snapshotContent,
  answer(({ store, runId, path }) => snapshotContent(storeOf(store), runId, path)),
);
connection.onRequest(
  trackerRequests.restore,
  answerUntil(({ store, runId, folder }, signal) =>
    reproducing.restore(storeOf(store), runId, folder, signal),
  ),
);
connection.onRequest(
  trackerRequests.reproduce,
  answerUntil(({ store, runId, folder }, signal) =>
    reproducing.start(storeOf(store), runId, folder, signal),
  ),
);
connection.onRequest(
  trackerRequests.reproduced,
  answerUntil(({ store, runId, tolerance }, signal) =>
    reproducing.finished(storeOf(store), runId, tolerance, signal),
  ),
);
answerComparisons({ connection, storeOf: (root) => projects.store(root), answer });
answerStages({ connection, projects, launching, answer });
answerPackages({ connection, projects, answer, answerUntil });
connection.onRequest(
  trackerRequests.recover,
  answer(({ store }) => recoverRuns(storeOf(store), supervisor)),
);
connection.listen();

function settle(store: Store): void {
  reconcile(store, supervisor)
    .then((settled) => {
      for (const { id } of settled) tell('info', `Launch ${id} ended unseen and was settled.`);
    })
    .catch((error: unknown) => tell('trouble', `${dirname(store.root)}: ${errorText(error)}`));
}

const looking = setInterval(() => {
  for (const store of projects.all()) {
    settle(store);
    liveRuns.look(store, projects.projectFile(store.root).objective);
  }
}, lookMs);

process.once('disconnect', () => {
  // The window is gone; launches go on under their own supervisors.
  clearInterval(looking);
  projects.close();
  process.exit(0);
});
