import { hostname, userInfo } from 'node:os';
import type { CodeState, Environment, LaunchEnd } from '../../model/launch.ts';
import { newRunName } from '../../model/names.ts';
import { tagNames, type Experiment, type RunStatus } from '../../model/run.ts';
import { defaultArtifactUri, type Store } from '../../store/store.ts';
import type { LaunchSpec } from '../launchSpec.ts';
import type { JournalEntry, KnownParams } from './journal.ts';
import type { WriteQueue } from './writeQueue.ts';

type BeginEntry = Extract<JournalEntry, { kind: 'begin' }>;

/** What a launch amounts to in the store: one launch, and the runs that belong to it. */
export class LaunchRecord {
  readonly #spec: LaunchSpec;
  readonly #store: Store;
  readonly #writes: WriteQueue;
  readonly #keep: (entry: JournalEntry) => void;

  /** @param keep puts what is recorded into the launch's own folder too, where that is wanted. */
  constructor(
    spec: LaunchSpec,
    store: Store,
    writes: WriteQueue,
    keep: (entry: JournalEntry) => void = () => undefined,
  ) {
    this.#spec = spec;
    this.#store = store;
    this.#writes = writes;
    this.#keep = keep;
  }

  /**
   * Puts the launch and its run on record.
   *
   * @param argv with secrets masked, and so are `params`.
   * @param source the script or program that is run, for a person to read.
   * @param as what an earlier record of the same launch said, when this one is made again.
   * @returns the experiment's identifier.
   * @throws whatever SQLite throws.
   */
  begin(
    argv: readonly string[],
    params: Readonly<Record<string, string>>,
    source: string,
    as?: BeginEntry,
  ): string {
    const { launchId, runId, startTime, cwd, interpreter } = this.#spec;
    const begun: BeginEntry = as ?? {
      kind: 'begin',
      name: this.#spec.name ?? newRunName(),
      user: userName(),
      hostname: hostname(),
    };
    const { name, user } = begun;
    this.#keep(begun);
    return this.#store.transaction(() => {
      const experiment = this.#experiment();
      this.#store.launches.create({
        id: launchId,
        command: { argv, cwd },
        user,
        hostname: begun.hostname,
        startTime,
        warnings: [],
        ...(interpreter !== undefined && { interpreter }),
      });
      this.#store.runs.create(
        {
          id: runId,
          launchId,
          name,
          experimentId: experiment.id,
          status: 'RUNNING',
          startTime,
          userId: user,
          artifactUri: defaultArtifactUri(runId),
          lifecycle: 'active',
        },
        {
          [tagNames.user]: user,
          [tagNames.sourceName]: source,
          [tagNames.sourceType]: 'LOCAL',
          ...this.#spec.tags,
        },
      );
      this.#store.runs.captureParams(
        runId,
        params,
        // The parameters of a stage are those of its files.
        this.#spec.stage === undefined ? 'command' : 'config',
      );
      return experiment.id;
    });
  }

  warn(text: string): void {
    this.#keep({ kind: 'warning', text });
    this.#writes.write(() => this.#store.launches.warn(this.#spec.launchId, text));
  }

  code(code: CodeState): void {
    const { launchId, runId } = this.#spec;
    this.#keep({ kind: 'code', code });
    this.#writes.write(() => {
      this.#store.launches.update(launchId, { code });
      if (code.kind !== 'git') return;
      this.#store.runs.setTags(runId, {
        ...(code.commit !== undefined && { [tagNames.gitCommit]: code.commit }),
        ...(code.branch !== undefined && { [tagNames.gitBranch]: code.branch }),
      });
    });
    if (code.kind !== 'git' && code.reason !== undefined) this.warn(code.reason);
    const secret =
      code.kind === 'none' ? [] : code.leftOut.filter((one) => one.reason === 'secret');
    if (secret.length > 0) {
      const files = secret.map((one) => one.path).join(', ');
      this.warn(`Files that may hold secrets are not in the snapshot: ${files}.`);
    }
  }

  /** What is known of the parameters without the script's own word. */
  params(params: KnownParams): void {
    this.#keep({ kind: 'params', params });
    this.#writes.write(() => {
      for (const source of ['config', 'default', 'command'] as const) {
        this.#store.runs.captureParams(this.#spec.runId, params[source], source);
      }
    });
  }

  environment(environment: Environment): void {
    this.#keep({ kind: 'environment', environment });
    this.#writes.write(() => this.#store.launches.update(this.#spec.launchId, { environment }));
  }

  /** Keeps how the command ended before anything else is done about it. */
  sawEnd(end: LaunchEnd, endTime: number, stopped: boolean): void {
    this.#keep({ kind: 'end', end, endTime, stopped });
  }

  /**
   * Records the end. The exit code corrects what an MLflow client said last, which marks a run as
   * finished even when the script crashed; further runs that are still open end with the launch.
   */
  end(end: LaunchEnd, endTime: number, stopped: boolean): void {
    const { launchId, runId } = this.#spec;
    const status = statusOf(end, stopped);
    this.#writes.write(() => {
      // Somebody who took this supervisor for dead may have settled the launch meanwhile.
      const settled = this.#store.launches.get(launchId)?.end !== undefined;
      this.#store.launches.update(launchId, { end, endTime });
      for (const run of this.#store.runs.ofLaunch(launchId)) {
        const open = run.status === 'RUNNING' || run.status === 'SCHEDULED';
        const corrected = run.id === runId && (status !== 'FINISHED' || settled);
        if (open || corrected) this.#store.runs.update(run.id, { status, endTime });
        else if (run.id === runId) this.#store.runs.update(run.id, { endTime });
      }
    });
    if (end.kind === 'not-started') this.warn(end.reason);
  }

  #experiment(): Experiment {
    const { experiments } = this.#store;
    const name = this.#spec.experiment;
    const known = experiments.getByName(name);
    if (known === undefined) return experiments.create(name, () => 'artifacts');
    if (known.lifecycle === 'deleted') experiments.reopen(known.id);
    return known;
  }
}

function statusOf(end: LaunchEnd, stopped: boolean): RunStatus {
  if (stopped) return 'KILLED';
  switch (end.kind) {
    case 'exited':
      return end.code === 0 ? 'FINISHED' : 'FAILED';
    case 'not-started':
      return 'FAILED';
    case 'signalled':
    case 'interrupted':
      return 'KILLED';
  }
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a user id that has no name.
    return process.env['USER'] ?? process.env['USERNAME'] ?? 'unknown';
  }
}
