import type { Dirent } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { errorText } from '../../model/errors.ts';
import type { MetricPoint } from '../../model/run.ts';
import { EventFile } from './eventFile.ts';
import type { TakeEvent, TensorBoardEvent } from './eventMessage.ts';
import { writerPrefix } from './writerPrefix.ts';

/** Where event files are looked for. */
export interface EventFileTailOptions {
  /** Folders to search, such as the run's working folder. */
  readonly folders: readonly string[];
  /** Files that are older belong to other runs; milliseconds since the epoch. */
  readonly since: number;
}

/** What was read at one time. */
export interface EventFilePoll {
  readonly points: MetricPoint[];
  /** Hyper-parameters that the script stored for TensorBoard. */
  readonly params: Readonly<Record<string, string>>;
  /** One sentence for each thing that could not be read, once. */
  readonly warnings: readonly string[];
  /** Whether more is waiting than one call takes. */
  readonly more: boolean;
}

/** Bytes that one call reads of all files together: bounds its memory and its time. */
const maxBytes = 8 * 1024 * 1024;
const maxEntries = 20_000;
const maxDepth = 6;
/** Milliseconds between two searches at least; more where a search takes long. */
const searchInterval = 2000;
const notSearched =
  /^(?:\.git|\.trackline|\.dvc|\.?venv|env|node_modules|__pycache__|site-packages)$/;
/** File systems may round times down. */
const clockTolerance = 2000;

/**
 * Finds the TensorBoard event files that a run writes, and reads them while they grow. A restart
 * that a writer announces removes nothing: what was recorded stays, as attempts of one launch.
 */
export class EventFileTail {
  readonly #folders: readonly string[];
  readonly #since: number;
  readonly #named = new Set<string>();
  readonly #known = new Set<string>();
  readonly #files: TailedFile[] = [];
  #firstFolder: string | undefined;
  #namedAny = false;
  #nextSearch = Number.NEGATIVE_INFINITY;

  constructor(options: EventFileTailOptions) {
    this.#folders = options.folders.map((folder) => resolve(folder));
    this.#since = options.since - clockTolerance;
  }

  /**
   * Tells of a file that the run writes; other than event files are ignored. From then on folders
   * are searched no more, since others may run in them at the same time.
   */
  found(path: string): void {
    const absolute = resolve(path);
    if (!isEventFile(absolute)) return;
    this.#namedAny = true;
    if (!this.#known.has(absolute)) this.#named.add(absolute);
  }

  /**
   * Reads what has been written since the last call, one call at a time. `final` searches the
   * folders even if they were just searched; call until `more` is false.
   */
  async poll(options: { readonly final?: boolean } = {}): Promise<EventFilePoll> {
    await this.#discover(options.final === true);
    const points: MetricPoint[] = [];
    const params: Record<string, string> = {};
    const warnings: string[] = [];
    let more = false;
    let left = maxBytes;
    for (const entry of this.#files) {
      const { file, prefix } = entry;
      if (left <= 0) {
        more = true;
        break;
      }
      const before = file.offset;
      const take: TakeEvent = (event) => {
        if (event.kind === 'hparams') Object.assign(params, event.params);
        if (event.kind === 'scalar') points.push(pointOf(event, prefix));
      };
      if (await readMore(file, take, left)) more = true;
      warnings.push(...troubles(entry));
      left -= file.offset - before;
    }
    return { points, params, warnings, more };
  }

  async #discover(always: boolean): Promise<void> {
    const paths = [...this.#named];
    this.#named.clear();
    if (!this.#namedAny && (always || performance.now() >= this.#nextSearch)) {
      const start = performance.now();
      paths.push(...(await this.#search()));
      const end = performance.now();
      this.#nextSearch = end + Math.max(searchInterval, 50 * (end - start));
    }
    const created: { path: string; time: number }[] = [];
    for (const path of new Set(paths)) {
      const time = this.#known.has(path) ? undefined : await creationTime(path);
      if (time === undefined) continue;
      this.#known.add(path);
      if (time >= this.#since) created.push({ path, time });
    }
    created.sort((a, b) => a.time - b.time || (a.path < b.path ? -1 : 1));
    for (const { path } of created) {
      const folder = dirname(path);
      this.#firstFolder ??= folder;
      const prefix = writerPrefix(this.#firstFolder, folder);
      this.#files.push({ file: new EventFile(path), prefix, told: new Set() });
    }
  }

  /** Event files below the folders, breadth first and up to a limit. */
  async #search(): Promise<string[]> {
    const paths: string[] = [];
    let level: string[] = [...this.#folders];
    let entries = 0;
    for (let depth = 0; depth <= maxDepth && level.length > 0; depth++) {
      const next: string[] = [];
      for (const folder of level) {
        for await (const entry of entriesOf(folder)) {
          if (++entries > maxEntries) return paths;
          const path = join(folder, entry.name);
          if (entry.isDirectory()) {
            if (!notSearched.test(entry.name)) next.push(path);
          } else if (isEventFile(path) && !this.#known.has(path)) paths.push(path);
        }
      }
      level = next;
    }
    return paths;
  }
}

interface TailedFile {
  readonly file: EventFile;
  readonly prefix: string;
  /** The warnings that were given. */
  readonly told: Set<string>;
}

async function readMore(file: EventFile, take: TakeEvent, limit: number): Promise<boolean> {
  try {
    return await file.read(take, limit);
  } catch (error) {
    // A file that was removed is read on if it comes back.
    if (!isMissing(error)) file.stop(errorText(error));
    return false;
  }
}

function troubles({ file, told }: TailedFile): string[] {
  const warnings: string[] = [];
  if (file.stopped !== undefined) {
    warnings.push(`The rest of ${file.path} was not read: ${file.stopped}.`);
  }
  if (file.skipped > 0) {
    warnings.push(`Damaged or oversized records in ${file.path} were left out.`);
  }
  const fresh = warnings.filter((warning) => !told.has(warning));
  for (const warning of fresh) told.add(warning);
  return fresh;
}

function pointOf(event: TensorBoardEvent & { kind: 'scalar' }, prefix: string): MetricPoint {
  return {
    key: prefix + event.tag,
    value: event.value,
    timestamp: event.timestamp,
    step: event.step,
  };
}

function isEventFile(path: string): boolean {
  return basename(path).includes('tfevents');
}

/** When a file was made, in ms since the epoch; undefined when it is gone again. */
async function creationTime(path: string): Promise<number | undefined> {
  try {
    const { birthtimeMs, mtimeMs } = await stat(path);
    return birthtimeMs > 0 ? birthtimeMs : mtimeMs;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** What a folder holds; nothing when it cannot be read, which is not the run's concern. */
async function* entriesOf(folder: string): AsyncGenerator<Dirent> {
  try {
    yield* await opendir(folder);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
