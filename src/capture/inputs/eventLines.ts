import { StringDecoder } from 'node:string_decoder';
import * as v from 'valibot';

/** What the Python helper told about one process of a launch. Times are milliseconds since 1970. */
export type HelperEvent =
  | {
      readonly kind: 'start';
      readonly pid: number;
      readonly argv: readonly string[];
      readonly executable: string;
      readonly version: string;
      readonly cwd: string;
    }
  | {
      readonly kind: 'metric';
      readonly time: number;
      /** The helper counts when a script gives none; absent only in lines of another writer. */
      readonly step?: number;
      readonly values: readonly (readonly [key: string, value: number])[];
    }
  | {
      readonly kind: 'param' | 'tag';
      readonly values: readonly (readonly [key: string, value: string])[];
    }
  | {
      readonly kind: 'artifact';
      /** Absolute; a file or a folder. */
      readonly path: string;
      /** The folder among the run's artifacts; absent for their top. */
      readonly to?: string;
    }
  /** A process ended by itself; one that was killed tells nothing. */
  | { readonly kind: 'end'; readonly pid: number; readonly code: number }
  | FileEvent;

/** A file that a process opened, or a folder that stands for the many files opened in it. */
export interface FileEvent {
  readonly kind: 'file' | 'folder';
  /** Absolute. */
  readonly path: string;
  readonly mode: 'read' | 'write';
  /** When it was opened first; 0 when the line does not say. */
  readonly time: number;
}

/** What one line amounts to. An unknown event is of a newer helper, and no fault. */
export type EventLine =
  | { readonly kind: 'event'; readonly event: HelperEvent }
  | { readonly kind: 'unknown'; readonly name: string }
  | { readonly kind: 'malformed'; readonly reason: string };

/**
 * The members of an object as pairs. A plain record would drop or misplace keys such as
 * `__proto__`, which are legal names of metrics.
 */
function pairsOf<Value extends v.GenericSchema>(value: Value) {
  return v.pipe(
    v.custom<Record<string, unknown>>(isRecord, 'k is not an object'),
    v.transform((record) => Object.entries(record)),
    v.array(v.tuple([v.string(), value])),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const number = v.pipe(v.number(), v.finite());
/** JSON has no word for these three, so the helper writes them as strings. */
const metricValue = v.union([
  v.number(),
  v.pipe(
    v.picklist(['NaN', 'Infinity', '-Infinity']),
    v.transform((word) => Number(word)),
  ),
]);
const texts = pairsOf(v.string());
const opened = {
  path: v.string(),
  mode: v.picklist(['r', 'w']),
  t: v.optional(number, 0),
};

const lineSchema = v.variant('e', [
  v.object({
    e: v.literal('start'),
    pid: number,
    argv: v.array(v.string()),
    executable: v.string(),
    version: v.string(),
    cwd: v.string(),
  }),
  v.object({
    e: v.literal('metric'),
    t: number,
    step: v.optional(number),
    k: pairsOf(metricValue),
  }),
  v.object({ e: v.literal('param'), k: texts }),
  v.object({ e: v.literal('tag'), k: texts }),
  v.object({ e: v.literal('artifact'), path: v.string(), to: v.optional(v.string()) }),
  v.object({ e: v.literal('end'), pid: number, ok: v.boolean(), code: v.optional(number) }),
  v.object({ e: v.literal('open'), ...opened }),
  v.object({ e: v.literal('folder'), ...opened }),
]);

const knownNames: ReadonlySet<string> = new Set(
  lineSchema.options.map((option) => option.entries.e.literal),
);

/** Reads one line of an event file, without its newline. Never throws. */
export function parseEventLine(line: string): EventLine {
  let data: unknown;
  try {
    data = JSON.parse(line);
  } catch {
    return { kind: 'malformed', reason: 'not JSON' };
  }
  const name: unknown = isRecord(data) ? data['e'] : undefined;
  if (typeof name !== 'string')
    return { kind: 'malformed', reason: 'without the name of an event' };
  if (!knownNames.has(name)) return { kind: 'unknown', name };
  const parsed = v.safeParse(lineSchema, data);
  if (parsed.success) return { kind: 'event', event: eventOf(parsed.output) };
  const issue = parsed.issues[0];
  const where = v.getDotPath(issue);
  return {
    kind: 'malformed',
    reason: where === null ? issue.message : `${where}: ${issue.message}`,
  };
}

function eventOf(line: v.InferOutput<typeof lineSchema>): HelperEvent {
  switch (line.e) {
    case 'start':
      return {
        kind: 'start',
        pid: line.pid,
        argv: line.argv,
        executable: line.executable,
        version: line.version,
        cwd: line.cwd,
      };
    case 'metric':
      return {
        kind: 'metric',
        time: line.t,
        values: line.k,
        ...(line.step === undefined ? {} : { step: line.step }),
      };
    case 'end':
      return { kind: 'end', pid: line.pid, code: line.code ?? (line.ok ? 0 : 1) };
    case 'param':
    case 'tag':
      return { kind: line.e, values: line.k };
    case 'artifact':
      return {
        kind: 'artifact',
        path: line.path,
        ...(line.to === undefined ? {} : { to: line.to }),
      };
    case 'open':
    case 'folder':
      return {
        kind: line.e === 'open' ? 'file' : 'folder',
        path: line.path,
        mode: line.mode === 'r' ? 'read' : 'write',
        time: line.t,
      };
  }
}

/**
 * Reads one event file while it grows: takes its bytes in pieces of any size, keeps what is not yet
 * a whole line, skips what it cannot read and remembers it for a warning.
 */
export class EventLineReader {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';
  #lines = 0;
  readonly #unknown = new Map<string, number>();
  readonly #malformed: { readonly line: number; readonly reason: string }[] = [];
  #malformedCount = 0;

  /** The events of the lines that these bytes complete, in order. */
  push(bytes: Buffer): HelperEvent[] {
    const lines = (this.#rest + this.#decoder.write(bytes)).split('\n');
    this.#rest = lines.pop() ?? '';
    const events: HelperEvent[] = [];
    for (const line of lines) {
      this.#lines += 1;
      if (line !== '') this.#take(line, events);
    }
    return events;
  }

  /** Events of a kind that this version does not know, and how often they came. */
  get unknown(): ReadonlyMap<string, number> {
    return this.#unknown;
  }

  /** The first few lines that could not be read, for a log. */
  get malformed(): readonly { readonly line: number; readonly reason: string }[] {
    return this.#malformed;
  }

  get malformedCount(): number {
    return this.#malformedCount;
  }

  #take(line: string, events: HelperEvent[]): void {
    const parsed = parseEventLine(line);
    switch (parsed.kind) {
      case 'event':
        events.push(parsed.event);
        break;
      case 'unknown':
        this.#unknown.set(parsed.name, (this.#unknown.get(parsed.name) ?? 0) + 1);
        break;
      case 'malformed':
        this.#malformedCount += 1;
        if (this.#malformed.length < 10) {
          this.#malformed.push({ line: this.#lines, reason: parsed.reason });
        }
    }
  }
}
