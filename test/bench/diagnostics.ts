import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { getLanguageService } from 'yaml-language-server';
import { inRoot } from '../../scripts/setup/root.ts';
import { diskWorkspace, toServicePath } from '../../src/pipeline/files/diskWorkspace.ts';
import { pipelineRule } from '../../src/pipeline/service/dvc/grammar/pipeline.ts';
import { createPipelineService } from '../../src/pipeline/service/service.ts';
import { makeProject } from '../harness/project.ts';
import { askEverything } from '../unit/pipeline/support/askEverything.ts';
import { broken, chance, large, params, seeds } from '../unit/pipeline/support/broken.ts';
import { MemoryWorkspace } from '../unit/pipeline/support/memoryWorkspace.ts';
import type { Benchmark } from './support/benchmark.ts';
import { grammarSchema } from './support/grammarSchema.ts';
import { measurement, type Measurement } from './support/measurement.ts';

const rounds = 30;
const warmUps = 5;
const sizes = [
  { bytes: 8_000, atMost: 10 },
  { bytes: 90_000, atMost: 100 },
];
const repositoryFiles = 300;
const repositoryRounds = 5;
const brokenFiles = 1_000;
const brokenBudget = 100;

/** What a person sees of a pipeline file while they type. */
export const diagnostics: Benchmark = {
  name: 'diagnostics',
  measure: async (kit) => {
    const found: Measurement[] = [];
    for (const { bytes, atMost } of sizes) {
      kit.say(`   validating a pipeline of ${bytes} bytes, beside yaml-language-server`);
      found.push(await ofOneFile(bytes, atMost));
    }
    kit.say(`   a repository of ${repositoryFiles} pipeline files`);
    found.push(await ofRepository());
    kit.say(`   ${brokenFiles} broken files`);
    found.push(ofBroken());
    return found;
  },
};

/** A pipeline of some size, of stages that depend on each other, with parameters. */
function pipeline(bytes: number, edit: number): string {
  let text = 'vars:\n  - base: data\nstages:\n';
  for (let stage = 0; text.length < bytes; stage += 1) {
    const word = stage === edit ? `--edit-${edit} ` : '';
    text += `  part_${stage}:\n    cmd: python src/part.py ${word}--lr \${train.lr} --out \${base}/part_${stage}.csv\n`;
    text += `    deps:\n      - src/part.py\n      - data/raw_${stage}.csv\n`;
    if (stage > 0) text += `      - \${base}/part_${stage - 1}.csv\n`;
    text += `    params:\n      - train.lr\n    outs:\n      - \${base}/part_${stage}.csv:\n          cache: true\n`;
  }
  return text;
}

async function ofOneFile(bytes: number, atMost: number): Promise<Measurement> {
  const [ours, theirs] = [ourValidation(bytes), await peerValidation()];
  // Both see what is wrong, or their times could not be compared.
  const wrong = `${pipeline(bytes, -1)}    out: [x]\n`;
  assert.ok(ours(wrong) > 0 && (await theirs(wrong)) > 0);
  assert.equal(await theirs(pipeline(bytes, -1)), 0);
  const values: number[] = [];
  const peer: number[] = [];
  for (let round = -warmUps; round < rounds; round += 1) {
    const text = pipeline(bytes, Math.abs(round) % Math.floor(bytes / 400));
    let begun = performance.now();
    ours(text);
    if (round >= 0) values.push(performance.now() - begun);
    begun = performance.now();
    await theirs(text);
    if (round >= 0) peer.push(performance.now() - begun);
  }
  const installed = await readFile(
    inRoot('node_modules', 'yaml-language-server', 'package.json'),
    'utf8',
  );
  const { version } = JSON.parse(installed) as { version: string };
  return measurement({
    name: `diagnostics.${bytes / 1000}KB`,
    what: `From a change of a dvc.yaml of ${bytes / 1000} KB to all that is to be said about it`,
    unit: 'ms',
    better: 'lower',
    values,
    budget: { of: 'median', atMost },
    peer: {
      name: `yaml-language-server ${version}`,
      values: peer,
      settings: { schema: 'made of our own grammar; it says nothing of what lies beyond a schema' },
    },
    settings: { bytes, rounds, warmUps, changes: 'one command, another one each time' },
  });
}

