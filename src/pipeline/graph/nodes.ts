import type { GraphLocation, GraphRange, PipelineNode } from '../../model/pipelineGraph.ts';
import type { DataFile } from '../service/dvc/dataFile.ts';
import { definitionsOf, type PipelineFile } from '../service/dvc/pipelineFile.ts';
import type { Stage, StageOutput } from '../service/dvc/stage.ts';
import { LineIndex } from '../service/lines.ts';
import { isAddress, isInside, nameOf, relativeTo } from '../service/paths.ts';
import { asString, get, type Span, type Value } from '../service/yaml/values.ts';
import { phaseOf } from './phases.ts';

/** What a node is made with. */
export interface NodeSurroundings {
  /** The root of the repository. */
  readonly root: string;
  /** Whether a path is there, or is written by something in the graph. */
  readonly isProvided: (path: string) => boolean;
}

/** The nodes of the stages of a dvc.yaml, in their order. */
export function stageNodes(pipeline: PipelineFile, around: NodeSurroundings): PipelineNode[] {
  const lines = new LineIndex(pipeline.text);
  const locations = new Map<string, GraphLocation>();
  const file = shown(around.root, pipeline.path);
  for (const { name, span, value } of definitionsOf(pipeline.root)) {
    const range = rangeOf(pipeline.text, lines, { start: span.start, end: value.end });
    locations.set(name, { file, range });
  }
  return pipeline.stages.map((stage) => {
    const location = locations.get(stage.group) ?? {
      file,
      range: rangeOf(pipeline.text, lines, stage.nameSpan),
    };
    return stageNode(stage, location, around);
  });
}

function stageNode(stage: Stage, location: GraphLocation, around: NodeSurroundings): PipelineNode {
  const { root, isProvided } = around;
  const { name, group, resolved } = stage;
  const isGenerated = name !== group;
  const phase = phaseOf(group, asString(get(get(resolved, 'meta'), 'phase')));
  const description = asString(get(resolved, 'desc'));
  const inputs = stage.inputs.filter(({ kind }) => kind === 'dep');
  const params = stage.inputs.filter(({ kind }) => kind === 'params');
  const missing = [...inputs, ...params].filter(({ path }) => !isProvided(path));
  const outputs = (section: StageOutput['section']) =>
    stage.outputs
      .filter((output) => output.section === section)
      .map(({ path }) => shown(root, path));
  return {
    id: `${location.file}:${name}`,
    kind: 'stage',
    name,
    ...(isGenerated && { group: `${location.file}:${group}` }),
    location,
    ...(phase !== undefined && { phase }),
    ...(description !== undefined && { description }),
    folder: shown(root, stage.folder),
    commands: stage.commands,
    deps: inputs.map(({ path }) => shown(root, path)),
    params: params.map(({ path, keys = [] }) => ({
      file: shown(root, path),
      keys: keys.map((key) => key.name),
    })),
    outs: outputs('outs'),
    metrics: outputs('metrics'),
    plots: outputs('plots'),
    missing: [...new Set(missing.map(({ path }) => shown(root, path)))],
    frozen: isTrue(get(resolved, 'frozen')),
    alwaysChanged: isTrue(get(resolved, 'always_changed')),
  };
}

/** The node of a `.dvc` file: data that comes from outside of the pipelines. */
export function dataNode(data: DataFile, { root, isProvided }: NodeSurroundings): PipelineNode {
  const file = shown(root, data.path);
  const [output] = data.outputs;
  const span = output?.span ?? { start: 0, end: data.text.length };
  const deps = data.inputs.map(({ path }) => path);
  return {
    id: file,
    kind: 'data',
    name: output?.text ?? nameOf(data.path),
    location: { file, range: rangeOf(data.text, new LineIndex(data.text), span) },
    phase: 'collect',
    folder: shown(root, data.path.slice(0, data.path.lastIndexOf('/'))),
    commands: [],
    deps: deps.map((path) => shown(root, path)),
    params: [],
    outs: data.outputs.map(({ path }) => shown(root, path)),
    metrics: [],
    plots: [],
    missing: deps.filter((path) => !isProvided(path)).map((path) => shown(root, path)),
    frozen: false,
    alwaysChanged: false,
  };
}

/** A path from the root; one that lies outside of it, or is an address, as it is. */
export function shown(root: string, path: string): string {
  return !isAddress(path) && isInside(path, root) ? relativeTo(root, path) : path;
}

/** A part of a text without the white space at its end, which YAML counts to the last value. */
export function rangeOf(text: string, lines: LineIndex, { start, end }: Span): GraphRange {
  const trimmed = start + text.slice(start, end).trimEnd().length;
  return { start: lines.position(start), end: lines.position(trimmed) };
}

function isTrue(value: Value | undefined): boolean {
  return value?.kind === 'scalar' && value.value === true;
}
