import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { diskWorkspace, toServicePath } from '../../../src/pipeline/files/diskWorkspace.ts';
import type { Diagnostic } from '../../../src/pipeline/service/diagnostic.ts';
import { createPipelineService } from '../../../src/pipeline/service/service.ts';

/** What DVC says of the files of a case. */
interface Expected {
  readonly files: Readonly<
    Record<
      string,
      {
        readonly ok: boolean;
        readonly errors: readonly ExpectedError[];
        readonly stages: readonly string[];
      }
    >
  >;
  readonly graph: { readonly cls: string } | null;
}

interface ExpectedError {
  readonly phase: string;
  readonly cls: string;
  readonly detail: string;
}

const folder = path.resolve(import.meta.dirname, '../../../..', 'shared', 'cases');

/** Whether a diagnostic is at the place of an error that DVC has. */
function isAt(
  { phase, cls, detail }: ExpectedError,
  { code, dataPath, stage }: Diagnostic,
): boolean {
  const keys = dataPath.map(String);
  if (cls === 'YAMLSyntaxError') return code.startsWith('yaml-');
  if (phase === 'lock') return code === 'lock-invalid';
  if (phase === 'resolver') return code.startsWith('vars-');
  if (phase === 'keys') return keys[0] === 'stages';
  if (phase.startsWith('stage:'))
    return stage === phase.slice('stage:'.length) || keys[1] === phase.slice('stage:'.length);
  if (phase !== 'schema') return keys[0] === phase;
  return detail.split(' | ').some((one) => {
    const expected = Array.from(
      one.matchAll(/\['((?:[^'\\]|\\.)*)'\]|\[(\d+)\]/g),
      (match) => match[1] ?? match[2],
    );
    return JSON.stringify(expected) === JSON.stringify(keys);
  });
}

function checkCase(root: string, { files, graph }: Expected): void {
  const service = createPipelineService(diskWorkspace(root));
  const inGraph: Diagnostic[] = [];
  for (const [name, { ok, errors, stages }] of Object.entries(files)) {
    const verdict = service.verdict(toServicePath(path.join(root, name)));
    const refused = verdict.diagnostics.filter(({ severity }) => severity === 'error');
    const own = refused.filter(({ code }) => !code.startsWith('graph-'));
    inGraph.push(...refused.filter((one) => !own.includes(one)));
    assert.deepEqual({ ok: own.length === 0, stages: verdict.stages }, { ok, stages }, name);
    for (const error of errors) {
      const there = own.some((diagnostic) => isAt(error, diagnostic));
      assert.ok(there, `${name}: ${JSON.stringify(error)} is not among ${JSON.stringify(own)}`);
    }
  }
  assert.equal(inGraph.length > 0, graph !== null, JSON.stringify(inGraph));
}

describe('the cases that DVC judged', () => {
  for (const collection of ['dvc-invalid', 'dvc-real']) {
    const expected = path.join(folder, collection, 'expected.json');
    if (!existsSync(expected)) {
      it(`are absent: ${collection}`, () => {
        console.log(`      ${expected} does not exist, so its cases are not looked at.`);
      });
      continue;
    }
    const cases = JSON.parse(readFileSync(expected, 'utf8')) as Readonly<Record<string, Expected>>;
    for (const [name, one] of Object.entries(cases)) {
      it(`${collection}: ${name}`, () => {
        checkCase(path.join(folder, collection, name), one);
      });
    }
  }
});
