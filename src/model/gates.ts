import * as v from 'valibot';

/*
 * Gates: conditions of `trackline.yaml` that a model must meet before it may be promoted. They are
 * judged on the record of the run that made the model.
 */

const text = v.pipe(v.string(), v.minLength(1));
const number = v.pipe(v.number(), v.finite());

/** The gates as `trackline.yaml` has them, each by the key that tells its kind. */
export const gateSchema = v.union(
  [
    v.strictObject({
      metric: text,
      min: v.optional(number),
      max: v.optional(number),
      /** At least so much better than the champion; negative allows to be worse. */
      betterBy: v.optional(number),
      direction: v.optional(v.picklist(['maximize', 'minimize'])),
    }),
    /** A file that the run must have written or logged; relative to the project or its artifacts. */
    v.strictObject({ exists: text }),
    /** Of the model's file: `100 MB`, `2 GiB`, or bytes. */
    v.strictObject({ maxSize: v.union([number, text]) }),
    /** How old the data may be that the run read, by the changes of its files: `30 days`, `12 h`. */
    v.strictObject({ maxDataAge: text }),
    /** A command that must have gone well on the same code, by its beginning: `pytest`. */
    v.strictObject({ passed: text }),
  ],
  'a gate is {metric: …, min: …, max: …, betterBy: …}, {exists: …}, {maxSize: …}, {maxDataAge: …} or {passed: …}',
);

/** One gate of `trackline.yaml`. */
export type Gate = v.InferOutput<typeof gateSchema>;

/** What of a run's record gates look at. */
export interface GateRecord {
  readonly metrics: Readonly<Record<string, number>>;
  /** Of the version that is the champion now; absent when there is none. */
  readonly champion?: { readonly name: string; readonly metrics: Readonly<Record<string, number>> };
  /** Paths of files that the run wrote or logged. */
  readonly files: readonly string[];
  /** Of the model's files; absent while no model is known. */
  readonly modelBytes?: number;
  /** Milliseconds since the epoch: the oldest last change of the data that the run read. */
  readonly oldestData?: number;
  /** When it is judged, in milliseconds since the epoch. */
  readonly now: number;
  /** Command lines that went well on the same code. */
  readonly passedCommands: readonly string[];
  readonly objective?: { readonly metric: string; readonly direction: 'maximize' | 'minimize' };
}

/** How a gate was judged. */
export interface GateVerdict {
  /** The gate in a few words. */
  readonly title: string;
  readonly open: boolean;
  /** One sentence with the values. */
  readonly reason: string;
}

/** Judges all gates on a run's record; a gate that cannot be judged is closed. */
export function judgeGates(gates: readonly Gate[], record: GateRecord): GateVerdict[] {
  return gates.map((gate) => judgeGate(gate, record));
}

function judgeGate(gate: Gate, record: GateRecord): GateVerdict {
  if ('metric' in gate) return judgeMetric(gate, record);
  if ('exists' in gate) {
    const open = record.files.includes(gate.exists);
    const reason = open ? `The run left ${gate.exists}.` : `The run left no ${gate.exists}.`;
    return { title: `${gate.exists} exists`, open, reason };
  }
  if ('maxSize' in gate) return judgeSize(gate.maxSize, record);
  if ('maxDataAge' in gate) return judgeAge(gate.maxDataAge, record);
  const { passed } = gate;
  const open = record.passedCommands.some(
    (line) => line === passed || line.startsWith(`${passed} `),
  );
  const reason = open
    ? `${passed} went well on the code of this run.`
    : `No run of ${passed} went well on the code of this run: run it as an experiment.`;
  return { title: `${passed} passed`, open, reason };
}

type MetricGate = Extract<Gate, { metric: string }>;

