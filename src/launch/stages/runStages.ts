import { errorText, UserError } from '../../model/errors.ts';
import type { Stage } from '../../pipeline/service/dvc/stage.ts';
import type { FileHashes } from '../../pipeline/stages/data/fileHashes.ts';
import { flag, Freshness } from '../../pipeline/stages/freshness.ts';
import type { LaunchSpec } from '../launchSpec.ts';
import { OwnStages } from './ownStage.ts';
import { stageEnvironment, stageLaunch, type StageLaunchContext } from './stageLaunch.ts';

/** What happens to a stage while a pipeline runs. */
export type StageEvent =
  | { readonly kind: 'fresh' | 'verified' | 'done'; readonly stage: Stage }
  | { readonly kind: 'begins'; readonly stage: Stage; readonly runId: string }
  | { readonly kind: 'failed'; readonly stage: Stage; readonly reason: string }
  /** Not begun, since one before it failed or the person ended the run. */
  | { readonly kind: 'left'; readonly stage: Stage };

/** What a run of stages needs besides what their launches have in common. */
export interface StageRunContext extends StageLaunchContext {
  readonly hashes: FileHashes;
  /** Runs a launch to its end. @returns its exit code. */
  readonly launch: (spec: LaunchSpec, env: NodeJS.ProcessEnv) => Promise<number>;
  readonly tell: (event: StageEvent) => void;
  readonly signal: AbortSignal;
}

/**
 * Runs stages in their order, those that are up to date only where that is forced, until one fails.
 * What has run is in dvc.lock at once.
 *
 * @returns whether all of them are done.
 */
export async function runStages(
  stages: readonly Stage[],
  context: StageRunContext,
): Promise<boolean> {
  const run = new StageRun(context);
  for (const [index, stage] of stages.entries()) {
    const isDone = !context.signal.aborted && (await run.one(stage));
    if (isDone) continue;
    const from = context.signal.aborted && !run.hasFailed ? index : index + 1;
    for (const left of stages.slice(from)) context.tell({ kind: 'left', stage: left });
    return false;
  }
  return true;
}

class StageRun {
  hasFailed = false;
  readonly #context: StageRunContext;
  readonly #own: OwnStages;

  constructor(context: StageRunContext) {
    this.#context = context;
    this.#own = new OwnStages(context.model, context.hashes);
  }

  async one(stage: Stage): Promise<boolean> {
    const { model, hashes, tell, force, executor } = this.#context;
    try {
      this.#forgetFiles(stage);
      const { wouldRun } = await new Freshness(model, hashes).of(stage);
      if (!wouldRun && !force) {
        tell({ kind: 'fresh', stage });
        return true;
      }
      if (executor.kind === 'own' && flag(stage, 'frozen')) {
        await this.#own.commit(stage);
        tell({ kind: 'verified', stage });
        return true;
      }
      await this.#launch(stage);
      tell({ kind: 'done', stage });
      return true;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.hasFailed = true;
      tell({ kind: 'failed', stage, reason: errorText(error) });
      return false;
    } finally {
      hashes.save();
    }
  }

  async #launch(stage: Stage): Promise<void> {
    const { executor, tell, launch, signal } = this.#context;
    if (executor.kind === 'own') await this.#own.prepare(stage);
    const spec = stageLaunch(stage, this.#context);
    tell({ kind: 'begins', stage, runId: spec.runId });
    const code = await launch(spec, stageEnvironment(stage, this.#context));
    this.#forgetFiles(stage);
    if (signal.aborted) throw new UserError(`The stage ${stage.name} was stopped.`, '');
    if (code !== 0) {
      throw new UserError(
        `The stage ${stage.name} failed: its command ended with exit code ${code}.`,
        'See what it printed above.',
      );
    }
    if (executor.kind === 'own') await this.#own.commit(stage);
  }

  /** Commands write what the model has read: parameters, and with DVC its dvc.lock. */
  #forgetFiles(stage: Stage): void {
    const { model } = this.#context;
    for (const { kind, path } of stage.inputs) if (kind === 'params') model.changed(path);
    model.changed(model.lock(stage.file).path);
  }
}
