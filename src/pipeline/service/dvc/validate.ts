import type { Diagnostic } from '../diagnostic.ts';
import { folderOf, resolveFrom } from '../paths.ts';
import type { GraphProblem } from './graph.ts';
import { asString, get } from '../yaml/values.ts';
import { hasNumberAsHash } from './dataFile.ts';
import type { LockFile } from './lockFile.ts';
import type { Stage } from './stage.ts';
import type { DvcModel } from './model.ts';
import { firstLine, lockPathOf } from './pipelineFile.ts';
import { checks } from '../checks/all.ts';
import { Findings } from './problem.ts';

/** What is to be said about a file, and the stages that can be loaded from it. */
export interface FileVerdict {
  readonly diagnostics: readonly Diagnostic[];
  /** Names as DVC has them, `train@large`. */
  readonly stages: readonly string[];
}

/** Validates a dvc.yaml, a dvc.lock or a `.dvc` file. */
export function validateDvcFile(
  kind: 'pipeline' | 'lock' | 'data',
  path: string,
  model: DvcModel,
): FileVerdict {
  switch (kind) {
    case 'pipeline':
      return validatePipeline(path, model);
    case 'lock': {
      const lock = model.lock(resolveFrom(folderOf(path), 'dvc.yaml'));
      return { diagnostics: inOrder(lock.findings.all), stages: [] };
    }
    case 'data': {
      const findings = copyOf(model.dataFile(path).findings);
      addGraphProblems(findings, model);
      return { diagnostics: inOrder(findings.all), stages: [] };
    }
  }
}

function validatePipeline(path: string, model: DvcModel): FileVerdict {
  const pipeline = model.pipeline(path);
  const findings = copyOf(pipeline.findings);
  addLockProblem(findings, path, model, pipeline.text);
  addGraphProblems(findings, model);
  if (pipeline.loaded !== undefined) {
    for (const check of checks) check({ pipeline, model, findings });
  }
  const crashing = addNumbersAsHashes(findings, pipeline.stages, model.lock(path));
  const stages = pipeline.stages.filter((stage) => stage.sound && !crashing.has(stage));
  return { diagnostics: inOrder(findings.all), stages: stages.map(({ name }) => name) };
}

/** A broken dvc.lock makes DVC refuse the dvc.yaml, so that is told there as well. */
function addLockProblem(findings: Findings, path: string, model: DvcModel, text: string): void {
  const [problem] = model.lock(path).findings.all;
  if (problem === undefined) return;
  const { start, end, message } = problem;
  findings.add(
    'error',
    'lock-invalid',
    `DVC cannot read the dvc.lock beside this file, so it refuses both. ${message}`,
    firstLine(text),
    { related: [{ path: lockPathOf(path), start, end, message }] },
  );
}

/** The schema of dvc.lock allows a number as a hash, on which DVC crashes where a stage takes it over. */
function addNumbersAsHashes(
  findings: Findings,
  stages: readonly Stage[],
  lock: LockFile,
): ReadonlySet<Stage> {
  const crashing = new Set<Stage>();
  for (const stage of stages) {
    const entry = get(get(lock.root, 'stages'), stage.name);
    const item = (['deps', 'outs'] as const)
      .flatMap((key) => {
        const list = get(entry, key);
        const places = key === 'deps' ? stage.inputs : stage.outputs;
        const texts = new Set(places.map(({ text }) => text));
        return (list?.kind === 'list' ? list.items : []).filter((one) =>
          texts.has(asString(get(one, 'path')) ?? ''),
        );
      })
      .find(hasNumberAsHash);
    if (item === undefined) continue;
    crashing.add(stage);
    const { start, end } = get(item, 'md5') ?? item;
    const message = `A hash in dvc.lock is a number, on which DVC crashes when it loads \`${stage.name}\`. Put it in quotes, or delete the entry.`;
    findings.add('error', 'lock-invalid', message, stage.nameSpan, {
      dataPath: ['stages', stage.group],
      stage: stage.name,
      related: [{ path: lock.path, start, end, message: 'This hash is a number.' }],
    });
  }
  return crashing;
}

function addGraphProblems(findings: Findings, model: DvcModel): void {
  const seen = new Set<string>();
  for (const { code, message, places } of model.graph.problems) {
    for (const { node, span, related } of places) {
      if (node.file !== findings.path) continue;
      // Generated stages share what is written: one remark for all of them.
      const key = `${code} ${span.start}`;
      if (seen.has(key)) continue;
      seen.add(key);
      findings.add('error', code, message, span, {
        dataPath: pathOf(node.stage),
        related,
        ...(node.stage !== undefined && { stage: node.stage.name }),
      });
    }
  }
}

function pathOf(stage: GraphProblem['places'][number]['node']['stage']): string[] {
  return stage === undefined ? [] : ['stages', stage.group];
}

function copyOf(findings: Findings): Findings {
  const copy = new Findings(findings.path);
  copy.all.push(...findings.all);
  return copy;
}

function inOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.toSorted((a, b) => a.start - b.start || a.end - b.end);
}
