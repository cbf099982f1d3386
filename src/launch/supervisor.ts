import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { scriptOfCommand } from '../capture/parameters/scriptCommand.ts';
import { redactArguments, redactValues } from '../model/redaction.ts';
import { takeSnapshot } from '../capture/snapshot/snapshot.ts';
import { SystemLoadSampler } from '../capture/systemLoad/systemLoadSampler.ts';
import { errorText, UserError } from '../model/errors.ts';
import type { LaunchEnd } from '../model/launch.ts';
import { openStore, type Store } from '../store/store.ts';
import { startTrackingServer, type TrackingServer } from '../tracking/server.ts';
import { findOut } from './findOut.ts';
import { childEnvironment } from './childEnvironment.ts';
import { exitCodeOf, startCommand, type CommandProcess } from './commandProcess.ts';
import { heartbeatMs, touchHeartbeat, writeHeartbeat } from './heartbeat.ts';
import { launchFolder, type LaunchFolder } from './launchFolder.ts';
import { LaunchRecord } from './launchRecord.ts';
import type { LaunchSpec, SupervisorReport } from './launchSpec.ts';
import { Recorder } from './recorder.ts';
import { WriteQueue } from './writeQueue.ts';

/** How often output and events are taken: a part of the time from a logged value to a screen. */
const pollMs = 100;
const tensorBoardMs = 500;
const systemLoadMs = 5_000;
/** How long a finished run waits for what is found out beside it, such as the list of packages. */
const patienceMs = 5_000;
/** How long a supervisor tries to write to a full disk after its run has ended. */
const lastTriesMs = 10 * 60_000;

/** What a supervisor needs of the world. */
export interface SupervisorContext {
  /** The environment that the command inherits. */
  readonly env: NodeJS.ProcessEnv;
  /** The folder with `sitecustomize.py` and `trackline.py`. */
  readonly pythonFolder: string;
  readonly report: (report: SupervisorReport) => void;
  readonly log: (line: string) => void;
}

/**
 * Runs one launch from its record's beginning to its end. Resolves when all of it is on record, the
 * digests of large files included, which may be long after the `ended` report.
 */
export async function supervise(spec: LaunchSpec, context: SupervisorContext): Promise<void> {
  let store: Store;
  try {
    store = openStore(spec.store);
  } catch (error) {
    context.report(refusal(error));
    return;
  }
  try {
    await new Supervisor(spec, context, store).run();
  } finally {
    store.close();
  }
}

class Supervisor {
  readonly #spec: LaunchSpec;
  readonly #context: SupervisorContext;
  readonly #store: Store;
  readonly #folder: LaunchFolder;
  readonly #writes: WriteQueue;
  readonly #record: LaunchRecord;
  readonly #recorder: Recorder;
  readonly #paramNames = new Set<string>();
  #stopped = false;

