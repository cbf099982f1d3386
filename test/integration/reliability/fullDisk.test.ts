import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { promisify } from 'node:util';
import { makeProject, type Project } from '../../harness/project.ts';
import { testPython } from '../../harness/python.ts';
import type { FullDiskStory } from './onFullDisk.ts';

const steps = 300;
const fullAt = 100;

/** Fills the disk under the record in the midst, and goes on to print and to log. */
const script = `
import json, os, sys, urllib.request, trackline
base, token = os.environ["MLFLOW_TRACKING_URI"], os.environ["MLFLOW_TRACKING_TOKEN"]
def post(call, fields):
    return json.load(urllib.request.urlopen(urllib.request.Request(
        base + "/api/2.0/mlflow/" + call, json.dumps(fields).encode(),
        {"Content-Type": "application/json", "Authorization": "Bearer " + token}), timeout=60))
def fill():
    ballast = os.open(".trackline/ballast", os.O_WRONLY | os.O_CREAT)
    for size in (65536, 4096, 1):
        try:
            while True: os.write(ballast, b"x" * size)
        except OSError: pass
run = post("runs/create", {"start_time": 1, "run_name": "full"})["run"]["info"]["run_id"]
for step in range(${steps}):
    if step >= ${fullAt}: fill()
    print(f"step {step} printed={step * 0.5} " + "." * 200)
    trackline.log(step=step, helped=step * 0.5)
    post("runs/log-metric", {"run_id": run, "key": "posted", "value": step * 0.5, "step": step, "timestamp": step + 1})
open("ended", "w").write("well")
sys.exit(5)
`;

describe('a disk that fills up in the midst of a run', function () {
  this.timeout(180_000);
  let project: Project;
  let namespace: readonly string[] | undefined;
  before(async () => {
    namespace = await namespaceOf();
    project = await makeProject({ 'train.py': script });
  });
  after(() => project.remove());

  const tell = async (how: 'room' | 'killed'): Promise<FullDiskStory> => {
    assert.ok(namespace);
    const inner = path.join(import.meta.dirname, 'onFullDisk.ts');
    const mounted = 'mkdir -p "$1/.trackline" && mount -t tmpfs -o size=16m tmpfs "$1/.trackline"';
    const { stdout } = await promisify(execFile)(
      'unshare',
      // prettier-ignore
      [...namespace, 'sh', '-c', `${mounted} && exec "$0" "$2" "$1" "$3"`,
        process.execPath, project.folder, inner, how],
      { env: { ...process.env, TRACKLINE_TEST_PYTHON: testPython() }, maxBuffer: 1 << 26 },
    );
    return JSON.parse(stdout) as FullDiskStory;
  };
  const upTo = (end: number): number[] => Array.from({ length: end }, (_, step) => step);

  for (const how of ['room', 'killed'] as const) {
    const then = how === 'room' ? 'once there is room' : 'though its supervisor is killed then';
    it(`ends the training well, tells the person, and keeps what fits, ${then}`, async function () {
      if (namespace === undefined) {
        console.log(
          '      skipped: no disk can be mounted here, not even in a namespace of one’s own',
        );
        this.skip();
      }
      const { code, err, supervisorLog, whileFull, report, steps: on, check } = await tell(how);
      assert.equal(code, 5, err);
      assert.equal(await project.read('ended'), 'well');
      assert.match(err, /^trackline: .*disk.* is full/im);
      assert.doesNotMatch(err, /Traceback|Errno/);
      assert.match(supervisorLog + err, /is full/);
      assert.equal(check, 'ok');
      // A reader gets the record, or is told why not.
      assert.ok(whileFull.code === 0 || /is full/.test(whileFull.err), whileFull.err);
      for (const key of ['printed', 'helped']) {
        assert.deepEqual(on[key]?.slice(0, fullAt), upTo(fullAt), key);
      }
      if (how === 'room') {
        assert.deepEqual(on['posted'], upTo(steps), 'what was acknowledged');
        assert.deepEqual([report.status, report.exitCode], ['FAILED', 5]);
        assert.ok(report.warnings.some((text) => text.includes('disk is full')));
      } else {
        assert.deepEqual(on['posted']?.slice(0, fullAt), upTo(fullAt));
        assert.ok(report.endTime !== null && report.status !== 'RUNNING');
      }
    });
  }
});

/** Whether a disk of one's own can be had here, and how. */
async function namespaceOf(): Promise<readonly string[] | undefined> {
  if (process.platform !== 'linux') return undefined;
  for (const options of [['--mount'], ['--user', '--map-root-user', '--mount']]) {
    const trial = spawn('unshare', [...options, 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], {
      stdio: 'ignore',
    });
    const code = await new Promise((resolve) => {
      trial.once('error', () => resolve(undefined));
      void once(trial, 'exit').then(
        ([status]) => resolve(status),
        () => resolve(undefined),
      );
    });
    if (code === 0) return options;
  }
  return undefined;
}
