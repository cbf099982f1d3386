import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import {
  exitCodeOf,
  startCommand,
  type CommandProcess,
} from '../../../src/launch/command/commandProcess.ts';
import { makeLaunchFolder, type LaunchFolder } from '../../../src/launch/launchFolder.ts';
import type { LaunchEnd } from '../../../src/model/launch.ts';
import { newId } from '../../../src/model/names.ts';
import { makeProject, type Project } from '../../harness/project.ts';
import { until } from '../../harness/wait.ts';

const posix = process.platform !== 'win32';

describe('A launched command', () => {
  let project: Project;
  let folder: LaunchFolder;
  beforeEach(async () => {
    project = await makeProject({}, { git: false });
    folder = makeLaunchFolder(project.path('.trackline'), newId());
  });
  afterEach(() => project.remove());

  const start = (argv: readonly string[], cwd = project.folder): CommandProcess =>
    startCommand(argv, cwd, process.env, folder);
  const output = () => readFileSync(folder.stdout, 'utf8');
  const node = (code: string, ...args: string[]) => start([process.execPath, '-e', code, ...args]);

  async function notStarted(argv: readonly string[], cwd?: string): Promise<string> {
    const command = start(argv, cwd);
    const end = await command.end;
    assert.equal(command.pid, undefined);
    assert.equal(exitCodeOf(end), 127);
    command.stop();
    return end.kind === 'not-started' ? end.reason : assert.fail(`it ${end.kind}`);
  }

  it('ends with its own code', async () => {
    for (const code of [0, 3, 127, 255]) {
      const end = await node(`process.exit(${code})`).end;
      assert.deepEqual(end, { kind: 'exited', code });
      assert.equal(exitCodeOf(end), code);
    }
  });

  it('writes to its files byte for byte, and gets its arguments as they are', async () => {
    const args = ['a b', '$HOME', '*', `"'`, '', '한글', 'x\ny'];
    const command = node(
      'process.stdout.write(JSON.stringify(process.argv.slice(1)));process.stderr.write(Buffer.from([0,255,13,10]))',
      ...args,
    );
    await command.end;
    assert.deepEqual(JSON.parse(output()), args);
    assert.deepEqual(readFileSync(folder.stderr), Buffer.from([0, 255, 13, 10]));
  });

  it('may be a script without a first line that names its interpreter', async function () {
    if (!posix) this.skip();
    await project.write('plain.sh', 'exit 5\n');
    await chmod(project.path('plain.sh'), 0o755);
    assert.deepEqual(await start([project.path('plain.sh')]).end, { kind: 'exited', code: 5 });
  });

  it('ends by a signal', async function () {
    if (!posix) this.skip();
    for (const [signal, code] of [
      ['SIGKILL', 137],
      ['SIGTERM', 143],
      ['SIGSEGV', 139],
    ] as const) {
      const end: LaunchEnd = await node(`process.kill(process.pid, '${signal}')`).end;
      assert.deepEqual(end, { kind: 'signalled', signal });
      assert.equal(exitCodeOf(end), code);
    }
  });

  it('is stopped with what it started, as by Ctrl+C', async function () {
    if (!posix) this.skip();
    const child = `process.on('SIGINT', () => { console.log('child asked'); process.exit() }); console.log('child up'); setInterval(() => {}, 1000)`;
    const command = node(
      `const { spawn } = require('child_process');
       const child = spawn(process.execPath, ['-e', process.argv[1]], { stdio: 'inherit' });
       process.on('SIGINT', () => child.on('exit', () => process.exit(4)));`,
      child,
    );
    await until(() => output().includes('child up'), 'the child to be up');
    command.stop();
    assert.deepEqual(await command.end, { kind: 'exited', code: 4 });
    assert.equal(output(), 'child up\nchild asked\n');
  });

  describe('that cannot be started says why in a sentence', () => {
    it('when there is no such program', async () => {
      const reason = await notStarted(['no-such-program-here', 'x']);
      assert.match(reason, /^The program no-such-program-here was not found\. Check its name/);
      assert.match(await notStarted(['./none.sh']), /was not found/);
    });

    it('when its working folder is not there, or is a file', async () => {
      const none = project.path('none');
      assert.equal(
        await notStarted([process.execPath], none),
        `The working folder ${none} does not exist. Choose another one.`,
      );
      await project.write('file', '');
      assert.match(await notStarted([process.execPath], project.path('file')), /working folder/);
      assert.match(
        await notStarted([process.execPath], project.path('file', 'x')),
        /working folder/,
      );
    });

    it('when the file may not be executed, or lacks its interpreter', async function () {
      if (!posix) this.skip();
      await project.write('train.sh', '#!/bin/sh\n');
      assert.match(await notStarted([project.path('train.sh')]), /may not be executed\. Make it/);
      await project.write('other.sh', '#!/no/such/interpreter\n');
      await chmod(project.path('other.sh'), 0o755);
      assert.match(await notStarted(['./other.sh']), /interpreter in its first line was not found/);
    });

    it('when its arguments are too long', async function () {
      if (!posix) this.skip();
      assert.match(await notStarted([process.execPath, 'x'.repeat(8e6)]), /longer than/);
    });
  });
});
