import { existsSync, statSync } from 'node:fs';
import { cp, mkdir, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';
import type { FileEvent, HelperEvent } from '../../capture/inputs/eventLines.ts';
import { LineSplitter } from '../../capture/output/lineSplitter.ts';
import { OutputMetrics } from '../../capture/output/outputPatterns.ts';
import { redactValues } from '../../model/redaction.ts';
import { EventFileTail } from '../../capture/tensorboard/eventFiles.ts';
import { errorText } from '../../model/errors.ts';
import type { LaunchEnd } from '../../model/launch.ts';
import type { MetricPoint } from '../../model/run.ts';
import type { MetricSource } from '../../store/tables/metrics.ts';
import { artifactFolder, defaultArtifactUri, type Store } from '../../store/store.ts';
import { DataFiles } from './dataFiles.ts';
import { EventTail } from './eventTail.ts';
import type { LaunchSecrets } from './launchSecrets.ts';
import type { LaunchFolder } from '../launchFolder.ts';
import type { LaunchSpec } from '../launchSpec.ts';
import type { OutputStream } from '../output/outputIndex.ts';
import { FileMask } from '../output/fileMask.ts';
import { OutputTail } from '../output/outputTail.ts';
import type { WriteQueue } from './writeQueue.ts';

/** Bytes of a notebook that is searched for secrets. */
const longestNotebook = 64 * 1024 * 1024;

interface StreamReader {
  readonly lines: LineSplitter;
  readonly metrics: OutputMetrics;
}

/**
 * Brings what a running command leaves in files (output, helper events, TensorBoard event files)
 * into the store. Everything it reads stays on disk, and reading it again from the start gives the
 * same record.
 */
export class Recorder {
  readonly #spec: LaunchSpec;
  readonly #store: Store;
  readonly #writes: WriteQueue;
  readonly #secrets: LaunchSecrets;
  readonly #warn: (text: string) => void;
  readonly #output: OutputTail;
  readonly #events: EventTail;
  readonly #tensorBoard: EventFileTail | undefined;
  readonly #streams: Readonly<Record<OutputStream, StreamReader>>;
  readonly #files: DataFiles;
  readonly #copies: Promise<void>[] = [];
  #lookedForEvents = false;
  readonly #exitCodes = new Map<number, number>();
  #points = new Map<MetricSource, MetricPoint[]>();

  constructor(
    spec: LaunchSpec,
    folder: LaunchFolder,
    store: Store,
    writes: WriteQueue,
    /** Names that lines of output do not make metrics of; grows as parameters become known. */
    paramNames: ReadonlySet<string>,
    secrets: LaunchSecrets,
    warn: (text: string) => void,
  ) {
    this.#spec = spec;
    this.#secrets = secrets;
    this.#store = store;
    this.#writes = writes;
    this.#warn = warn;
    this.#output = new OutputTail(folder, secrets.masking('output'), (stream, bytes, t) =>
      this.#onOutput(stream, bytes, t),
    );
    this.#events = new EventTail(folder.events, secrets, warn);
    this.#tensorBoard = spec.capture.tensorBoard
      ? new EventFileTail({ folders: [spec.cwd], since: spec.startTime })
      : undefined;
    const reader = (): StreamReader => ({
      lines: new LineSplitter(),
      metrics: new OutputMetrics({
        patterns: spec.capture.outputPatterns,
        paramNames,
        report: warn,
      }),
    });
    this.#streams = { out: reader(), err: reader() };
    this.#files = new DataFiles(store, writes, spec.runId, spec.root);
    const time = spec.startTime;
    for (const path of spec.stage?.inputs ?? []) {
      this.#files.add({ kind: kindOf(path), path, mode: 'read', time });
    }
  }

  /** Takes again what the supervisor before this one has seen; it died in the midst of it. */
  replay(): void {
    this.#lookedForEvents = true;
    this.#output.replay();
  }

  /** Takes what the command has left since the last call. @returns whether more waits. */
  poll(timestamp: number): boolean {
    const more = this.#output.poll(timestamp);
    for (const event of this.#events.poll()) this.#onEvent(event);
    this.#files.flush();
    this.#flushPoints();
    return more || this.#events.behind;
  }

  /** The slower part of polling: TensorBoard's event files. */
  async pollTensorBoard(options: { readonly final?: boolean } = {}): Promise<void> {
    if (this.#tensorBoard === undefined) return;
    this.#lookedForEvents = true;
    const { points, params, warnings, more } = await this.#tensorBoard.poll(options);
    this.#add('tensorboard', points);
    if (Object.keys(params).length > 0) {
      this.#writes.write(() => this.#store.runs.captureParams(this.#spec.runId, params, 'config'));
    }
    for (const warning of warnings) this.#warn(warning);
    this.#flushPoints();
    if (more) await this.pollTensorBoard(options);
  }

  /** A file that the run is known to read, though nobody saw it being opened. */
  addInput(file: FileEvent): void {
    this.#files.add(file);
  }

  /** Series of system load, which come from the supervisor itself. */
  addSystemLoad(points: readonly MetricPoint[]): void {
    this.#add('system', points);
  }

  /** Takes the rest, once the command has ended. */
  async finish(timestamp: number): Promise<void> {
    while (this.poll(timestamp)) {
      // Until all files are read to their ends.
    }
    this.#output.end(timestamp);
    if (this.#secrets.knowledge.hasLearned) {
      this.#output.maskAgain(this.#secrets.masking('output'));
    }
    for (const { lines, metrics } of Object.values(this.#streams)) {
      this.#add('output', metrics.lines(lines.end(), timestamp));
    }
    await this.#finishStage(timestamp);
    this.#flushPoints();
    // Who has not been looked at yet was over before a TensorBoard writer could have begun.
    if (this.#lookedForEvents) await this.pollTensorBoard({ final: true });
    await this.#readHydraConfig();
    await Promise.all(this.#copies);
  }

  /** How the command ended, when nobody saw its exit code but it may have told of its end itself. */
  endOf(seen: LaunchEnd, pid: number | undefined): LaunchEnd {
    const code = pid === undefined ? undefined : this.#exitCodes.get(pid);
    if (seen.kind !== 'interrupted' || code === undefined) return seen;
    return { kind: 'exited', code };
  }

  /** Works out the digests of files that were read and written; may take long. */
  async finishFiles(): Promise<void> {
    await this.#files.finish();
  }

  /** What the pipeline says that the stage leaves behind. */
  async #finishStage(time: number): Promise<void> {
    const { stage } = this.#spec;
    if (stage === undefined) return;
    for (const path of [...stage.outputs, ...stage.metrics, ...stage.plots]) {
      if (existsSync(path)) this.#files.add({ kind: kindOf(path), path, mode: 'write', time });
    }
    const { readMetricFiles } = await import('./metricFiles.ts');
    const { points, warnings } = readMetricFiles(stage.metrics, time);
    this.#add('file', points);
    for (const warning of warnings) this.#warn(warning);
    for (const path of stage.plots) {
      if (existsSync(path)) this.#copies.push(this.#copyArtifact(path, 'plots'));
    }
  }

  async #readHydraConfig(): Promise<void> {
    const { cwd, startTime, runId } = this.#spec;
    const { readHydraConfig } = await import('../../capture/parameters/configFiles.ts');
    const { params, warnings } = await readHydraConfig(cwd, startTime, this.#files.written());
    const masked = redactValues(params);
    if (Object.keys(params).length > 0) {
      this.#writes.write(() => this.#store.runs.captureParams(runId, masked.values, 'config'));
    }
    for (const warning of warnings) this.#warn(warning);
  }

  #onOutput(stream: OutputStream, bytes: Buffer, timestamp: number): void {
    if (!this.#spec.capture.outputMetrics) return;
    const { lines, metrics } = this.#streams[stream];
    this.#add('output', metrics.lines(lines.push(bytes, timestamp), timestamp));
  }

  #onEvent(event: HelperEvent): void {
    const { runId } = this.#spec;
    switch (event.kind) {
      case 'metric':
        this.#add(
          'logged',
          event.values.map(([key, value]) => ({
            key,
            value,
            timestamp: event.time,
            step: event.step ?? 0,
          })),
        );
        return;
      case 'param': {
        const params = Object.fromEntries(event.values);
        this.#writes.write(() => {
          for (const conflict of this.#store.runs.logParams(runId, params)) {
            this.#warn(
              `Parameter ${conflict.key} was logged as ${conflict.oldValue} and later as ${conflict.newValue}; the first value is kept.`,
            );
          }
        });
        return;
      }
      case 'tag': {
        const tags = Object.fromEntries(event.values);
        this.#writes.write(() => this.#store.runs.setTags(runId, tags));
        return;
      }
      case 'artifact':
        this.#copies.push(this.#copyArtifact(event.path, event.to ?? ''));
        return;
      case 'file':
      case 'folder':
        this.#files.add(event);
        if (event.kind === 'file' && event.mode === 'write') this.#foundOutput(event.path);
        return;
      case 'end':
        this.#exitCodes.set(event.pid, event.code);
        return;
      case 'start':
    }
  }

  #foundOutput(path: string): void {
    this.#tensorBoard?.found(path);
    this.#lookedForEvents ||= path.includes('tfevents');
  }

  async #copyArtifact(path: string, to: string): Promise<void> {
    const folder =
      artifactFolder(this.#store.root, defaultArtifactUri(this.#spec.runId)) ?? this.#store.root;
    const target = resolve(folder, to, basename(path));
    if (!target.startsWith(folder + sep)) {
      this.#warn(`The artifact ${path} was not kept: ${to} lies outside the run's artifacts.`);
      return;
    }
    try {
      await mkdir(join(target, '..'), { recursive: true });
      await cp(path, target, { recursive: true, preserveTimestamps: true });
      if (target.endsWith('.ipynb')) await this.#maskNotebook(target);
    } catch (error) {
      // Kept by a supervisor that died, and gone since.
      if (existsSync(target)) return;
      this.#warn(`The artifact ${path} was not kept: ${errorText(error)}.`);
    }
  }

  /** A notebook keeps what its cells printed. */
  async #maskNotebook(copy: string): Promise<void> {
    const { size } = await stat(copy);
    if (size > longestNotebook) return;
    new FileMask(copy, this.#secrets.masking('notebook')).mask(0, await readFile(copy));
  }

  #add(source: MetricSource, points: readonly MetricPoint[]): void {
    if (points.length === 0) return;
    const pending = this.#points.get(source);
    if (pending === undefined) this.#points.set(source, [...points]);
    else for (const point of points) pending.push(point);
  }

  #flushPoints(): void {
    if (this.#points.size === 0) return;
    const points = this.#points;
    this.#points = new Map();
    for (const [source, ofSource] of points) {
      this.#writes.write(() => this.#store.metrics.log(this.#spec.runId, ofSource, source));
    }
  }
}

function kindOf(path: string): 'file' | 'folder' {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? 'folder' : 'file';
}
