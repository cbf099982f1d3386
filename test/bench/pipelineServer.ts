import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeProject, type Project } from '../harness/project.ts';
import { until } from '../harness/wait.ts';
import { ServerClient } from '../integration/server/client.ts';
import type { Benchmark } from './support/benchmark.ts';
import { measurement, type Measurement } from './support/measurement.ts';

/** What the server waits for after a keystroke; no part of the budget. */
const debounceMs = 150;
const keystrokes = 30;
const starts = 7;
const pipelineFiles = 300;
const patienceMs = 60_000;

/** The language server as a process: from a keystroke to its diagnostics, and from its start. */
export const pipelineServer: Benchmark = {
  name: 'pipelineServer',
  measure: async (kit) => {
    await kit.cli();
    return [await typing(8), await typing(90), await starting()];
  },
};

/** From a keystroke in the middle of a dvc.yaml to what is said of it. */
async function typing(kilobytes: number): Promise<Measurement> {
  const text = pipelineOf(kilobytes * 1024);
  await using project = await makeProject({ '.dvc/config': '', 'dvc.yaml': text });
  await writeScripts(project, text);
  await using client = await ServerClient.start([project.folder]);
  const file = project.path('dvc.yaml');
  await client.open(file, text);
  const values: number[] = [];
  for (let stroke = 0; stroke < keystrokes + 5; stroke += 1) {
    const broken = stroke % 2 === 0;
    const before = client.published.length;
    const typed = performance.now();
    await client.edit(file, broken ? text.replace('deps:', 'dep:') : text);
    const took = (await arrival(client, file, before)) - typed - debounceMs;
    // The first ones warm the process up.
    if (stroke >= 5) values.push(took);
  }
  return measurement({
    name: `pipelineServer.typing.${kilobytes}kB`,
    what: `From a keystroke in a dvc.yaml of ${kilobytes} KB to its diagnostics, after the debounce, through the real process`,
    unit: 'ms',
    better: 'lower',
    values,
    budget: { of: 'median', atMost: kilobytes > 10 ? 100 : 10 },
    noPeer: 'no other server tells what DVC refuses',
    settings: { keystrokes, debounceMs, stages: text.split('cmd:').length - 1 },
  });
}

/** From starting the process to the diagnostics of a whole repository. */
async function starting(): Promise<Measurement> {
  await using project = await makeProject({ '.dvc/config': '' });
  for (let file = 0; file < pipelineFiles; file += 1) {
    const folder = project.path(folderOf(file));
    const before = file === 0 ? '' : `../../${folderOf(file - 1)}/`;
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'params.yaml'), 'train:\n  lr: 0.1\n  layers: [1, 2]\n');
    await writeFile(path.join(folder, 'train.py'), '');
    await writeFile(path.join(folder, 'dvc.yaml'), partOf(before));
  }
  // Files are validated in the order of their names: this is the last one.
  await project.write('zzz/dvc.yaml', 'stages: 1\n');
  const values: number[] = [];
  for (let start = 0; start < starts; start += 1) {
    const began = performance.now();
    await using client = await ServerClient.start([project.folder]);
    const ended = await arrival(client, project.path('zzz/dvc.yaml'), 0);
    if (start > 0) values.push(ended - began);
  }
  return measurement({
    name: 'pipelineServer.start',
    what: 'From starting the process to the diagnostics of all pipeline files of a repository',
    unit: 'ms',
    better: 'lower',
    values,
    budget: { of: 'median', atMost: 2000 },
    noPeer: 'no other server validates files that are not open',
    settings: { pipelineFiles: pipelineFiles + 1, paramsFiles: pipelineFiles },
  });
}

/** When the next publication about a file came; `before` publications had come until now. */
async function arrival(client: ServerClient, file: string, before: number): Promise<number> {
  return until(
    () => {
      const at = client.published.findIndex(
        (one, index) => index >= before && client.is(one, file),
      );
      return at < 0 ? undefined : client.arrivals[at];
    },
    'the diagnostics',
    patienceMs,
  );
}

/** A dvc.yaml of about so many bytes: stages that hand data on, with parameters. */
function pipelineOf(bytes: number): string {
  const lines = ['vars:', '  - train: {lr: 0.1, epochs: 10}', 'stages:'];
  for (let stage = 0, length = 0; length < bytes; stage += 1) {
    const one = [
      `  stage_${stage}:`,
      `    cmd: python steps/step_${stage}.py --lr \${train.lr} --epochs \${train.epochs}`,
      '    deps:',
      `      - steps/step_${stage}.py`,
      ...(stage === 0 ? [] : [`      - data/part_${stage - 1}.csv`]),
      '    outs:',
      `      - data/part_${stage}.csv:`,
      '          cache: true',
    ];
    lines.push(...one);
    length += one.join('\n').length + 1;
  }
  return `${lines.join('\n')}\n`;
}

async function writeScripts(project: Project, text: string): Promise<void> {
  await mkdir(project.path('steps'), { recursive: true });
  for (const [, script = ''] of text.matchAll(/- (steps\/\S+\.py)/g)) {
    await writeFile(project.path(script), '');
  }
}

/** Where one of many small pipelines lies. */
function folderOf(index: number): string {
  return `project${Math.floor(index / 10)}/part${index}`;
}

/** One of many small pipelines, which reads what the one before writes. */
function partOf(before: string): string {
  const dep = before === '' ? '' : `\n      - ${before}model.pkl`;
  return `stages:
  train:
    cmd: python train.py --lr \${train.lr}
    deps:
      - train.py${dep}
    params: [train.lr]
    outs: [model.pkl]
`;
}