function ourValidation(bytes: number): (text: string) => number {
  const workspace = new MemoryWorkspace({
    '.dvc/config': '',
    'dvc.yaml': pipeline(bytes, -1),
    'params.yaml': 'train:\n  lr: 0.1\n',
    'src/part.py': 'import data\n',
  });
  const service = createPipelineService(workspace);
  const path = workspace.at('dvc.yaml');
  return (text) => {
    workspace.write('dvc.yaml', text);
    service.changed(path);
    return service.validate(path).filter(({ severity }) => severity === 'error').length;
  };
}

function peerValidation(): Promise<(text: string) => Promise<number>> {
  const service = getLanguageService({
    schemaRequestService: (uri) => Promise.reject(new Error(`${uri} is not to be fetched.`)),
    workspaceContext: { resolveRelativePath: (path) => path },
  });
  const schema = grammarSchema(pipelineRule);
  service.configure({
    validate: true,
    schemas: [{ uri: 'file:///dvc.schema.json', fileMatch: ['*dvc.yaml'], schema }],
  });
  let version = 0;
  return Promise.resolve(async (text: string) => {
    version += 1;
    const document = TextDocument.create('file:///project/dvc.yaml', 'yaml', version, text);
    return (await service.doValidation(document, false)).length;
  });
}

async function ofRepository(): Promise<Measurement> {
  await using project = await makeProject({}, { git: false });
  await mkdir(project.path('.dvc'));
  for (let file = 0; file < repositoryFiles; file += 1) {
    const folder = project.path(`group_${file % 30}`, `pipeline_${file}`);
    await mkdir(folder, { recursive: true });
    await writeFile(`${folder}/dvc.yaml`, pipeline(1_000, -1));
    await writeFile(`${folder}/params.yaml`, 'train:\n  lr: 0.1\n');
  }
  const root = toServicePath(project.folder);
  const values = Array.from({ length: repositoryRounds }, () => {
    const begun = performance.now();
    const service = createPipelineService(diskWorkspace(root));
    const files = service.files(root);
    assert.equal(files.length, 2 * repositoryFiles);
    for (const path of files) service.validate(path);
    return performance.now() - begun;
  });
  return measurement({
    name: 'diagnostics.repository',
    what: `A repository of ${repositoryFiles} pipeline files, from nothing to all diagnostics`,
    unit: 'ms',
    better: 'lower',
    values,
    budget: { of: 'max', atMost: 2_000 },
    noPeer: 'no other server looks at a repository as a whole',
    settings: { files: repositoryFiles, rounds: repositoryRounds },
  });
}

function ofBroken(): Measurement {
  const next = chance(20_241_122);
  const values = Array.from({ length: brokenFiles }, () => {
    const [name, seed] = seeds[next(seeds.length)] ?? ['dvc.yaml', large];
    const text = broken(seed, next);
    const workspace = new MemoryWorkspace({
      '.dvc/config': '',
      'dvc.yaml': large,
      'params.yaml': params,
      [name]: text,
    });
    const service = createPipelineService(workspace);
    const begun = performance.now();
    service.validate(workspace.at(name));
    askEverything(service, workspace.at(name), text, next(text.length + 1));
    return performance.now() - begun;
  });
  return measurement({
    name: 'diagnostics.broken',
    what: 'A broken file: its diagnostics, and every feature at one place',
    unit: 'ms',
    better: 'lower',
    values,
    budget: { of: 'max', atMost: brokenBudget },
    noPeer: 'the files and what is asked are our own',
    settings: {
      files: brokenFiles,
      over: values.filter((value) => value > brokenBudget).length,
      seed: 20_241_122,
    },
  });
}