  constructor(spec: LaunchSpec, context: SupervisorContext, store: Store) {
    this.#spec = spec;
    this.#context = context;
    this.#store = store;
    this.#folder = launchFolder(spec.store, spec.launchId);
    this.#writes = new WriteQueue((text) => this.#tell(text));
    this.#record = new LaunchRecord(spec, store, this.#writes);
    this.#recorder = new Recorder(
      spec,
      this.#folder,
      store,
      this.#writes,
      this.#paramNames,
      (text) => this.#warn(text),
    );
  }

  async run(): Promise<void> {
    const experimentId = this.#begin();
    if (experimentId === undefined) return;
    const token = randomBytes(24).toString('base64url');
    const beside = findOut(this.#spec, {
      env: this.#context.env,
      record: this.#record,
      recorder: this.#recorder,
      paramNames: this.#paramNames,
      warn: (text) => this.#warn(text),
    });
    const [endpoint] = await Promise.all([this.#startEndpoint(token), this.#takeSnapshot()]);
    const { env, warnings } = childEnvironment({
      inherited: this.#context.env,
      endpoint: { url: endpoint.url, token },
      experimentId,
      launchId: this.#spec.launchId,
      runId: this.#spec.runId,
      projectRoot: this.#spec.root,
      eventsFolder: this.#folder.events,
      pythonFolder: this.#context.pythonFolder,
    });
    for (const warning of warnings) this.#warn(warning);
    const command = startCommand(this.#spec.argv, this.#spec.cwd, env, this.#folder);
    writeHeartbeat(this.#folder, {
      supervisor: process.pid,
      hostname: hostname(),
      ...(command.pid !== undefined && { command: command.pid }),
    });
    const end = await this.#follow(command);
    const endTime = Date.now();
    await this.#recorder.finish(endTime);
    await orAfter(patienceMs, beside);
    this.#record.end(end, endTime, this.#stopped);
    if (end.kind === 'not-started') this.#tell(end.reason);
    this.#context.report({ kind: 'ended', exitCode: exitCodeOf(end) });
    await beside;
    await this.#recorder.finishFiles();
    await endpoint.close();
    await this.#writeWhatIsLeft();
  }

  /** @returns the experiment, or `undefined` when nothing could be recorded and so nothing runs. */
  #begin(): string | undefined {
    const { argv, cwd } = this.#spec;
    try {
      const masked = redactArguments(argv);
      const params = redactValues(this.#spec.params);
      writeHeartbeat(this.#folder, { supervisor: process.pid, hostname: hostname() });
      writeFileSync(
        this.#folder.spec,
        JSON.stringify({ ...this.#spec, argv: masked.argv, params: params.values }),
        {
          mode: 0o600,
        },
      );
      const experimentId = this.#record.begin(
        masked.argv,
        params.values,
        scriptOfCommand(argv, cwd).name,
      );
      this.#context.report({ kind: 'recorded' });
      if (masked.found + params.found.length > 0) {
        this.#warn('The command line holds what looks like a secret; it is masked in the record.');
      }
      return experimentId;
    } catch (error) {
      this.#context.report(refusal(error));
      return undefined;
    }
  }

  async #startEndpoint(token: string): Promise<TrackingServer> {
    return await startTrackingServer({
      store: this.#store,
      token,
      launch: { launchId: this.#spec.launchId, adoptableRunId: this.#spec.runId },
      artifacts: { kind: 'local' },
      log: this.#context.log,
      onTrouble: (sentence) => this.#warn(sentence),
    });
  }

  async #takeSnapshot(): Promise<void> {
    const { cwd, launchId, store, capture } = this.#spec;
    this.#record.code(
      await takeSnapshot({
        cwd,
        launchId,
        launchDir: this.#folder.path,
        storeRoot: store,
        maxUntrackedFileBytes: capture.maxUntrackedFileBytes,
      }),
    );
  }

  /** Records the command while it runs. */
  async #follow(command: CommandProcess): Promise<LaunchEnd> {
    const timers = [
      setInterval(() => this.#guard(() => this.#poll(command)), pollMs),
      setInterval(() => this.#guard(() => touchHeartbeat(this.#folder)), heartbeatMs),
    ];
    const loops = new AbortController();
    const sampler =
      command.pid === undefined || !this.#spec.capture.systemLoad
        ? undefined
        : new SystemLoadSampler(command.pid);
    const slower = [
      this.#repeat(tensorBoardMs, loops.signal, () => this.#recorder.pollTensorBoard()),
      this.#repeat(systemLoadMs, loops.signal, async () => {
        this.#recorder.addSystemLoad((await sampler?.sample()) ?? []);
      }),
    ];
    const end = await command.end;
    loops.abort();
    for (const timer of timers) clearInterval(timer);
    await Promise.all(slower);
    return end;
  }

  #poll(command: CommandProcess): void {
    this.#writes.flush();
    this.#recorder.poll(Date.now());
    if (!this.#stopped && existsSync(this.#folder.stopRequest)) {
      this.#stopped = true;
      command.stop();
    }
  }

  /** Something that went wrong beside the run is told once, and never ends its recording. */
  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#warn(`A part of the run could not be recorded: ${errorText(error)}.`);
    }
  }

  /** Repeats slow work with a pause between its end and its next beginning. */
  async #repeat(pauseMs: number, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    // The pause comes first: a command that is over by then leaves nothing that takes this long.
    await pause(pauseMs, signal);
    while (!signal.aborted) {
      try {
        await work();
      } catch (error) {
        this.#warn(`A part of the run could not be recorded: ${errorText(error)}.`);
      }
      await pause(pauseMs, signal);
    }
  }

  /** Keeps trying for a while when the disk was full as the run ended. */
  async #writeWhatIsLeft(): Promise<void> {
    const deadline = Date.now() + lastTriesMs;
    while (!this.#writes.flush() && Date.now() < deadline) await pause(1_000);
  }

  /** For the record, and for whoever started the run. */
  #warn(text: string): void {
    this.#record.warn(text);
    this.#tell(text);
  }

  #tell(text: string): void {
    this.#context.log(text);
    this.#context.report({ kind: 'warning', text });
  }
}

async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
}

/** Waits for work, but not for ever. */
async function orAfter(ms: number, work: Promise<unknown>): Promise<void> {
  const patience = new AbortController();
  await Promise.race([work, pause(ms, patience.signal)]);
  patience.abort();
}

function refusal(error: unknown): SupervisorReport {
  return error instanceof UserError
    ? { kind: 'refused', message: error.message, next: error.next }
    : {
        kind: 'refused',
        message: `The run could not be recorded, and nothing was started: ${errorText(error)}.`,
        next: 'Run `trackline doctor` to see what is wrong.',
      };
}
