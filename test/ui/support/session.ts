import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { copyExamples } from '../../../scripts/start/exampleProject.ts';
import type { CodeServer, CodeServerOptions } from '../../harness/codeServer.ts';
import { makeProject } from '../../harness/project.ts';
import type { Project } from '../../harness/project.ts';
import { testPython } from '../../harness/python.ts';
import { startWithTrackline } from '../../harness/uiServer.ts';
import { launchFolder } from '../../../src/launch/launchFolder.ts';
import { lifeOf } from '../../../src/launch/recovery/heartbeat.ts';
import { until } from '../../harness/wait.ts';
import { openWorkbench } from '../../harness/workbench.ts';
import type { Workbench, WorkbenchOptions } from '../../harness/workbench.ts';

/** A project open in VS Code with the packaged extension. */
export interface Session extends AsyncDisposable {
  readonly project: Project;
  readonly server: CodeServer;
  readonly window: Workbench;
}

/** How the window is opened, and whether its folder is trusted. */
type SessionOptions = WorkbenchOptions & Pick<CodeServerOptions, 'restricted'>;

/**
 * Opens a project in a window; disposing the session ends the server and its runs, and removes the
 * project.
 */
export async function openSession(
  project: Project,
  options: SessionOptions = {},
): Promise<Session> {
  const { restricted = false } = options;
  await using stack = new AsyncDisposableStack();
  stack.use(project);
  stack.defer(() => endRuns(project));
  const server = stack.use(await startWithTrackline({ theme: 'dark', restricted }));
  const window = stack.use(await openWorkbench(server, project.folder, options));
  const opened = stack.move();
  return { project, server, window, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

/**
 * The session of a `describe`, made before its first test. Before a test that is tried again it is
 * made anew, so that nothing of the first try is left.
 * @param make the project to open.
 * @param ready what is to be done in the window before the tests.
 */
export function sessionOf(
  make: () => Promise<Project>,
  options: SessionOptions & { readonly ready?: (session: Session) => Promise<void> | void } = {},
): Omit<Session, keyof AsyncDisposable> {
  const begun = new Set<string>();
  let session: Session | undefined;
  const opened = (): Session => {
    if (session === undefined) throw new Error('The window of these tests is not open.');
    return session;
  };
  const openOnce = async (): Promise<void> => {
    session = await openSession(await make(), options);
    await options.ready?.(session);
  };
  const open = async (): Promise<void> => {
    try {
      await openOnce();
    } catch (error) {
      // Mocha tries tests again, but no hooks.
      process.stdout.write(`    opened again: ${String(error)}\n`);
      await close();
      await openOnce();
    }
  };
  const close = async (): Promise<void> => {
    const last = session;
    session = undefined;
    await last?.[Symbol.asyncDispose]();
  };
  before(open);
  beforeEach(async function () {
    const title = this.currentTest?.fullTitle() ?? '';
    if (begun.has(title)) {
      await close();
      await open();
    }
    begun.add(title);
  });
  after(close);
  return {
    get project() {
      return opened().project;
    },
    get server() {
      return opened().server;
    },
    get window() {
      return opened().window;
    },
  };
}

/** Ends what a test that failed half-way has left running. */
async function endRuns(project: Project): Promise<void> {
  const launches = project.path('.trackline', 'launches');
  const ids = existsSync(launches) ? await readdir(launches) : [];
  const folders = ids.map((id) => launchFolder(project.path('.trackline'), id));
  const live = folders.filter(
    (folder) => existsSync(folder.heartbeat) && lifeOf(folder) !== 'ended',
  );
  for (const folder of live) await writeFile(folder.stopRequest, '');
  await until(() => live.every((folder) => lifeOf(folder) === 'ended'), 'the runs to end', 60_000);
}

/** A copy of the example project, as `npm start` opens it. */
export async function exampleProject(): Promise<Project> {
  const project = await makeProject({}, { git: false });
  await copyExamples(project.folder, testPython(), false);
  return project;
}

/** A small project of scripts that run with the test interpreter. */
export async function scriptProject(files: Readonly<Record<string, string>>): Promise<Project> {
  const settings = { 'trackline.python.interpreter': testPython() };
  return makeProject({ ...files, '.vscode/settings.json': JSON.stringify(settings, null, 2) });
}
