import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gateRequests } from '../../../src/protocol/gates.ts';
import { draftRequests } from '../../../src/protocol/packageDraft.ts';
import { packageRequests } from '../../../src/protocol/packages.ts';
import { trackerRequests } from '../../../src/protocol/tracker.ts';
import { makeProject, type Project } from '../../harness/project.ts';
import { testPython } from '../../harness/python.ts';
import { openTracker } from '../reliability/window.ts';
import { trackline } from './trackline.ts';

const script = `
import os, pickle
class Harmful:
    def __reduce__(self):
        return os.system, ("true",)
with open("scorer.pkl", "wb") as f:
    pickle.dump(Harmful(), f)
print("score=0.75")
`;
const gates =
  'objective:\n  metric: score\n  direction: maximize\ngates:\n  - metric: score\n    min: 0.8\n  # the file\n  - exists: scorer.pkl\n';

describe('the sheet of a package, asked of the tracker', () => {
  let project: Project;
  before(async function () {
    this.timeout(60_000);
    project = await makeProject({ 'train.py': script, 'trackline.yaml': gates });
    const done = await trackline(['run', '--', testPython(), 'train.py'], { cwd: project.folder });
    assert.equal(done.code, 0, done.err.toString());
  });
  after(() => project.remove());

  it('tells sums beforehand that the package then has, and keeps what a person wrote', async () => {
    await using tracker = openTracker();
    const { connection } = tracker;
    const { store } = await connection.sendRequest(trackerRequests.openProject, {
      folder: project.folder,
    });
    const source = { kind: 'file', file: project.path('scorer.pkl') } as const;
    const answer = await connection.sendRequest(packageRequests.plan, { store, source });
    assert.equal(answer.kind, 'preview');
    const { description, requirements, version } = answer.preview.plan;
    const files = await connection.sendRequest(draftRequests.files, { store, source });
    const sum = createHash('sha256')
      .update(await readFile(source.file))
      .digest('hex');
    assert.deepEqual(
      files.own.map(({ sha256 }) => sha256),
      [sum],
    );

    const wishes = { name: 'scorer', version, description, requirements, licence: 'MIT' };
    const card = await connection.sendRequest(draftRequests.card, { store, source, wishes });
    assert.match(card, /license: MIT/);
    assert.match(card, /\| score \| 0\.75 \|/);

    const built = await connection.sendRequest(packageRequests.build, {
      store,
      source,
      wishes: {
        ...wishes,
        card: '# My own words\n',
        signature: { inputs: [{ name: 'x', dtype: 'float64', shape: [] }], outputs: [] },
      },
      versionChosen: true,
      override: 'made by ourselves',
    });
    const text = (file: string): Promise<string> => readFile(path.join(built.folder, file), 'utf8');
    assert.equal(await text('README.md'), '# My own words\n');
    assert.match(await text('MLmodel'), /"name":"x"/);
    assert.match(await text('provenance.json'), /"reason": "made by ourselves"/);
    const paths = built.files.map((file) => file.path).toSorted();
    const told = [...files.own.map((file) => file.path), ...files.written].toSorted();
    assert.deepEqual(told, paths);
    assert.ok((await text('SHA256SUMS')).includes(`${sum}  ${files.own[0]?.path ?? ''}\n`));
  });

  it('tells where the gates stand, and judges them on a run', async () => {
    await using tracker = openTracker();
    const { connection } = tracker;
    const { store } = await connection.sendRequest(trackerRequests.openProject, {
      folder: project.folder,
    });
    const list = await connection.sendRequest(gateRequests.list, { store });
    assert.deepEqual(
      list.gates.map(({ title, line }) => [title, line]),
      [
        ['score ≥ 0.8', 4],
        ['scorer.pkl exists', 7],
      ],
    );
    const [run] = list.runs;
    assert.equal(run?.latest, true);
    const verdicts = await connection.sendRequest(gateRequests.judge, { store, runId: run.runId });
    assert.deepEqual(
      verdicts.map(({ open, reason }) => [open, reason]),
      [
        [false, 'score is 0.75, below 0.8.'],
        [true, 'The run left scorer.pkl.'],
      ],
    );
  });
});
