import assert from 'node:assert/strict';
import { rename, rm } from 'node:fs/promises';
import { makeProject } from '../../harness/project.ts';
import { until } from '../../harness/wait.ts';
import { ServerClient } from './client.ts';

const sound = `stages:
  train:
    cmd: python train.py
    deps: [train.py]
    outs: [model.pkl]
`;

const files = { '.dvc/config': '', 'dvc.yaml': sound, 'train.py': 'print(1)\n' };

describe('the language server: diagnostics', () => {
  it('says at its start what is wrong in files that nobody opened', async () => {
    await using project = await makeProject({ ...files, 'dvc.yaml': 'stages:\n  a: {cmdd: x}\n' });
    await using client = await ServerClient.start([project.folder]);
    const said = await client.untilCodes(
      project.path('dvc.yaml'),
      'schema-missing-key',
      'schema-unknown-key',
    );
    const unknown = said.find(({ code }) => code === 'schema-unknown-key');
    assert.equal(unknown?.codeDescription?.href, 'trackline-docs:/schema-unknown-key.md');
    assert.deepEqual(unknown.range.start, { line: 1, character: 6 });
    assert.equal(unknown.severity, 1);
  });

  it('follows unsaved edits, and goes back to the disk when the file is closed', async () => {
    await using project = await makeProject(files);
    const file = project.path('dvc.yaml');
    await using client = await ServerClient.start([project.folder]);
    await client.open(file, sound);
    await client.edit(file, sound.replace('outs:', 'out:'));
    await client.untilCodes(file, 'schema-unknown-key');
    await client.close(file);
    await client.untilCodes(file);
  });

  it('takes unsaved texts of all files that parameters are in, and asks for them', async () => {
    const yaml = 'vars: [v.json, w.toml, z.py]\nstages: {a: {cmd: "x ${v} ${w} ${z}"}}\n';
    await using project = await makeProject({
      '.dvc/config': '',
      'dvc.yaml': yaml,
      'v.json': '{"v": 1}',
      'w.toml': 'w = 1\n',
      'z.py': 'z = 1\n',
    });
    const file = project.path('dvc.yaml');
    await using client = await ServerClient.start([project.folder]);
    await client.open(file, yaml);
    for (const [name, text] of [
      ['v.json', '{"renamed": 1}'],
      ['w.toml', 'renamed = 1\n'],
      ['z.py', 'renamed = 1\n'],
    ] as const) {
      await client.open(project.path(name), text);
      await client.untilCodes(file, 'template-missing');
      await client.close(project.path(name));
      await client.untilCodes(file);
    }
    assert.ok(client.registered.includes('textDocument/didOpen'));
  });

  it('does not look into texts of megabytes while they are open', async () => {
    const stage = (index: number) => `  s${index}: {cmd: x, outs: [o${index}]}\n`;
    const long = `stages:\n${Array.from({ length: 60_000 }, (_, at) => stage(at)).join('')}`;
    await using project = await makeProject({ ...files, 'params.yaml': 'lr: 1\n' });
    const file = project.path('dvc.yaml');
    await using client = await ServerClient.start([project.folder]);
    await client.open(file, long);
    const [said] = await client.untilCodes(file, 'file-long');
    assert.equal(said?.severity, 3);
    const { message } = said;
    assert.match(typeof message === 'string' ? message : '', /trackline validate/);
    await client.ask('hover', file, { position: { line: 3, character: 4 } });
    await client.ask('completion', file, { position: { line: 3, character: 4 } });
    await client.edit(file, sound.replace('outs:', 'out:'));
    await client.untilCodes(file, 'schema-unknown-key');
  });

  it('shows an error in the other file when an edit makes two stages write one output', async () => {
    await using project = await makeProject({
      ...files,
      'sub/dvc.yaml': 'stages:\n  other:\n    cmd: touch x\n    outs: [x]\n',
    });
    await using client = await ServerClient.start([project.folder]);
    await client.open(project.path('sub/dvc.yaml'), '');
    await client.edit(
      project.path('sub/dvc.yaml'),
      'stages:\n  other:\n    cmd: touch x\n    outs: [../model.pkl]\n',
    );
    const said = await client.untilCodes(project.path('dvc.yaml'), 'graph-duplicate-output');
    assert.match(said[0]?.relatedInformation?.[0]?.location.uri ?? '', /sub\/dvc\.yaml$/);
    await client.close(project.path('sub/dvc.yaml'));
    await client.untilCodes(project.path('dvc.yaml'));
  });

  it('notices a script that comes and goes, a folder that is deleted, and what is ignored', async () => {
    await using project = await makeProject({ ...files, 'sub/dvc.yaml': 'stages: 1\n' });
    const [script, sub] = [project.path('train.py'), project.path('sub/dvc.yaml')];
    await using client = await ServerClient.start([project.folder]);
    await client.untilCodes(sub, 'schema-type');
    await rename(script, project.path('gone.py'));
    await client.changed(script, 3);
    await client.untilCodes(project.path('dvc.yaml'), 'code-missing', 'script-missing');
    await rename(project.path('gone.py'), script);
    await client.changed(script, 1);
    await client.untilCodes(project.path('dvc.yaml'));
    await rm(project.path('sub'), { recursive: true });
    await client.changed(project.path('sub'), 3);
    await client.untilCodes(sub);
    await project.write('.gitignore', 'dvc.lock\n');
    await client.changed(project.path('.gitignore'), 1);
    await client.untilCodes(project.path('dvc.yaml'), 'lock-invalid');
  });

  it('sends what it has to say once, and nothing of sound files', async () => {
    await using project = await makeProject({ ...files, 'sub/dvc.yaml': 'stages: 1\n' });
    const file = project.path('dvc.yaml');
    await using client = await ServerClient.start([project.folder]);
    await client.open(file, sound);
    await client.untilCodes(project.path('sub/dvc.yaml'), 'schema-type');
    for (const comment of ['# a', '# b', '# c']) {
      const before = client.graphs.length;
      await client.edit(file, `${sound}${comment}\n`);
      await until(() => client.graphs.length > before, 'the edit to be taken in');
    }
    await client.edit(file, `${sound}plots: 1\n`);
    await client.untilCodes(file, 'schema-type');
    assert.equal(client.published.length, 2);
  });

  it('sets the severities that were chosen, from the start and later', async () => {
    await using project = await makeProject({
      ...files,
      'dvc.yaml': sound.replace('[train.py]', '[]'),
    });
    const file = project.path('dvc.yaml');
    const chosen = { severities: { 'script-not-in-deps': 'warning' } };
    await using client = await ServerClient.start([project.folder], chosen);
    const [said] = await client.untilCodes(file, 'script-not-in-deps');
    assert.equal(said?.severity, 2);
    await client.connection.sendNotification('trackline/severities', {
      'script-not-in-deps': 'off',
    });
    await client.untilCodes(file);
  });

  it('serves several folders, repositories inside of others, and the repository around a folder', async () => {
    await using outer = await makeProject({
      ...files,
      'inner/.dvc/config': '',
      'inner/dvc.yaml': 'stages: 1\n',
      'sub/work/notes.txt': '',
      'broken/dvc.yaml': 'stages: 2\n',
    });
    await using second = await makeProject({ MLproject: 'entry_points: 3\n' }, { git: false });
    await using client = await ServerClient.start([outer.path('sub/work'), second.folder]);
    await client.untilCodes(outer.path('inner/dvc.yaml'), 'schema-type');
    await client.untilCodes(outer.path('broken/dvc.yaml'), 'schema-type');
    await client.untilCodes(second.path('MLproject'), 'schema-type');
  });

  it('looks at nothing around a file that is in no project', async () => {
    await using project = await makeProject(
      { 'dvc.yaml': sound, 'train.py': '', 'other/dvc.yaml': 'stages: 1\n' },
      { git: false },
    );
    await using client = await ServerClient.start([]);
    await client.open(project.path('dvc.yaml'), 'stages: 1\n');
    await client.untilCodes(project.path('dvc.yaml'), 'schema-type');
    assert.equal(client.said(project.path('other/dvc.yaml')), undefined);
  });
});
