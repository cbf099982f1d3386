import type { PipelineGraph } from '../../../../src/model/pipelineGraph.ts';
import type { StageStates } from '../../../../src/model/stageState.ts';
import { pipelineGraph } from '../../../../src/pipeline/graph/pipelineGraph.ts';
import { DvcModel } from '../../../../src/pipeline/service/dvc/model.ts';
import { MemoryWorkspace } from '../../pipeline/support/memoryWorkspace.ts';

/** The graph of files in memory. */
export function graphOf(files: Readonly<Record<string, string>>): PipelineGraph {
  const workspace = new MemoryWorkspace({ '.dvc/config': '', ...files });
  return pipelineGraph(new DvcModel(workspace, workspace.root));
}

/** A pipeline through the whole loop, with tracked data, a `foreach` and a second file. */
export const loop: Readonly<Record<string, string>> = {
  'data/raw.csv.dvc': 'outs:\n- path: raw.csv\n',
  'params.yaml': 'lr: 0.1\n',
  'dvc.yaml': `stages:
  explore:
    cmd: python explore.py
    deps: [data/raw.csv]
    plots: [plots/columns.csv]
  prepare:
    desc: Split the rows and scale the columns
    cmd: python prepare.py --seed 7
    deps: [data/raw.csv]
    outs: [data/train.csv, data/test.csv]
  train:
    foreach: [forest, boosting, linear]
    do:
      cmd: python train.py --model \${item}
      deps: [data/train.csv]
      params: [lr]
      outs: ["models/\${item}"]
  evaluate:
    cmd: python evaluate.py
    deps: [data/test.csv, models]
    metrics: [scores.json]
  package_model:
    cmd: python package.py
    deps: [models/forest, scores.json, LICENSE.model]
    outs: [package]
`,
  'serve/dvc.yaml': `stages:
  deploy_the_model_behind_a_rather_long_name:
    cmd: ./deploy.sh
    deps: [../package]
    outs: [url.txt]
  drift:
    cmd: python drift.py
    deps: [url.txt, ../data/train.csv]
    outs: [drift.json]
  retrain:
    cmd: dvc repro
    deps: [drift.json]
    always_changed: true
`,
};

/** A state of each kind. */
export const loopStates: StageStates = {
  'dvc.yaml:explore': { kind: 'fresh', reasons: [] },
  'dvc.yaml:prepare': {
    kind: 'fresh',
    reasons: [],
    lastRun: { store: '/project/.trackline', runId: 'a1' },
  },
  'dvc.yaml:train@forest': { kind: 'stale', reasons: ['lr 0.01 → 0.1', 'train.py changed'] },
  'dvc.yaml:train@boosting': { kind: 'stale', reasons: ['lr 0.01 → 0.1'] },
  'dvc.yaml:train@linear': { kind: 'fresh', reasons: [] },
  'dvc.yaml:evaluate': { kind: 'running', reasons: [] },
  'serve/dvc.yaml:drift': { kind: 'failed', reasons: ['exit code 1'] },
  'serve/dvc.yaml:retrain': { kind: 'missing', reasons: ['never run'] },
};
