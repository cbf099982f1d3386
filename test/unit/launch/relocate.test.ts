import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { LaunchSpec } from '../../../src/launch/launchSpec.ts';
import { placesOf, relocated } from '../../../src/launch/again/relocate.ts';
import { defaultCaptureSettings } from '../../../src/model/captureSettings.ts';
import { UserError } from '../../../src/model/errors.ts';
import { newId } from '../../../src/model/names.ts';

describe('a run that is run again elsewhere', () => {
  let parent: string;
  let root: string;
  const base = path.join(path.parse(os.tmpdir()).root, 'again');

  beforeEach(() => {
    parent = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'trackline-relocate-')));
    root = path.join(parent, 'project');
    mkdirSync(path.join(root, 'sub'), { recursive: true });
  });
  afterEach(() => rmSync(parent, { recursive: true, force: true }));

  function spec(argv: readonly string[], cwd: string, project = root): LaunchSpec {
    return {
      launchId: newId(),
      runId: newId(),
      store: path.join(project, '.trackline'),
      root: project,
      argv,
      cwd,
      experiment: 'e',
      params: {},
      capture: defaultCaptureSettings,
      startTime: 0,
    };
  }

  /** Puts a file there that can be named. */
  function file(...parts: readonly string[]): string {
    const full = path.join(parent, ...parts);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, '');
    return full;
  }

  it('has its folder and the paths of its arguments in the new place', () => {
    const data = file('data.csv');
    const inside = path.join(root, 'conf.yaml');
    const of = spec(
      ['echo', inside, `--out=${inside}`, `data=${data}`, '../../data.csv', '../x', 'plain', '-v'],
      path.join(root, 'sub'),
    );
    const again = relocated(of, placesOf(of, root, root, base), new Set(), undefined);
    const moved = path.join(base, 'conf.yaml');
    assert.deepEqual(again.argv, [
      'echo',
      moved,
      `--out=${moved}`,
      `data=${data}`,
      data,
      '../x',
      'plain',
      '-v',
    ]);
    assert.equal(again.cwd, path.join(base, 'sub'));
    assert.equal(again.root, base);
    assert.equal(again.store, of.store);
  });

  it('keeps an interpreter of the project, which git does not hold, where it is', () => {
    const python = file('project', '.venv', 'bin', 'python');
    for (const program of ['python', python, path.join('.venv', 'bin', 'python')]) {
      const of = spec([program, 'train.py'], root);
      const again = relocated(of, placesOf(of, root, root, base), new Set(['train.py']), python);
      assert.deepEqual(again.argv, [python, 'train.py']);
    }
  });

  it('starts a program that the snapshot holds from there', () => {
    for (const program of ['./run.sh', path.join(root, 'run.sh')]) {
      const of = spec([program], root);
      const again = relocated(of, placesOf(of, root, root, base), new Set(['run.sh']), undefined);
      assert.deepEqual(again.argv, [path.join(base, 'run.sh')]);
    }
  });

  it('is refused when its interpreter or program is gone', () => {
    const gone = path.join(parent, 'gone', 'python');
    const of = spec(['python', 'train.py'], root);
    const places = placesOf(of, root, root, base);
    const refused = (error: unknown): boolean =>
      error instanceof UserError && error.message.includes(gone);
    assert.throws(() => relocated(of, places, new Set(), gone), refused);
    assert.throws(() => relocated({ ...of, argv: [gone] }, places, new Set(), undefined), refused);
  });

  it('keeps a repository that lies inside the project at its place below it', () => {
    const repository = path.join(root, 'sub');
    const of = spec(['echo'], repository);
    assert.deepEqual(placesOf(of, repository, root, base), {
      oldRoot: repository,
      folder: path.join(base, 'sub'),
      projectRoot: base,
    });
  });

  it('finds the project below the repository, and a folder reached by a link', function () {
    const project = path.join(root, 'sub');
    const below = spec(['echo'], project, project);
    assert.equal(placesOf(below, root, project, base).projectRoot, path.join(base, 'sub'));
    if (process.platform === 'win32') this.skip();
    const link = path.join(parent, 'link');
    symlinkSync(root, link);
    const linked = spec(['echo', path.join(link, 'a')], path.join(link, 'sub'), link);
    const places = placesOf(linked, root, link, base);
    assert.deepEqual(places, { oldRoot: link, folder: base, projectRoot: base });
    const again = relocated(linked, places, new Set(), undefined);
    assert.deepEqual(again.argv, ['echo', path.join(base, 'a')]);
    assert.equal(again.cwd, path.join(base, 'sub'));
  });

  it('finds a worktree reached by a link, which is not where the project is', function () {
    if (process.platform === 'win32') this.skip();
    const link = path.join(parent, 'link');
    symlinkSync(root, link);
    const of = spec(['echo'], path.join(link, 'sub'), link);
    const project = path.join(parent, 'other', 'place');
    mkdirSync(project, { recursive: true });
    assert.equal(placesOf(of, root, project, base).oldRoot, link);
  });

  it('may itself have been made in a folder that is gone', () => {
    const gone = path.join(parent, 'worktree');
    const of = spec(['echo', path.join(gone, 'a')], path.join(gone, 'sub'), gone);
    const again = relocated(of, placesOf(of, root, root, base), new Set(), undefined);
    assert.deepEqual(again.argv, ['echo', path.join(base, 'a')]);
    assert.equal(again.cwd, path.join(base, 'sub'));
  });
});
