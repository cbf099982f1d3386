import { errorText, UserError } from '../model/errors.ts';
import type { RunComparison } from '../model/reproduction.ts';
import { tagNames } from '../model/run.ts';
import type { ReproducedRun, RestoredFolder } from '../protocol/tracker.ts';
import { reproduce, reproduced, type Reproduction } from '../launch/again/reproduce.ts';
import { restoreRun } from '../launch/again/restoreRun.ts';
import type { Tell } from '../launch/startLaunch.ts';
import type { Store } from '../store/store.ts';

/** Restores runs and runs them again, for the editor. */
export class Reproducing {
  readonly #supervisor: string;
  readonly #tell: Tell;
  readonly #underWay = new Map<string, Reproduction>();

  /** @param supervisor the built `dist/supervisor.js`. */
  constructor(supervisor: string, tell: Tell) {
    this.#supervisor = supervisor;
    this.#tell = tell;
  }

  /** @throws UserError as `restoreRun` does. */
  async restore(
    store: Store,
    runId: string,
    folder: string,
    signal: AbortSignal,
  ): Promise<RestoredFolder> {
    const { remarks, folder: restored } = await restoreRun(store, runId, folder, signal);
    return { folder: restored, remarks };
  }

  /** Answers once the new run is on record. @throws UserError as `reproduce` does. */
  async start(
    store: Store,
    runId: string,
    folder: string | undefined,
    signal: AbortSignal,
  ): Promise<ReproducedRun> {
    const again = await reproduce(store, runId, {
      supervisor: this.#supervisor,
      env: process.env,
      stdin: 'ignore',
      tell: this.#tell,
      signal,
      ...(folder !== undefined && { folder }),
    });
    again.launch.ended.catch((error: unknown) => this.#tell('trouble', errorText(error)));
    this.#underWay.set(again.runId, again);
    return { runId: again.runId, folder: again.folder, remarks: again.remarks };
  }

  /**
   * Waits for the end of a reproduction, and compares. Its temporary folder is taken away then; one
   * that an earlier tracker began stays, and can be compared all the same.
   */
  async finished(
    store: Store,
    runId: string,
    tolerance: number,
    signal: AbortSignal,
  ): Promise<RunComparison> {
    const original = store.runs.tags(runId)[tagNames.reproduces];
    if (original === undefined) {
      throw new UserError('This run was not made to reproduce another one.', '');
    }
    const comparison = await reproduced(store, original, runId, tolerance, signal);
    const again = this.#underWay.get(runId);
    this.#underWay.delete(runId);
    await again?.cleanUp();
    return comparison;
  }
}
