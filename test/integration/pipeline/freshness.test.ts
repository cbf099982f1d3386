import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { makeProject, type Project } from '../../harness/project.ts';
import { dvc, dvcStatus, freshness } from './dvc.ts';
import { files, write } from './everyKind.ts';

describe('the freshness of stages agrees with DVC', function () {
  this.timeout(180_000);
  let project: Project;
  before(async () => {
    project = await makeProject(files);
    await dvc(project.folder, 'init', '--quiet');
    // A frozen stage is run once by whoever freezes it.
    await project.write('dvc.yaml', files['dvc.yaml'].replace('    frozen: true\n', ''));
    await dvc(project.folder, 'repro', '--all-pipelines', '--quiet');
    await project.write('dvc.yaml', files['dvc.yaml']);
  });
  after(() => project.remove());

  const settled = {
    prepare: 'fresh',
    'train@small': 'fresh',
    'train@large': 'fresh',
    frozen: 'fresh',
  };

  it('when everything has just run', async () => {
    assert.deepEqual(Object.keys(await dvcStatus(project)).toSorted(), ['always', 'note']);
    assert.deepEqual(await freshness(project), {
      ...settled,
      always: 'always runs',
      note: 'always runs',
      report: 'fresh',
    });
  });

  it('when parameters of each kind of file change', async () => {
    const before = { yaml: files['params.yaml'], toml: files['conf.toml'], py: files['conf.py'] };
    await project.write(
      'params.yaml',
      before.yaml.replace('0.001', '0.1').replace('depth: 3', 'depth: 3.0'),
    );
    await project.write('conf.toml', before.toml.replace('"y"', '"z"').replace('1.0', '1'));
    await project.write('conf.json', '{"rate": 0.00001, "on": 1, "more": []}\n');
    await project.write('conf.py', before.py.replace('(3, 4)', '(3, 5)'));
    const theirs = await dvcStatus(project);
    assert.deepEqual(theirs['prepare'], [
      {
        'changed deps': {
          'conf.toml': { 'deep.words': 'modified' },
          'conf.json': { more: 'new' },
          'conf.py': { SIZE: 'modified' },
        },
      },
    ]);
    const ours = await freshness(project);
    assert.equal(
      ours['prepare'],
      'deep.words [x, y] → [x, z], more is new: [], SIZE [3, 4] → [3, 5]',
    );
    assert.equal(ours['train@small'], 'lr 0.001 → 0.1');
    assert.equal(ours['frozen'], 'fresh');
    for (const name of ['params.yaml', 'conf.toml', 'conf.json', 'conf.py'] as const) {
      await project.write(name, files[name]);
    }
    assert.deepEqual(Object.keys(await dvcStatus(project)).toSorted(), ['always', 'note']);
    assert.equal((await freshness(project))['prepare'], 'fresh');
  });

  it('when data, code and commands change', async () => {
    await project.write('raw/한글 é.csv', 'b\n');
    await project.write('raw/more.tmp', 'not looked at either\n');
    await project.write('write.py', `${write}# more\n`);
    await project.write('out/small.txt', 'other');
    await project.write('dvc.yaml', files['dvc.yaml'].replace('${item}', '${item}${item}'));
    assert.deepEqual(await dvcStatus(project), {
      prepare: [{ 'changed deps': { raw: 'modified', 'write.py': 'modified' } }],
      'train@small': [{ 'changed outs': { 'out/small.txt': 'modified' } }, 'changed command'],
      'train@large': ['changed command'],
      always: [{ 'changed deps': { 'write.py': 'modified' } }, 'always changed'],
      note: ['always changed'],
      'sub/dvc.yaml:report': [{ 'changed deps': { 'out/small.txt': 'modified' } }],
    });
    assert.deepEqual(await freshness(project), {
      prepare: 'raw changed, write.py changed',
      'train@small': 'command changed, out/small.txt changed',
      'train@large': 'command changed',
      frozen: 'fresh',
      always: 'always runs, write.py changed',
      note: 'always runs',
      report: 'out/small.txt changed',
    });
  });

  it('when outputs are gone from the disk or from the cache', async () => {
    for (const name of ['raw/한글 é.csv', 'write.py', 'dvc.yaml'] as const) {
      await project.write(name, files[name]);
    }
    await rm(project.path('out/small.txt'));
    await rm(project.path('.dvc/cache/files/md5'), { recursive: true });
    assert.deepEqual((await dvcStatus(project))['prepare'], [
      { 'changed outs': { 'data/clean': 'not in cache' } },
    ]);
    const ours = await freshness(project);
    assert.equal(ours['prepare'], 'data/clean is not in DVC’s cache');
    assert.equal(ours['train@small'], 'out/small.txt is missing');
    assert.equal(ours['train@large'], 'fresh', 'whose output DVC is told not to keep');
  });

  it('and a folder that DVC refuses to read is said to be one', async () => {
    await project.write('raw/.dvcignore', '*.csv\n');
    await assert.rejects(dvcStatus(project), /\.dvcignore file should not be in collected dir/);
    assert.match((await freshness(project))['prepare'] ?? '', /raw cannot be read/);
  });
});
