import assert from 'node:assert/strict';
import type { Call, Known } from './call.ts';
import { calls } from './calls.ts';
import { startEndpoint, type Endpoint } from '../../unit/tracking/endpoint.ts';
import { startReal, type RealServer } from './servers.ts';

/** Lists whose order says nothing. */
const sets: ReadonlySet<string> = new Set([
  'tags',
  'params',
  'metrics',
  'dataset_inputs',
  'aliases',
  'latest_versions',
]);

/** What a server said. */
interface Answer {
  readonly status: number;
  readonly body: unknown;
}

describe('the tracking endpoint beside mlflow server', function () {
  this.timeout(180_000);
  let own: Endpoint;
  let real: RealServer;
  const ownKnown: Known = {};
  const realKnown: Known = {};

  before(async () => {
    [own, real] = await Promise.all([startEndpoint(), startReal()]);
  });
  after(async () => {
    await own.close();
    await real.close();
  });

  for (const [group, list] of Object.entries(calls)) {
    describe(group, () => {
      for (const call of list) {
        it(call.name, async () => {
          const [ours, theirs] = await Promise.all([
            make(own.url, call, ownKnown),
            make(real.url, call, realKnown),
          ]);
          compare(call, normal(ours, ownKnown), normal(theirs, realKnown));
        });
      }
    });
  }
});

function compare(call: Call, ours: Answer, theirs: Answer): void {
  if (theirs.status === 200 || call.differ === undefined) {
    if (call.differ !== 'all') assert.deepEqual(ours, theirs);
  } else if (call.differ === 'message') {
    assert.deepEqual([ours.status, codeOf(ours.body)], [theirs.status, codeOf(theirs.body)]);
  } else if (call.differ === 'status') {
    assert.equal(at(ours.body, ['message']), at(theirs.body, ['message']));
  }
  if (theirs.status !== 200) {
    assert.ok(ours.status >= 400 && ours.status < 500, `answered ${ours.status}`);
  }
}

async function make(url: string, call: Call, known: Known): Promise<Answer> {
  const path = typeof call.path === 'string' ? call.path : call.path(known);
  const method = call.method ?? 'GET';
  const fields = call.fields?.(known) ?? {};
  const query = method === 'GET' ? queryOf(fields) : '';
  const response = await fetch(`${url}/api/2.0/mlflow/${path}${query}`, {
    method,
    ...(method !== 'GET' && {
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(fields),
    }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  const body: unknown = isJson ? JSON.parse(text) : text;
  for (const [name, place] of Object.entries(call.keep ?? {})) {
    known[name] = String(at(body, place.split('.')));
  }
  return { status: response.status, body };
}

function queryOf(fields: Record<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const item of Array.isArray(value) ? value : [value]) query.append(name, String(item));
  }
  return query.size === 0 ? '' : `?${query.toString()}`;
}

/** Takes out what two servers cannot agree on: identifiers, places, times of now, orders of sets. */
function normal(answer: Answer, known: Known): Answer {
  let text = JSON.stringify(answer.body);
  for (const [name, id] of Object.entries(known)) {
    if (id.length > 8) text = text.replaceAll(id, `<${name}>`);
  }
  return { status: answer.status, body: normalValue(JSON.parse(text), '') };
}

function normalValue(value: unknown, name: string): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => normalValue(item, name));
    return sets.has(name) && !isHistory(items)
      ? items.sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))
      : items;
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key, inner]) => !isOwnAffair(key) && !isUnset(key, inner))
        .map(([key, inner]) => [key, normalValue(inner, key)]),
    );
  }
  return value;
}

/** Series are compared in their order. */
function isHistory(items: readonly unknown[]): boolean {
  const keys = items.map((item) => at(item, ['key'])).filter((key) => key !== undefined);
  return new Set(keys).size < keys.length;
}

function isOwnAffair(key: string): boolean {
  return (
    /^(creation_time|last_update_time|creation_timestamp|last_updated_timestamp|creation_timestamp_ms|last_updated_timestamp_ms)$/.test(
      key,
    ) ||
    /^(artifact_uri|artifact_location|root_uri|next_page_token|error_class|sqlstate|workspace)$/.test(
      key,
    )
  );
}

/** MLflow says `''` of these where nothing was said of them. */
function isUnset(key: string, value: unknown): boolean {
  return value === '' && (key === 'model_type' || key === 'source_run_id');
}

function codeOf(body: unknown): unknown {
  return at(body, ['error_code']);
}

function at(value: unknown, [first, ...rest]: readonly string[]): unknown {
  if (first === undefined) return value;
  return typeof value === 'object' && value !== null && first in value
    ? at((value as Record<string, unknown>)[first], rest)
    : undefined;
}
