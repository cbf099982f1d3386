import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import {
  captureEnvironment,
  type CapturedEnvironment,
} from '../../capture/environment/captureEnvironment.ts';
import { scriptOfCommand } from '../../capture/parameters/scriptCommand.ts';
import { errorText } from '../../model/errors.ts';
import type { CodeState } from '../../model/launch.ts';
import { redactValues } from '../../model/redaction.ts';
import { SecretKnowledge } from '../../model/secrets/known.ts';
import { setAsideSentence } from '../../store/damage/setAside.ts';
import type { Store } from '../../store/store.ts';
import { startTrackingServer, type TrackingServer } from '../../tracking/server.ts';
import { childEnvironment } from '../command/childEnvironment.ts';
import {
  exitCodeOf,
  orphanedCommand,
  startCommand,
  type CommandProcess,
} from '../command/commandProcess.ts';
import { launchFolder, type LaunchFolder } from '../launchFolder.ts';
import type { LaunchSpec } from '../launchSpec.ts';
import { keepInJournal } from '../record/journal.ts';
import { LaunchRecord } from '../record/launchRecord.ts';
import { LaunchSecrets } from '../record/launchSecrets.ts';
import { Recorder } from '../record/recorder.ts';
import { notRecorded, orAfter, watchCommand, type WatchedEnd } from '../record/watchCommand.ts';
import { writeWhatIsLeft } from '../record/writeWhatIsLeft.ts';
import { WriteQueue } from '../record/writeQueue.ts';
import {
  heartbeatMs,
  touchHeartbeat,
  writeHeartbeat,
  type LaunchProcesses,
} from '../recovery/heartbeat.ts';
import { StoreFile } from '../recovery/storeFile.ts';
import { secretsOf, withoutSecrets } from './commandSecrets.ts';
import { refusal, type SupervisorContext } from './context.ts';
import { Remarks } from './remarks.ts';

/** How long a finished run waits for what is found out beside it, such as the list of packages. */
const patienceMs = 1_000;

/** The code of a launch, which git puts away while the command runs. */
export interface Snapshot {
  /** When all has been read that the command might change; it starts then. */
  readonly read: Promise<unknown>;
  readonly code: Promise<CodeState>;
}

/** What is put on record beside a running command. */
interface Beside {
  readonly code: Promise<void>;
  readonly rest: Promise<void>;
}

/** One launch that is recorded, from its beginning or from where another supervisor has left off. */
export class Supervisor {
  readonly #spec: LaunchSpec;
  readonly #context: SupervisorContext;
  readonly #store: Store;
  readonly #storeFile: StoreFile;
  readonly #folder: LaunchFolder;
  readonly #writes: WriteQueue;
  readonly #record: LaunchRecord;
  readonly #recorder: Recorder;
  readonly #secrets: SecretKnowledge;
  readonly #paramNames = new Set<string>();
  readonly #remarks: Remarks;
  #processes: LaunchProcesses = { supervisor: process.pid, hostname: hostname() };

  constructor(spec: LaunchSpec, context: SupervisorContext, store: Store) {
    this.#spec = spec;
    this.#context = context;
    this.#store = store;
    this.#storeFile = new StoreFile(store.root);
    this.#secrets = new SecretKnowledge(secretsOf(spec, context.env));
    store.redactor.knowledge = this.#secrets;
    this.#folder = launchFolder(spec.store, spec.launchId);
    this.#remarks = new Remarks(context, (text) => this.#record.warn(text));
    this.#writes = new WriteQueue((text) => this.#remarks.toldTrouble(text));
    this.#record = new LaunchRecord(spec, store, this.#writes, (entry) =>
      keepInJournal(this.#folder, entry),
    );
    this.#recorder = new Recorder(
      spec,
      this.#folder,
      store,
      this.#writes,
      this.#paramNames,
      new LaunchSecrets(this.#secrets, (text) => this.#remarks.warn(text)),
      (text) => this.#remarks.warn(text),
    );
  }

