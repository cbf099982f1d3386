import assert from 'node:assert/strict';
import { makeProject, type Project } from '../../harness/project.ts';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { launchFolder } from '../../../src/launch/launchFolder.ts';
import { cli, node, processesOf, show, start, trackline } from './trackline.ts';

const posix = process.platform !== 'win32';

describe('trackline run hands on', function () {
  this.timeout(120_000);
  let project: Project;
  beforeEach(async () => {
    project = await makeProject({});
  });
  afterEach(() => project.remove());

  const run = (...args: string[]) => trackline(['run', ...args], { cwd: project.folder });

  it('both streams byte for byte', async () => {
    const code = `
      const bytes = Buffer.from(Array.from({ length: 70000 }, (_, i) => (i * 7) % 256));
      process.stdout.write(bytes);
      process.stderr.write(bytes.subarray(0, 3000));
      process.stderr.write('\\n');`;
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256));
    const { code: exit, out, err } = await run('--', ...node(code));
    assert.equal(exit, 0);
    assert.deepEqual(out, bytes);
    const expected = Buffer.concat([bytes.subarray(0, 3000), Buffer.from('\n')]);
    assert.deepEqual(err.subarray(0, expected.length), expected);
    assert.match(
      err.subarray(expected.length).toString('utf8'),
      /^trackline: run \w{8} is on record\.\n$/,
    );
    const [launch] = await readdir(project.path('.trackline', 'launches'));
    const folder = launchFolder(project.path('.trackline'), launch ?? '');
    assert.deepEqual(readFileSync(folder.stdout), bytes, 'and keeps them so');
    assert.deepEqual(readFileSync(folder.stderr), expected);
  });

  it('the exit code', async () => {
    for (const code of [0, 3, 127]) {
      assert.equal((await run('--', ...node(`process.exit(${code})`))).code, code);
      const report = await show(project);
      assert.equal(report.exitCode, code);
      assert.equal(report.status, code === 0 ? 'FINISHED' : 'FAILED');
    }
  });

  it('a signal as shells do', async function () {
    if (!posix) this.skip();
    assert.equal((await run('--', 'sh', '-c', 'kill -TERM $$')).code, 143);
    const report = await show(project);
    assert.deepEqual([report.exitCode, report.signal, report.status], [null, 'SIGTERM', 'KILLED']);
  });

  it('standard input to the command', async () => {
    const echo =
      'process.stdin.on("data", (part) => process.stdout.write(String(part).toUpperCase()))';
    const { out } = await trackline(['run', '--', ...node(echo)], {
      cwd: project.folder,
      input: 'line one\nline two\n',
    });
    assert.equal(out.toString('utf8'), 'LINE ONE\nLINE TWO\n');
  });

  it('arguments as they are, whatever they look like', async () => {
    const args = ['--name', 'x y', '-h', '', '--', '$HOME', '*', 'k=v', '한글'];
    const print = 'console.log(JSON.stringify(process.argv.slice(1)))';
    const { out } = await run('--', ...node(print, '--', ...args));
    assert.deepEqual(JSON.parse(out.toString('utf8')), args);
    assert.deepEqual((await show(project)).command.slice(-args.length), args);
  });

  it('50 MB of output, whole and without holding it in memory', async () => {
    const write = `
      const block = Buffer.alloc(1 << 20, 'abcdefghijklmnopqrstuvwxyz0123456789-abcdefghijklmnopqrstuvwxy\\n');
      let left = 50;
      const next = () => { if (left-- > 0) process.stdout.write(block, next); };
      const wait = setInterval(() => {
        if (!require('fs').existsSync('go')) return;
        clearInterval(wait); next();
      }, 20);`;
    const child = spawn(process.execPath, [cli, 'run', '--', ...node(write)], {
      cwd: project.folder,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const hash = createHash('sha256');
    let bytes = 0;
    child.stdout.on('data', (part: Buffer) => {
      hash.update(part);
      bytes += part.length;
    });
    const closed = once(child, 'close');
    const { supervisor } = await processesOf(project);
    let peak = 0;
    const watch = setInterval(() => {
      for (const pid of [child.pid, supervisor]) peak = Math.max(peak, residentBytes(pid));
    }, 20);
    await project.write('go', '');
    const [code] = await closed;
    clearInterval(watch);
    assert.equal(code, 0);
    assert.equal(bytes, 50 << 20);
    const block = Buffer.alloc(
      1 << 20,
      'abcdefghijklmnopqrstuvwxyz0123456789-abcdefghijklmnopqrstuvwxy\n',
    );
    const expected = createHash('sha256');
    for (let count = 0; count < 50; count += 1) expected.update(block);
    assert.equal(hash.digest('hex'), expected.digest('hex'));
    assert.ok(peak < 200 << 20, `${(peak / 2 ** 20).toFixed(0)} MiB`);
  });

  it('output to a reader that goes away, and the run goes on', async function () {
    if (!posix) this.skip();
    const write = 'for (let i = 0; i < 20000; i++) console.log("step " + i + " loss=" + i)';
    const child = start(['run', '--', ...node(write)], { cwd: project.folder });
    child.process.stdout?.destroy();
    await child.finished;
    const report = await show(project);
    assert.equal(report.status, 'FINISHED');
    assert.equal(report.metrics['loss']?.count, 20_000);
  });
});
/** The memory that a process occupies; 0 where the system does not tell. */
function residentBytes(pid: number | undefined): number {
  try {
    const pages = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1];
    return Number(pages) * 4096;
  } catch {
    return 0;
  }
}
