import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { PackagePlan } from '../../../src/model/modelPackage.ts';
import { buildPackage } from '../../../src/registry/build/buildPackage.ts';
import { recogniseModel } from '../../../src/registry/formats/recognise.ts';
import { testJudges } from '../../harness/python.ts';
import { writeSampleWeights } from './samplePackage.ts';

const execute = promisify(execFile);

/** Judges a bill of materials with the official schema; prints what is wrong with it. */
const judge = String.raw`
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
with open(sys.argv[1], encoding='utf-8') as file:
    print(JsonStrictValidator(SchemaVersion.V1_6).validate_str(file.read()) or '')
`;

/** Reads provenance with in-toto's own classes; a field that they do not know is an error. */
const readProvenance = String.raw`
import json, sys
from google.protobuf import json_format
from in_toto_attestation.predicates.provenance.v1 import provenance_pb2
from in_toto_attestation.v1 import statement, statement_pb2
with open(sys.argv[1], encoding='utf-8') as file:
    content = json.load(file)
try:
    read = json_format.ParseDict(content, statement_pb2.Statement())
    statement.Statement.copy_from_pb(read).validate()
    json_format.ParseDict(content['predicate'], provenance_pb2.Provenance())
except Exception as error:
    print(error)
`;

describe('the documents of a package', () => {
  let folder = '';
  let plan: PackagePlan;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'trackline-documents-'));
    const source = path.join(folder, 'weights.safetensors');
    await writeSampleWeights(source, 64, '1');
    const found = await recogniseModel(source);
    assert.equal(found.kind, 'model');
    plan = {
      name: 'weights',
      version: '1',
      description: 'Weights.\nOf a sample.',
      licence: '',
      requirements: ['safetensors==0.8.0', 'numpy'],
      source,
      facts: found.facts,
    };
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** Of a run with all that can be on record, names that need escaping included. */
  const recorded = (): PackagePlan => ({
    ...plan,
    version: '2',
    licence: 'MIT OR Apache-2.0',
    signature: {
      inputs: [{ name: 'x', dtype: 'float64', shape: [null, 4] }],
      outputs: [{ dtype: 'int64', shape: [null] }],
    },
    lineage: {
      runId: '0123456789abcdef0123456789abcdef',
      runName: 'tidy-finch-12',
      experiment: 'iris',
      startTime: Date.UTC(2026, 0, 2),
      endTime: Date.UTC(2026, 0, 3),
      command: ['python', 'train.py', '--alpha', '0.1'],
      commit: 'a'.repeat(40),
      snapshot: 'b'.repeat(40),
      dirty: true,
      source: 'https://git.example.org/team/iris.git',
      params: { alpha: '0.1', 'nested/name': 'x' },
      metrics: { accuracy: 0.97, 'val/loss': -1e-7 },
      inputs: [
        { path: 'data/ire vi%20s [1].csv', digest: `sha256:${'c'.repeat(64)}` },
        { path: '../elsewhere/자료.csv' },
        { path: 'data/unhashed.csv' },
        { path: 'data/unhashed.csv' },
      ],
      python: '3.11.2',
      packages: { numpy: '2.4.6' },
    },
    overridden: {
      reason: 'looked at',
      findings: [{ level: 'unknown', file: 'a', text: 'b' }],
    },
  });

  async function textOf(wanted: PackagePlan, file: string): Promise<string> {
    const { folder: built } = await buildPackage(wanted, path.join(folder, 'packages'));
    return await readFile(path.join(built, file), 'utf8');
  }

  async function judged(text: string, script = judge): Promise<string> {
    const file = path.join(folder, 'judged.json');
    await writeFile(file, text);
    return (await execute(testJudges(), ['-c', script, file])).stdout.trim();
  }

  it('have a bill of materials that the schema of CycloneDX takes', async () => {
    for (const wanted of [plan, recorded()]) {
      const text = await textOf(wanted, 'bom.cdx.json');
      assert.equal(await judged(text), '');
      assert.notEqual(await judged(text.replace('"machine-learning-model"', '"no-such"')), '');
    }
  });

  it('have provenance that in-toto reads as a statement of SLSA', async () => {
    for (const wanted of [plan, recorded()]) {
      const text = await textOf(wanted, 'provenance.json');
      assert.equal(await judged(text, readProvenance), '');
      for (const [right, wrong] of [
        ['"buildType"', '"buildKind"'],
        ['Statement/v1', 'Statement/v0'],
      ] as const) {
        assert.notEqual(await judged(text.replace(right, wrong), readProvenance), '');
      }
    }
  });
});
