import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { makeProject } from '../../harness/project.ts';
import type { Project } from '../../harness/project.ts';
import { until } from '../../harness/wait.ts';

const bootstrap = path.resolve(import.meta.dirname, '../../../scripts/bootstrap.mjs');

/** A project of one script, which needs no packages. */
async function projectWith(script: string): Promise<Project> {
  return makeProject(
    {
      'package.json': '{ "name": "empty", "private": true }',
      'scripts/bootstrap.mjs': await readFile(bootstrap),
      'scripts/go.ts': script,
    },
    { git: false },
  );
}

interface Started {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly code: Promise<number | null>;
}

function start(project: Project, ...args: string[]): Started {
  const child = spawn(process.execPath, [project.path('scripts', 'bootstrap.mjs'), ...args]);
  let output = '';
  child.stdout.on('data', (part: Buffer) => (output += part.toString()));
  child.stderr.on('data', (part: Buffer) => (output += part.toString()));
  return { child, output: () => output, code: once(child, 'close').then(([code]) => code) };
}

describe('bootstrap', () => {
  it('installs once, then runs TypeScript with the arguments and passes its exit code on', async () => {
    await using project = await projectWith(
      'const given: string[] = process.argv.slice(2);\nconsole.log(given);\nprocess.exitCode = 7;\n',
    );
    const first = start(project, 'go.ts', '--a b', 'c');
    assert.equal(await first.code, 7, first.output());
    assert.match(first.output(), /Installing npm packages/);
    assert.match(first.output(), /\[ '--a b', 'c' \]/);

    const second = start(project, 'go.ts');
    assert.equal(await second.code, 7, second.output());
    assert.doesNotMatch(second.output(), /Installing/);

    await project.write('package.json', '{ "name": "changed", "private": true }');
    const third = start(project, 'go.ts');
    assert.equal(await third.code, 7, third.output());
    assert.match(third.output(), /Installing npm packages/);
  });

  it('says so in one sentence when there is no such script', async () => {
    await using project = await projectWith('');
    const { code, output } = start(project, 'stop.ts');
    assert.equal(await code, 1);
    assert.match(output(), /^There is no script stop\.ts in .*\.\n$/);
  });

  it('passes a signal on and ends as the script does', async function () {
    // Windows has no signals to pass on.
    if (process.platform === 'win32') this.skip();
    await using project = await projectWith(
      `process.on('SIGTERM', () => process.exit(3));\nsetInterval(() => {}, 1000);\nconsole.log('listening');\n`,
    );
    const { child, output, code } = start(project, 'go.ts');
    await until(() => output().includes('listening'), 'the script to be up');
    child.kill('SIGTERM');
    assert.equal(await code, 3, output());
  });
});
