import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { diskWorkspace, toServicePath } from '../../../src/pipeline/files/diskWorkspace.ts';
import type { Diagnostic } from '../../../src/pipeline/service/diagnostic.ts';
import { createPipelineService } from '../../../src/pipeline/service/service.ts';
import { isAt, type DvcError } from './support/judgedByDvc.ts';

/** What DVC says of the files of a case. */
interface Expected {
  readonly files: Readonly<
    Record<
      string,
      {
        readonly ok: boolean;
        readonly errors: readonly DvcError[];
        readonly stages: readonly string[];
      }
    >
  >;
  readonly graph: { readonly cls: string } | null;
}

const folder = path.resolve(import.meta.dirname, '../../../..', 'shared', 'cases');

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
