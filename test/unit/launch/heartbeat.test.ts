import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { lifeOf, touchHeartbeat, writeHeartbeat } from '../../../src/launch/recovery/heartbeat.ts';
import { makeLaunchFolder, type LaunchFolder } from '../../../src/launch/launchFolder.ts';
import { newId } from '../../../src/model/names.ts';
import { makeProject, type Project } from '../../harness/project.ts';

/** The id of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

describe('The life of a launch', () => {
  let project: Project;
  let folder: LaunchFolder;
  beforeEach(async () => {
    project = await makeProject({}, { git: false });
    folder = makeLaunchFolder(project.path('.trackline'), newId());
  });
  afterEach(() => project.remove());

  /** As if the supervisor was last heard of an hour ago. */
  const age = () => {
    const then = new Date(Date.now() - 3_600_000);
    utimesSync(folder.heartbeat, then, then);
  };
  const here = hostname();
  const alive = process.pid;

  it('is supervised while its supervisor lives and gives signs', () => {
    writeHeartbeat(folder, { supervisor: alive, hostname: here });
    assert.equal(lifeOf(folder), 'supervised');
    age();
    assert.equal(lifeOf(folder), 'ended', 'its number may be somebody else’s by now');
    touchHeartbeat(folder);
    assert.equal(lifeOf(folder), 'supervised');
  });

  it('is unsupervised while the command alone lives', () => {
    writeHeartbeat(folder, { supervisor: deadPid(), command: alive, hostname: here });
    assert.equal(lifeOf(folder), 'unsupervised');
    age();
    assert.equal(lifeOf(folder), 'unsupervised');
  });

  it('has ended when neither lives', () => {
    writeHeartbeat(folder, { supervisor: deadPid(), command: deadPid(), hostname: here });
    assert.equal(lifeOf(folder), 'ended');
    writeHeartbeat(folder, { supervisor: deadPid(), hostname: here });
    assert.equal(lifeOf(folder), 'ended');
  });

  it('goes on elsewhere as long as another machine gives signs', () => {
    writeHeartbeat(folder, { supervisor: deadPid(), hostname: `${here}-other` });
    assert.equal(lifeOf(folder), 'elsewhere');
    age();
    assert.equal(lifeOf(folder), 'ended');
  });

  it('has ended when its sign was never written, or not whole', () => {
    assert.equal(lifeOf(folder), 'ended');
    for (const text of ['', '{"supervisor":', '{"supervisor":"x"}', 'null']) {
      writeFileSync(folder.heartbeat, text);
      assert.equal(lifeOf(folder), 'ended');
    }
  });
});
