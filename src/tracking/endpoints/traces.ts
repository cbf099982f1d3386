import type { RawCall, TrackingContext } from '../context.ts';
import type { Fields } from '../http/fields.ts';
import { requireExperiment } from './experiments.ts';
import { invalidValue, missing, missingValue } from '../http/errors.ts';

/**
 * `POST traces` (3.0): traces are not kept. The client is answered as if they were, with the place
 * to put their data, so that a script that makes some goes on without warnings.
 */
export function startTrace(context: TrackingContext, fields: Fields): object {
  const trace = fields.message('trace');
  const info = trace?.message('trace_info');
  if (info === undefined) throw missingValue('trace.trace_info');
  const id = info.requiredText('trace_id');
  if (!/^[\w-]{1,100}$/.test(id)) throw invalidValue('trace_id', id);
  const experimentId =
    info.message('trace_location')?.message('mlflow_experiment')?.text('experiment_id') ?? '0';
  const experiment = requireExperiment(context, experimentId);
  const location = context.locations.toClient(context.locations.ofOther('traces', id, experiment));
  const answer = info.record();
  const tags = info.message('tags')?.record() ?? {};
  return {
    trace: {
      trace_info: { ...answer, tags: { ...tags, 'mlflow.artifactLocation': location } },
    },
  };
}

/** `GET traces/{id}` (3.0) */
export function getTrace(
  _context: TrackingContext,
  _fields: Fields,
  [id = '']: readonly string[],
): object {
  throw missing(`Trace with ID '${id}' not found.`);
}

/** Calls about traces that change or find nothing, since none are kept. */
export function ignoreTraces(): object {
  return {};
}

/** `POST /v1/traces`: clients that are answered so send no more spans, and say nothing of it. */
export async function refuseSpans(_context: TrackingContext, call: RawCall): Promise<void> {
  call.request.resume();
  call.response
    .writeHead(501, { 'Content-Type': 'text/plain' })
    .end('REST OTLP span logging is not supported by this server.');
}
