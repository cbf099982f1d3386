import assert from 'node:assert/strict';
import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../../src/model/errors.ts';
import { locateProject } from '../../../src/store/project/project.ts';
import { readProjectFile } from '../../../src/store/project/projectFile.ts';
import { makeStoreFolder } from '../../../src/store/project/storeFolder.ts';
import { makeProject, type Project } from '../../harness/project.ts';

describe('The place of a project', () => {
  let project: Project;
  beforeEach(async () => {
    project = await makeProject({ 'a/b/c/x.py': '' }, { git: false });
  });
  afterEach(() => project.remove());

  const rootOf = (...parts: string[]) => locateProject(project.path(...parts)).root;

  it('is the folder itself where nothing else says so', () => {
    assert.deepEqual(locateProject(project.path('a', 'b')), {
      root: project.path('a', 'b'),
      store: project.path('a', 'b', '.trackline'),
    });
  });

  it('is the git root, of a worktree or submodule too', async () => {
    await mkdir(project.path('.git'));
    assert.equal(rootOf('a', 'b', 'c'), project.folder);
    await project.write('a/b/.git', 'gitdir: ../../.git/worktrees/b\n');
    assert.equal(rootOf('a', 'b', 'c'), project.path('a', 'b'));
  });

  it('is the nearest folder with a store or a trackline.yaml, before any git root', async () => {
    await mkdir(project.path('a', 'b', '.git'), { recursive: true });
    await project.write('trackline.yaml', '');
    assert.equal(rootOf('a', 'b', 'c'), project.folder);
    await mkdir(project.path('a', '.trackline'));
    assert.equal(rootOf('a', 'b', 'c'), project.path('a'));
    await project.write('a/b/c/trackline.yaml', 'objective:\n');
    assert.equal(rootOf('a', 'b', 'c'), project.path('a', 'b', 'c'));
    assert.equal(rootOf('a', 'b'), project.path('a'));
  });

  it('may be chosen with an empty .trackline folder', async () => {
    await mkdir(project.path('a', '.git'));
    await mkdir(project.path('.trackline'));
    assert.equal(rootOf('a', 'b'), project.folder);
  });

  it('is not told by a file named .trackline', async () => {
    await project.write('.trackline', '');
    assert.equal(rootOf('a', 'b'), project.path('a', 'b'));
  });

  it('takes a folder that is not there yet, and relative paths', () => {
    assert.equal(rootOf('none', 'yet'), project.path('none', 'yet'));
    assert.ok(path.isAbsolute(locateProject('.').root));
  });

  it('is found through a link as the folders above the link say', async () => {
    await mkdir(project.path('elsewhere', '.trackline'), { recursive: true });
    await symlink(project.path('a'), project.path('elsewhere', 'link'), 'junction');
    assert.equal(rootOf('elsewhere', 'link', 'b'), project.path('elsewhere'));
  });
});

describe('The folder of a store', () => {
  let project: Project;
  beforeEach(async () => {
    project = await makeProject({ 'train.py': '' });
  });
  afterEach(() => project.remove());

  it('is hidden from git', async () => {
    makeStoreFolder(project.path('.trackline'));
    await project.write('.trackline/trackline.db', 'x');
    assert.equal(await project.git('status', '--porcelain', '--untracked-files=all'), '');
    makeStoreFolder(project.path('.trackline'));
  });

  it('leaves a .gitignore alone that a person changed', async () => {
    makeStoreFolder(project.path('.trackline'));
    await project.write('.trackline/.gitignore', 'launches/\n');
    makeStoreFolder(project.path('.trackline'));
    assert.equal(await project.read('.trackline/.gitignore'), 'launches/\n');
  });

  it('does not hide the files of a folder that holds other things', async () => {
    makeStoreFolder(project.folder);
    await project.write('new.py', '');
    assert.equal(await project.git('status', '--porcelain'), '?? new.py');
  });

  it('may have any name, and is hidden then too', async () => {
    makeStoreFolder(project.path('record'));
    await project.write('record/trackline.db', 'x');
    assert.equal(await project.git('status', '--porcelain', '--untracked-files=all'), '');
  });

  it('is refused with a sentence where it cannot be made', async () => {
    await project.write('blocked', '');
    assert.throws(
      () => makeStoreFolder(project.path('blocked', '.trackline')),
      (error) =>
        error instanceof UserError &&
        error.message.includes(project.path('blocked', '.trackline')) &&
        error.next !== '',
    );
  });
});

describe('trackline.yaml', () => {
  let project: Project;
  beforeEach(async () => {
    project = await makeProject({}, { git: false });
  });
  afterEach(() => project.remove());

  async function read(text: string) {
    await project.write('trackline.yaml', text);
    return readProjectFile(project.folder);
  }

  it('need not be there, and may be empty', async () => {
    assert.deepEqual(readProjectFile(project.folder), {
      file: { inputs: [], gates: [], registries: {} },
    });
    for (const text of ['', '# nothing yet\n', '---\n']) {
      assert.deepEqual(await read(text), { file: { inputs: [], gates: [], registries: {} } });
    }
  });

  it('gives objective, inputs, gates and registries, and leaves other keys to others', async () => {
    const text = `
objective: { metric: val/정확도, direction: maximize }
inputs: [data/raw, data/labels.csv]
registries:
  team: oci://reg.example.com/models
  own: { url: 'https://mlflow.example.com', ca: ca.pem }
gates:
  - { metric: accuracy, min: 0.9 }
  - passed: pytest
monitor: { later: true }
`;
    assert.deepEqual(await read(text), {
      file: {
        objective: { metric: 'val/정확도', direction: 'maximize' },
        inputs: ['data/raw', 'data/labels.csv'],
        gates: [{ metric: 'accuracy', min: 0.9 }, { passed: 'pytest' }],
        registries: {
          team: { url: 'oci://reg.example.com/models' },
          own: { url: 'https://mlflow.example.com', ca: 'ca.pem' },
        },
      },
    });
  });

  for (const [what, text, said] of [
    ['a direction that is none', 'objective: {metric: acc, direction: up}', /objective\.direction/],
    ['an objective without a metric', 'objective: {direction: minimize}', /objective\.metric/],
    ['an empty metric', 'objective: {metric: "", direction: minimize}', /objective\.metric/],
    ['inputs that are no list', 'inputs: data', /inputs/],
    ['an input that is no path', 'inputs: [1]', /inputs\.0/],
    ['a gate of no kind', 'gates: [{minimum: 3}]', /gates\.0/],
    ['a password in a registry', 'registries: {a: "https://u:p@h.example.com"}', /registries\.a/],
    ['a list', '- 1', /The file/],
    ['a text', 'hello', /The file/],
    ['no YAML', 'objective: {metric: acc', /is not valid YAML/],
  ] as const) {
    it(`with ${what} is told with its path and the place, and nothing of it is taken`, async () => {
      const { file, problem = '' } = await read(text);
      assert.deepEqual(file, { inputs: [], gates: [], registries: {} });
      assert.ok(problem.startsWith(project.path('trackline.yaml')), problem);
      assert.match(problem, said);
    });
  }

  it('that cannot be read is told', async () => {
    await mkdir(project.path('trackline.yaml'));
    const { problem = '' } = readProjectFile(project.folder);
    assert.match(problem, /cannot be read/);
  });
});