  /** @returns whether anything was run. */
  async run(snapshot: Snapshot): Promise<boolean> {
    const experimentId = this.#begin();
    if (experimentId === undefined) return false;
    // Git's next step comes first.
    await setImmediate();
    const { argv, interpreter } = this.#spec;
    // The interpreter answers while git works: a short command would be waiting for it.
    const environment = captureEnvironment({
      env: this.#context.env,
      argv,
      ...(interpreter !== undefined && { interpreter }),
    });
    const token = randomBytes(24).toString('base64url');
    const [endpoint] = await Promise.all([this.#startEndpoint({ token, port: 0 }), snapshot.read]);
    const code = snapshot.code.then((state) => this.#record.code(state));
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
    for (const warning of warnings) this.#remarks.warn(warning);
    const command = startCommand(
      this.#spec.argv,
      this.#spec.cwd,
      // In an editor this executable is Electron, which must be told to be Node.
      this.#spec.argv[0] === process.execPath ? { ...env, ELECTRON_RUN_AS_NODE: '1' } : env,
      this.#folder,
    );
    this.#tellProcesses({ command: command.pid, endpoint: { port: endpoint.port, token } });
    await this.#watch(command, endpoint, { code, rest: this.#findOut(environment) });
    return true;
  }

  /** Goes on where a supervisor that died has left off, while the command still runs. */
  async takeOver(processes: LaunchProcesses & { readonly command: number }): Promise<void> {
    this.#processes = processes;
    this.#tellProcesses({});
    this.#recorder.replay();
    const endpoint =
      processes.endpoint === undefined
        ? undefined
        : await this.#startEndpoint(processes.endpoint).catch((error: unknown) => {
            this.#remarks.warn(`What the script logs through MLflow is lost: ${errorText(error)}`);
            return undefined;
          });
    this.#context.report({ kind: 'recorded' });
    await this.#watch(orphanedCommand(processes.command), endpoint, {
      code: Promise.resolve(),
      rest: Promise.resolve(),
    });
  }

  /** Begins when the command runs already, and so do the modules that it needs. */
  async #findOut(environment: Promise<CapturedEnvironment>): Promise<void> {
    const { findOut } = await import('../record/findOut.ts');
    await findOut(this.#spec, {
      environment,
      record: this.#record,
      recorder: this.#recorder,
      paramNames: this.#paramNames,
      warn: (text) => this.#remarks.warn(text),
    });
  }

  /** Records a running command to its end, and after. */
  async #watch(
    command: CommandProcess,
    endpoint: TrackingServer | undefined,
    beside: Beside,
  ): Promise<void> {
    // Beats until everything is written: whoever takes us for dead would write it once more.
    const heartbeat = setInterval(() => this.#beat(), heartbeatMs);
    try {
      const watched = await watchCommand(command, {
        folder: this.#folder,
        recorder: this.#recorder,
        writes: this.#writes,
        systemLoad: this.#spec.capture.systemLoad,
        warn: (text) => this.#remarks.warn(text),
      });
      await this.#recordEnd(command, watched, endpoint, beside);
      await beside.rest;
      await this.#recorder.finishFiles();
      await writeWhatIsLeft(this.#writes, endpoint, this.#storeFile);
    } finally {
      await endpoint?.close();
      clearInterval(heartbeat);
    }
  }

  async #recordEnd(
    command: CommandProcess,
    watched: WatchedEnd,
    endpoint: TrackingServer | undefined,
    beside: Beside,
  ): Promise<void> {
    const { stopped } = watched;
    const endTime = Date.now();
    if (watched.end.kind !== 'interrupted') this.#record.sawEnd(watched.end, endTime, stopped);
    await this.#recorder
      .finish(endTime)
      .catch((error: unknown) => this.#remarks.warn(notRecorded(error)));
    await beside.code;
    await orAfter(patienceMs, beside.rest);
    const end = this.#recorder.endOf(watched.end, command.pid);
    // Before our last word, since the client's own comes before it.
    endpoint?.flush();
    this.#record.end(end, endTime, stopped);
    if (end.kind === 'not-started') this.#remarks.tell(end.reason);
    await this.#recordElsewhere(endpoint);
    this.#context.report({ kind: 'ended', exitCode: exitCodeOf(end) });
  }

  /** Makes the record in the project's new database, when the one we write is damaged or replaced. */
  async #recordElsewhere(endpoint: TrackingServer | undefined): Promise<void> {
    try {
      const replaced = this.#storeFile.state() === 'replaced' || this.#storeFile.isOverwritten();
      if (!this.#writes.damaged && !replaced) return;
      const { recordElsewhere } = await import('../recovery/recordElsewhere.ts');
      const { store: root } = this.#spec;
      await recordElsewhere(this.#spec, this.#folder, endpoint, (aside) =>
        this.#remarks.tell(setAsideSentence(root, aside)),
      );
    } catch (error) {
      this.#remarks.tell(notRecorded(error));
    }
  }

  #beat(): void {
    try {
      touchHeartbeat(this.#folder);
    } catch (error) {
      this.#remarks.warn(notRecorded(error));
    }
  }

  /** Says in the launch's folder which processes it consists of. */
  #tellProcesses(news: Partial<LaunchProcesses>): void {
    this.#processes = { ...this.#processes, ...news, supervisor: process.pid };
    writeHeartbeat(this.#folder, this.#processes);
  }

  /** @returns the experiment, or `undefined` when nothing could be recorded and so nothing runs. */
  #begin(): string | undefined {
    const { argv, cwd } = this.#spec;
    try {
      const masked = withoutSecrets(argv, this.#secrets.known);
      const params = redactValues(this.#spec.params);
      this.#tellProcesses({});
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
        this.#remarks.warn(
          'The command line holds what looks like a secret; it is masked in the record.',
        );
      }
      return experimentId;
    } catch (error) {
      this.#context.report(refusal(error));
      return undefined;
    }
  }

  async #startEndpoint(at: {
    readonly token: string;
    readonly port: number;
  }): Promise<TrackingServer> {
    const { launchId, runId } = this.#spec;
    return await startTrackingServer({
      store: this.#store,
      ...at,
      launch: {
        launchId,
        adoptableRunId: runId,
        adopted: this.#processes.adopted === true,
        onRunAdopted: () => this.#tellProcesses({ adopted: true }),
      },
      artifacts: { kind: 'local' },
      log: this.#context.log,
      onTrouble: (sentence) => this.#remarks.tell(sentence),
    });
  }
}
