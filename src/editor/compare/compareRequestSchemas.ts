import * as v from 'valibot';
import {
  compareRequests,
  type CompareMethod,
  type CompareParams,
  type CompareScope,
} from '../../protocol/compare.ts';

const text = v.pipe(v.string(), v.maxLength(10_000));
const ids = v.pipe(v.array(v.pipe(v.string(), v.maxLength(200))), v.maxLength(1_000_000));
const scope: v.GenericSchema<unknown, CompareScope> = v.variant('kind', [
  v.object({ kind: v.literal('runs'), runIds: ids }),
  v.object({ kind: v.literal('experiments'), experimentIds: v.exactOptional(v.array(text)) }),
]);
const columns = v.pipe(v.array(text), v.maxLength(20_000));

/** What each request may be sent with by the panel. */
const schemas: {
  readonly [M in CompareMethod]: v.GenericSchema<unknown, CompareParams<M>>;
} = {
  catalogue: v.object({ scope, filter: v.exactOptional(text), counted: v.boolean() }),
  runs: v.object({
    scope,
    filter: text,
    orderBy: v.pipe(v.array(v.object({ column: text, ascending: v.boolean() })), v.maxLength(20)),
  }),
  columns: v.object({ runIds: ids, columns }),
  groups: v.object({ runIds: ids, columns, by: columns }),
  ranges: v.object({ runIds: ids, columns }),
  find: v.object({
    runIds: ids,
    columns,
    text,
    limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000)),
  }),
  words: v.object({
    scope,
    column: text,
    limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)),
  }),
  series: v.object({
    runIds: ids,
    key: text,
    x: v.picklist(['step', 'time', 'relative']),
    from: v.exactOptional(v.number()),
    to: v.exactOptional(v.number()),
    buckets: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)),
    scale: v.exactOptional(v.literal('logarithmic')),
  }),
  metricNames: v.object({ runIds: ids }),
  importance: v.object({ runIds: ids, columns, objective: text }),
  details: v.object({ runIds: v.pipe(ids, v.maxLength(100)) }),
  artifact: v.object({ runId: text, path: text }),
  experiments: v.object({}),
};

const methods = Object.keys(compareRequests) as CompareMethod[];

/** The name of a request. */
export const compareMethod: v.GenericSchema<unknown, CompareMethod> = v.picklist(methods);

/** The parameters of a request as the panel sent them, or nothing when they are not its own. */
export function readParams<M extends CompareMethod>(
  method: M,
  params: unknown,
): CompareParams<M> | undefined {
  const read = v.safeParse(schemas[method], params);
  return read.success ? read.output : undefined;
}
