import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { RunReport } from '../../../src/store/views/runReport.ts';
import { makeProject, type Project } from '../../harness/project.ts';
import { testPython } from '../../harness/python.ts';
import { until } from '../../harness/wait.ts';
import { show } from '../launch/trackline.ts';
import { recordOf } from './scripts.ts';

/** The digest of a file as anybody would work it out. */
function digest(file: string): string {
  return `sha256:${createHash('sha256').update(readFileSync(file)).digest('hex')}`;
}

/** The record of a script, once its files are hashed, which its end does not wait for. */
async function hashed(project: Project, source: string): Promise<RunReport> {
  const { id } = await recordOf(project, source);
  return until(async () => {
    const report = await show(project, id);
    const files = [...report.inputs, ...report.outputs];
    return files.every(({ digest: found }) => found !== null) ? report : undefined;
  }, 'every file to be hashed');
}

describe('files', function () {
  this.timeout(120_000);
  let project: Project;
  beforeEach(async () => {
    project = await makeProject({});
  });
  afterEach(() => project.remove());

  it('that pandas, polars, pyarrow and numpy read are inputs with their digests', async () => {
    const make = `
import numpy as np, pandas as pd, os
os.makedirs("데이터 sets", exist_ok=True)
table = pd.DataFrame({"a": range(5), "b": list("vwxyz")})
table.to_csv("데이터 sets/table.csv"); table.to_parquet("t.parquet"); table.to_feather("t.feather")
table.to_json("t.json"); np.save("n.npy", np.arange(4)); np.savez("n.npz", x=np.arange(4))
table.to_csv("pl.csv"); table.to_parquet("pl.parquet"); table.to_parquet("pa.parquet"); table.to_csv("lazy.csv")
open("plain.txt", "w").write("text"); open("never.txt", "w").write("not read")
`;
    execFileSync(testPython(), ['-c', make], { cwd: project.folder });
    const report = await hashed(
      project,
      `
import numpy as np, pandas as pd, polars as pl, pyarrow.parquet as pq
pd.read_csv("데이터 sets/table.csv"); pd.read_parquet("t.parquet"); pd.read_feather("t.feather")
pd.read_json("t.json"); np.load("n.npy"); np.load("n.npz")["x"]
pl.read_csv("pl.csv"); pl.read_parquet("pl.parquet"); pl.scan_csv("lazy.csv").collect(); pq.read_table("pa.parquet")
print(open("plain.txt").read())
`,
    );
    const expected = [
      'lazy.csv',
      'n.npy',
      'n.npz',
      'pa.parquet',
      'pl.csv',
      'pl.parquet',
      'plain.txt',
      't.feather',
      't.json',
      't.parquet',
      '데이터 sets/table.csv',
    ];
    const found = Object.fromEntries(report.inputs.map((file) => [file.path, file.digest]));
    assert.deepEqual(
      found,
      Object.fromEntries(expected.map((name) => [name, digest(project.path(name))])),
    );
    assert.deepEqual(report.outputs, []);
    assert.equal(report.inputs.find(({ path }) => path === 'plain.txt')?.bytes, 4);
  });

  it('that a script writes are outputs, as they are at the end', async () => {
    const report = await hashed(
      project,
      `
import json, os, tempfile
import joblib, numpy as np, pandas as pd
os.makedirs("out")
for turn in range(3):
    open("out/last.txt", "w").write("turn %d" % turn)
joblib.dump({"w": np.arange(3)}, "out/model.joblib")
pd.DataFrame({"a": [1]}).to_parquet("out/t.parquet")
json.dump({"f1": 0.5}, open("scores.json", "w"))
open("gone.tmp", "w").write("x"); os.remove("gone.tmp")
open(os.path.join(tempfile.gettempdir(), "elsewhere.txt"), "w").write("x")
`,
    );
    const found = Object.fromEntries(report.outputs.map((file) => [file.path, file.digest]));
    const names = ['out/last.txt', 'out/model.joblib', 'out/t.parquet', 'scores.json'];
    assert.deepEqual(
      found,
      Object.fromEntries(names.map((name) => [name, digest(project.path(name))])),
    );
  });

  it('of a folder of 300 pictures are one input', async () => {
    const make = `
import os
os.makedirs("data/pictures")
for number in range(300):
    open(f"data/pictures/{number}.png", "wb").write(bytes([number % 256]) * 10)
`;
    execFileSync(testPython(), ['-c', make], { cwd: project.folder });
    const source = `
import glob
for name in glob.glob("data/pictures/*.png"):
    open(name, "rb").read()
`;
    const { inputs } = await hashed(project, source);
    const [folder, ...others] = inputs;
    assert.deepEqual(others, []);
    assert.deepEqual(
      [folder?.path, folder?.kind, folder?.files, folder?.bytes],
      ['data/pictures', 'folder', 300, 3000],
    );
    const again = await hashed(project, source);
    assert.deepEqual(again.inputs, inputs, 'the same content has the same digest');
    await project.write('data/pictures/1.png', 'another');
    const changed = await hashed(project, source);
    assert.notDeepEqual(changed.inputs, inputs);
  });
});
