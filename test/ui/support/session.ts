import { copyExamples } from '../../../scripts/start/exampleProject.ts';
import type { CodeServer } from '../../harness/codeServer.ts';
import { makeProject } from '../../harness/project.ts';
import type { Project } from '../../harness/project.ts';
import { testPython } from '../../harness/python.ts';
import { startWithTrackline } from '../../harness/uiServer.ts';
import { openWorkbench } from '../../harness/workbench.ts';
import type { Workbench, WorkbenchOptions } from '../../harness/workbench.ts';

/** A project open in VS Code with the packaged extension. */
export interface Session extends AsyncDisposable {
  readonly project: Project;
  readonly server: CodeServer;
  readonly window: Workbench;
}

/** Opens a project in a window; disposing the session ends the server and removes the project. */
export async function openSession(
  project: Project,
  options: WorkbenchOptions = {},
): Promise<Session> {
  await using stack = new AsyncDisposableStack();
  stack.use(project);
  const server = stack.use(await startWithTrackline({ theme: 'dark' }));
  const window = stack.use(await openWorkbench(server, project.folder, options));
  const opened = stack.move();
  return { project, server, window, [Symbol.asyncDispose]: () => opened.disposeAsync() };
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
