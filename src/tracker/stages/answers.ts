import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { entryPointLaunch, requireMlflow } from '../../launch/stages/entryPointLaunch.ts';
import { pipelineLaunch } from '../../launch/stages/pipelineLaunch.ts';
import { chooseExecutor } from '../../launch/stages/stageLaunch.ts';
import { UserError } from '../../model/errors.ts';
import { entryPointsOf } from '../../pipeline/stages/entryPoints.ts';
import { pipelineRunRequests } from '../../protocol/pipelineRuns.ts';
import type { Launching } from '../launching.ts';
import type { OpenProjects } from '../openProjects.ts';
import { StageReports } from './stageReports.ts';
import { childRuns, newestStageRuns } from './stageRuns.ts';

/** What answering needs of the rest of the tracker. */
export interface StageParts {
  readonly connection: MessageConnection;
  readonly projects: OpenProjects;
  readonly launching: Launching;
  /** Makes failures into sentences for people. */
  readonly answer: <P, R>(work: (params: P) => R | Promise<R>) => (params: P) => Promise<R>;
}

/** Answers what the editor asks about stages of pipelines. */
export function answerStages({ connection, projects, launching, answer }: StageParts): void {
  const reports = new StageReports();
  connection.onRequest(
    pipelineRunRequests.stages,
    answer((query) => {
      const store = projects.store(query.store);
      const objective = projects.projectFile(query.store).objective?.metric;
      const runs = store === undefined ? new Map() : newestStageRuns(store, objective);
      return reports.list(query, runs);
    }),
  );
  connection.onRequest(
    pipelineRunRequests.run,
    answer(async (request) => {
      const { file, repository, isFresh } = await reports.plan(request);
      const { names, single, force, runner, store, interpreter } = request;
      if (isFresh && !force) return null;
      const self = [process.execPath, join(import.meta.dirname, 'cli.js')];
      // Where nobody can run them, nothing is put on record.
      chooseExecutor(runner, repository, { ...process.env, ...request.env }, self);
      const spec = pipelineLaunch({
        self,
        names,
        file,
        repository,
        single,
        force,
        runner,
        store,
        root: dirname(store),
        ...(interpreter !== undefined && { interpreter }),
      });
      return await launching.start(spec, request.env ?? {});
    }),
  );
  connection.onRequest(
    pipelineRunRequests.entryPoints,
    answer(({ text }) => entryPointsOf(text)),
  );
  connection.onRequest(
    pipelineRunRequests.runEntryPoint,
    answer(async ({ file, name, params, interpreter, store, env = {} }) => {
      const found = entryPointsOf(readFileSync(file, 'utf8')).find((one) => one.name === name);
      if (found === undefined) {
        throw new UserError(`There is no entry point ${name} in ${file}.`, 'Save the file first.');
      }
      await requireMlflow(interpreter.path, { ...process.env, ...env });
      const folder = dirname(file);
      const root = dirname(store);
      const request = { entryPoint: found, params, folder, interpreter, store, root };
      return await launching.start(entryPointLaunch(request), env);
    }),
  );
  connection.onRequest(
    pipelineRunRequests.children,
    answer(({ store: root, runId }) => {
      const store = projects.store(root);
      return store === undefined ? [] : childRuns(store, runId);
    }),
  );
}
