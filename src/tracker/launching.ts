import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { secretMask } from '../model/redaction.ts';
import { errorText, UserError } from '../model/errors.ts';
import { newId } from '../model/names.ts';
import { tagNames } from '../model/run.ts';
import type { LaunchRequest } from '../protocol/tracker.ts';
import { experimentOf } from '../launch/command/experimentName.ts';
import { launchFolder } from '../launch/launchFolder.ts';
import { launchSpecSchema, type LaunchSpec } from '../launch/launchSpec.ts';
import { startLaunch, type Tell } from '../launch/startLaunch.ts';
import type { Store } from '../store/store.ts';

/** Starts, repeats and stops launches for the editor. */
export class Launching {
  readonly #supervisor: string;
  readonly #tell: Tell;

  /** @param supervisor the built `dist/supervisor.js`. */
  constructor(supervisor: string, tell: Tell) {
    this.#supervisor = supervisor;
    this.#tell = tell;
  }

  /** @returns the run, which is on record by then. @throws UserError when nothing was run. */
  async launch(request: LaunchRequest): Promise<{ runId: string }> {
    const { store, argv, cwd, interpreter, name, capture } = request;
    return await this.start(
      {
        launchId: newId(),
        runId: newId(),
        store,
        root: dirname(store),
        argv,
        cwd,
        experiment: request.experiment ?? experimentOf(argv, cwd),
        params: request.params ?? {},
        capture,
        startTime: Date.now(),
        ...(interpreter !== undefined && { interpreter }),
        ...(name !== undefined && { name }),
        ...(request.tags !== undefined && { tags: request.tags }),
      },
      request.env ?? {},
    );
  }

  /**
   * Runs an earlier launch's command again, as a new run of the same experiment.
   *
   * @returns `null` when the run was not launched by Trackline.
   * @throws UserError when the command cannot be had any more.
   */
  async relaunch(store: Store, runId: string): Promise<{ runId: string } | null> {
    const launchId = store.runs.get(runId)?.launchId;
    if (launchId === undefined) return null;
    const spec = this.#recordedSpec(store, launchId);
    const { name: _name, tags, ...rest } = spec;
    // Run again by itself, it is no part of the run that it was a part of.
    const { [tagNames.parentRun]: _parent, ...kept } = tags ?? {};
    return await this.start(
      { ...rest, tags: kept, launchId: newId(), runId: newId(), startTime: Date.now() },
      {},
    );
  }

  /** Asks a run's command to end. @throws UserError when the run was not launched by Trackline. */
  stop(store: Store, runId: string): void {
    const launchId = store.runs.get(runId)?.launchId;
    if (launchId === undefined) {
      throw new UserError(
        'This run was not started by Trackline.',
        'Stop it where it was started.',
      );
    }
    writeFileSync(launchFolder(store.root, launchId).stopRequest, '');
  }

  /** Starts a launch that is made up already. @throws UserError when nothing was run. */
  async start(spec: LaunchSpec, env: Readonly<Record<string, string>>): Promise<{ runId: string }> {
    const launch = await startLaunch(spec, {
      supervisor: this.#supervisor,
      env: { ...process.env, ...env },
      stdin: 'ignore',
      tell: this.#tell,
    });
    // The supervisor goes on by itself; we only listen for what the person should know.
    launch.ended.catch((error: unknown) => this.#tell('trouble', errorText(error)));
    return { runId: spec.runId };
  }

  #recordedSpec(store: Store, launchId: string): LaunchSpec {
    const path = launchFolder(store.root, launchId).spec;
    if (!existsSync(path)) {
      throw new UserError(`The command of this run is gone with ${path}.`, 'Run the file again.');
    }
    const spec = v.parse(launchSpecSchema, JSON.parse(readFileSync(path, 'utf8')));
    if (spec.argv.some((argument) => argument.includes(secretMask))) {
      throw new UserError(
        'This command was given a secret, which is not kept.',
        'Run the command again with it.',
      );
    }
    return spec;
  }
}