function judgeMetric(gate: MetricGate, record: GateRecord): GateVerdict {
  const { metric, min, max, betterBy } = gate;
  const conditions = [
    ...(min === undefined ? [] : [`≥ ${min}`]),
    ...(max === undefined ? [] : [`≤ ${max}`]),
    ...(betterBy === undefined ? [] : [`better than the champion by ${betterBy}`]),
  ];
  const title = `${metric} ${conditions.join(', ') || 'exists'}`;
  const value = record.metrics[metric];
  if (value === undefined || Number.isNaN(value)) {
    return { title, open: false, reason: `The run has no value of ${metric}.` };
  }
  if (min !== undefined && value < min) {
    return { title, open: false, reason: `${metric} is ${value}, below ${min}.` };
  }
  if (max !== undefined && value > max) {
    return { title, open: false, reason: `${metric} is ${value}, above ${max}.` };
  }
  if (betterBy === undefined) return { title, open: true, reason: `${metric} is ${value}.` };
  return againstChampion(gate, betterBy, value, title, record);
}

function againstChampion(
  { metric, direction }: MetricGate,
  betterBy: number,
  value: number,
  title: string,
  { champion, objective }: GateRecord,
): GateVerdict {
  if (champion === undefined) {
    return { title, open: true, reason: `There is no champion yet; ${metric} is ${value}.` };
  }
  const best = champion.metrics[metric];
  if (best === undefined) {
    return { title, open: true, reason: `${champion.name} has no ${metric}; here it is ${value}.` };
  }
  const known = objective?.metric === metric ? objective.direction : undefined;
  const sign = (direction ?? known ?? 'maximize') === 'maximize' ? 1 : -1;
  const gain = sign * (value - best);
  const open = gain >= betterBy;
  return {
    title,
    open,
    reason: `${metric} is ${value}, and ${best} of ${champion.name}: ${rounded(Math.abs(gain))} ${gain < 0 ? 'worse' : 'better'}.`,
  };
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(6)));
}

const sizeUnits: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
};

/** `100 MB` in bytes; undefined when it is no size. */
export function parseSize(size: number | string): number | undefined {
  if (typeof size === 'number') return size;
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(size);
  const unit = sizeUnits[match?.[2]?.toLowerCase() ?? '-'];
  return match?.[1] === undefined || unit === undefined ? undefined : Number(match[1]) * unit;
}

const hour = 3_600_000;
const ageUnits: Readonly<Record<string, number>> = {
  h: hour,
  hour: hour,
  hours: hour,
  d: 24 * hour,
  day: 24 * hour,
  days: 24 * hour,
  w: 168 * hour,
  week: 168 * hour,
  weeks: 168 * hour,
};

/** `30 days` in milliseconds; undefined when it is no span of time. */
export function parseAge(age: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*$/i.exec(age);
  const unit = ageUnits[match?.[2]?.toLowerCase() ?? ''];
  return match?.[1] === undefined || unit === undefined ? undefined : Number(match[1]) * unit;
}

function judgeSize(maxSize: number | string, { modelBytes }: GateRecord): GateVerdict {
  const title = `Model at most ${maxSize}${typeof maxSize === 'number' ? ' bytes' : ''}`;
  const limit = parseSize(maxSize);
  if (limit === undefined) return { title, open: false, reason: `${maxSize} is no size.` };
  if (modelBytes === undefined) return { title, open: false, reason: 'The run left no model.' };
  return {
    title,
    open: modelBytes <= limit,
    reason: `The model has ${modelBytes.toLocaleString('en')} bytes.`,
  };
}

function judgeAge(maxDataAge: string, { oldestData, now }: GateRecord): GateVerdict {
  const title = `Data not older than ${maxDataAge}`;
  const limit = parseAge(maxDataAge);
  if (limit === undefined)
    return { title, open: false, reason: `${maxDataAge} is no span of time.` };
  if (oldestData === undefined) {
    return { title, open: false, reason: 'It is not known how old the data of the run is.' };
  }
  const days = Math.floor((now - oldestData) / (24 * hour));
  return { title, open: now - oldestData <= limit, reason: `The oldest data is ${days} days old.` };
}
