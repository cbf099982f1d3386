import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { makeProject, type Project } from '../../harness/project.ts';
import { testPython } from '../../harness/python.ts';
import { startDockerRegistry } from '../registry/dockerRegistry.ts';
import { writeSampleWeights } from '../registry/samplePackage.ts';
import { remarks, trackline } from './trackline.ts';

const execute = promisify(execFile);

const script = `
import json, pickle, sys
from sklearn.linear_model import LogisticRegression
model = LogisticRegression().fit([[0.0], [1.0]], [0, 1])
print("accuracy=1.0")
for name in sys.argv[1:]:
    with open(name, "wb") as f:
        pickle.dump(model, f)
`;

interface PackageReport {
  readonly name: string;
  readonly version: string;
  readonly digest: string;
  readonly folder: string;
  readonly run: string | null;
  readonly requirements: readonly string[];
}

describe('packaging from the command line', () => {
  let project: Project;
  const call = (...args: string[]) => trackline(args, { cwd: project.folder });
  const report = async (...args: string[]): Promise<PackageReport> => {
    const done = await call('package', ...args, '--json');
    assert.equal(done.code, 0, done.err.toString());
    return JSON.parse(done.out.toString()) as PackageReport;
  };

  before(async function () {
    this.timeout(180_000);
    project = await makeProject({ 'train.py': script });
    for (const [name, ...files] of [
      ['none'],
      ['one', 'one.pkl'],
      ['two', 'a.pkl', 'b.pkl'],
    ] as const) {
      const done = await call('run', '--name', name, '--', testPython(), 'train.py', ...files);
      assert.equal(done.code, 0, done.err.toString());
    }
  });
  after(() => project.remove());

  it('makes one package of a run, however often, which is verified', async () => {
    const first = await report('one', '--name', 'line');
    assert.deepEqual([first.name, first.version], ['line', '1']);
    assert.match(first.run ?? '', /^[0-9a-f]{32}$/);
    assert.ok(first.requirements.some((line) => /^scikit-learn==\d/.test(line)));
    assert.equal((await report('one', '--name', 'line')).digest, first.digest);
    const other = await report('one', '--name', 'line', '--licence', 'MIT');
    assert.equal(other.version, '2');
    assert.equal((await call('verify', first.folder)).code, 0);
    assert.equal((await call('verify', first.folder, '--digest', other.digest)).code, 1);
  });

  it('signs a package with a key, whose passphrase comes from the environment', async () => {
    const { folder } = await report('one', '--name', 'signed');
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = path.join(project.folder, 'key.pem');
    const pub = path.join(project.folder, 'key.pub');
    await writeFile(
      key,
      privateKey.export({
        format: 'pem',
        type: 'pkcs8',
        cipher: 'aes-256-cbc',
        passphrase: 'open',
      }),
    );
    await writeFile(pub, publicKey.export({ format: 'pem', type: 'spki' }));
    assert.equal((await call('verify', folder, '--public-key', pub)).code, 1);
    const locked = await call('sign', 'signed:1', '--key', key);
    assert.equal(locked.code, 1);
    assert.match(remarks(locked).join(' '), /encrypted\. Set TRACKLINE_KEY_PASSPHRASE/);
    const signed = await trackline(['sign', 'signed:1', '--key', key], {
      cwd: project.folder,
      env: { TRACKLINE_KEY_PASSPHRASE: 'open' },
    });
    assert.equal(signed.code, 0, signed.err.toString());
    const verified = await call('verify', folder, '--public-key', pub);
    assert.equal(verified.code, 0);
    assert.match(verified.out.toString(), /signature {2}right/);
    assert.equal((await call('verify', folder)).code, 0);
  });

  it('knows the run that wrote a file', async () => {
    const { run } = await report('one.pkl', '--name', 'written');
    assert.match(run ?? '', /^[0-9a-f]{32}$/);
  });

  it('takes no model for that of a run whose own was written over', async () => {
    const before = await report('one', '--name', 'own');
    const kept = await readFile(project.path('one.pkl'));
    const other = script.replace('LogisticRegression()', 'LogisticRegression(C=0.5)');
    await execute(testPython(), ['-c', other, 'one.pkl'], { cwd: project.folder });
    try {
      const done = await call('package', 'one', '--name', 'own');
      assert.equal(done.code, 1);
      assert.match(
        remarks(done).join(' '),
        /one\.pkl is not what the run one wrote any more: it has been written over since\. Put it back/,
      );
      assert.equal((await report('one.pkl', '--name', 'stray')).run, null);
    } finally {
      await writeFile(project.path('one.pkl'), kept);
    }
    assert.equal((await report('one', '--name', 'own')).digest, before.digest);
    assert.equal((await report('one.pkl', '--name', 'back')).run, before.run);
  });

  it('says in a sentence that there is no model, several, or another kind of file', async () => {
    for (const [args, sentence] of [
      [['none'], /The run none left no model that is known here\. Log one/],
      [['two'], /left several models: a\.pkl, b\.pkl\. Choose one of them/],
      [['two', '--model', 'c.pkl'], /left no model c\.pkl/],
      [['train.py'], /is no model that is known here/],
      [['gone.onnx'], /There is no file .*gone\.onnx, and no run of that name/],
      [['one', '--name', 'Big Name'], /lower-case letters/],
    ] as const) {
      const done = await call('package', ...args);
      assert.equal(done.code, 1);
      assert.match(remarks(done).join(' '), sentence);
    }
    assert.equal((await report('two', '--model', 'b.pkl', '--name', 'second')).version, '1');
    assert.equal((await call('verify', project.folder)).code, 1);
    assert.equal((await call('verify', 'second:9')).code, 1);
    assert.equal((await call('verify', 'second:1')).code, 0);
    assert.equal((await call('package')).code, 2);
  });
});

describe('a model file of a folder where nothing was recorded', () => {
  it('is packaged', async () => {
    const project = await makeProject({}, { git: false });
    try {
      const file = project.path('weights.safetensors');
      await writeSampleWeights(file, 64, '1');
      const done = await trackline(['package', file, '--name', 'weights'], { cwd: project.folder });
      assert.equal(done.code, 0, done.err.toString());
      assert.match(done.out.toString(), /^Package +weights 1\n/);
    } finally {
      await project.remove();
    }
  });
});

describe('promoting from the command line', () => {
  let project: Project;
  const call = (...args: string[]) => trackline(args, { cwd: project.folder });

  before(async function () {
    this.timeout(180_000);
    project = await makeProject({
      'train.py': `${script}\nprint("f1=" + sys.argv[1][:-4])\n`,
      'trackline.yaml': 'gates:\n  - { metric: f1, min: 0.5, betterBy: 0 }\n',
    });
    for (const [name, file] of [
      ['good', '0.7.pkl'],
      ['worse', '0.6.pkl'],
      ['bad', '0.1.pkl'],
    ] as const) {
      const done = await call('run', '--name', name, '--', testPython(), 'train.py', file);
      assert.equal(done.code, 0, done.err.toString());
      assert.equal((await call('package', name, '--name', 'iris')).code, 0);
    }
  });
  after(() => project.remove());

  it('judges a run by the gates of trackline.yaml', async () => {
    assert.equal((await call('gate', 'good')).code, 0);
    const closed = await call('gate', 'bad', '--json');
    assert.equal(closed.code, 1);
    const { open, gates } = JSON.parse(closed.out.toString()) as {
      readonly open: boolean;
      readonly gates: readonly { readonly reason: string }[];
    };
    assert.equal(open, false);
    assert.deepEqual(
      gates.map(({ reason }) => reason),
      ['f1 is 0.1, below 0.5.'],
    );
  });

  it('makes a champion of what is better, and of nothing else', async () => {
    assert.equal((await call('promote', 'iris:1')).code, 0);
    for (const [version, sentence] of [
      ['iris:2', /f1 is 0\.6, and 0\.7 of iris 1: 0\.1 worse/],
      ['iris:3', /f1 is 0\.1, below 0\.5/],
    ] as const) {
      const refused = await call('promote', version);
      assert.equal(refused.code, 1);
      assert.match(remarks(refused).join(' '), sentence);
    }
    const first = await call('models', 'rollback', 'iris');
    assert.equal(first.code, 1);
    assert.match(remarks(first).join(' '), /iris@champion was at no other version before\./);
    const gate = await call('gate', 'worse');
    assert.equal(gate.code, 1);
    assert.match(gate.out.toString(), /f1 is 0\.6, and 0\.7 of iris 1/);
    const listed = await call('models', '--json');
    const { packages, registered } = JSON.parse(listed.out.toString()) as {
      readonly packages: readonly { readonly version: string; readonly aliases: string[] }[];
      readonly registered: readonly object[];
    };
    assert.deepEqual(registered, []);
    assert.deepEqual(
      packages.map(({ version, aliases }) => [version, ...aliases]),
      [['3'], ['2'], ['1', 'champion']],
    );
  });

  it('measures what is promoted in a registry against the champion there', async () => {
    await using registry = await startDockerRegistry('open');
    const url = `oci://${registry.host}/team`;
    for (const version of ['1', '2']) {
      assert.equal((await call('push', `iris:${version}`, url)).code, 0);
    }
    const refusal = async (...args: string[]): Promise<string> => {
      const refused = await call(...args);
      assert.equal(refused.code, 1);
      return remarks(refused).join(' ');
    };
    assert.equal((await call('models', 'promote', 'iris:1', url)).code, 0);
    assert.match(
      await refusal('models', 'promote', 'iris:2', url),
      /f1 is 0\.6, and 0\.7 of iris 1: 0\.1 worse/,
    );
    // What a colleague promoted is on record nowhere here: its package says how good it is.
    const theirs = await makeProject({
      'train.py': `${script}\nprint("f1=" + sys.argv[1][:-4])\n`,
    });
    try {
      const there = (...args: string[]) => trackline(args, { cwd: theirs.folder });
      await there('run', '--name', 'best', '--', testPython(), 'train.py', '0.9.pkl');
      await there('package', 'best', '--name', 'iris', '--version', '9');
      await there('push', 'iris:9', url);
      assert.equal((await there('models', 'promote', 'iris:9', url)).code, 0);
      for (const args of [
        ['models', 'promote', 'iris:1', url],
        ['promote', 'iris:1', url],
      ]) {
        assert.match(await refusal(...args), /f1 is 0\.7, and 0\.9 of iris 9: 0\.2 worse/);
      }
    } finally {
      await theirs.remove();
    }
  });
});
