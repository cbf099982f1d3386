import type {
  GraphFile,
  GraphTrouble,
  PipelineEdge,
  PipelineGraph,
} from '../../model/pipelineGraph.ts';
import type { Diagnostic } from '../service/diagnostic.ts';
import { buildGraph, type Graph } from '../service/dvc/graph.ts';
import type { DvcModel } from '../service/dvc/model.ts';
import type { PipelineFile } from '../service/dvc/pipelineFile.ts';
import { isPipelineFile } from '../service/dvc/repository.ts';
import { fileKind } from '../service/fileKind.ts';
import { LineIndex } from '../service/lines.ts';
import { isAddress, nameOf } from '../service/paths.ts';
import type { Span } from '../service/yaml/values.ts';
import { dataNode, rangeOf, shown, stageNodes } from './nodes.ts';

/** A dvc.yaml as the graph has it. */
export interface GraphSource {
  readonly pipeline: PipelineFile;
  readonly state: GraphFile['state'];
}

/** The graph of a repository as its files are now, broken ones as far as they can be read. */
export function pipelineGraph(model: DvcModel): PipelineGraph {
  return graphOf(model, (path) => sourceOf(model, path));
}

/** A dvc.yaml as it is now, as far as it can be read; else as the model last had it. */
export function sourceOf(model: DvcModel, path: string): GraphSource {
  const now = model.pipeline(path);
  if (!now.findings.refused) return { pipeline: now, state: 'current' };
  const pipeline = model.draft(path);
  return { pipeline, state: pipeline.text === now.text ? 'partial' : 'last-good' };
}

/** The graph of a repository. @param sourceOfFile what is drawn of each dvc.yaml */
export function graphOf(
  model: DvcModel,
  sourceOfFile: (path: string) => GraphSource,
): PipelineGraph {
  const { root, workspace } = model;
  const sources = model.files.filter(isPipelineFile).map(sourceOfFile);
  const dataFiles = model.files
    .filter((path) => fileKind(nameOf(path)) === 'data')
    .map((path) => model.dataFile(path));
  const soundData = dataFiles.filter(({ findings }) => !findings.refused);
  const stages = sources.flatMap(({ pipeline }) => pipeline.stages);
  const graph = buildGraph(root, stages, soundData);
  const isProvided = (path: string) =>
    isAddress(path) || workspace.kindOf(path) !== undefined || graph.writes(path);
  const around = { root, isProvided };
  const texts = new Map<string, string>([
    ...soundData.map(({ path, text }) => [path, text] as const),
    ...sources.map(({ pipeline }) => [pipeline.path, pipeline.text] as const),
  ]);
  return {
    root,
    nodes: [
      ...sources.flatMap(({ pipeline }) => stageNodes(pipeline, around)),
      ...soundData.map((data) => dataNode(data, around)),
    ],
    edges: edgesOf(graph, root),
    files: sources.map(({ pipeline, state }) => ({ path: shown(root, pipeline.path), state })),
    troubles: [
      ...model.files.flatMap((path) => fileTroubles(model, path)),
      ...graphTroubles(graph, root, texts),
    ],
  };
}

/** One edge for each two nodes, however much goes from one to the other. */
function edgesOf(graph: Graph, root: string): PipelineEdge[] {
  const order = new Map(graph.nodes.map((node, index) => [node, index]));
  const rank = (node: (typeof graph.nodes)[number]) => order.get(node) ?? 0;
  const sorted = graph.edges.toSorted(
    (a, b) => rank(a.to) - rank(b.to) || rank(a.from) - rank(b.from),
  );
  const edges = new Map<string, { from: string; to: string; paths: string[] }>();
  for (const { from: reader, to: writer, output } of sorted) {
    const key = `${rank(writer)} ${rank(reader)}`;
    const edge = edges.get(key) ?? { from: writer.id, to: reader.id, paths: [] };
    edges.set(key, edge);
    const path = shown(root, output.path);
    if (!edge.paths.includes(path)) edge.paths.push(path);
  }
  return [...edges.values()];
}

/** Why DVC refuses a file by itself. */
function fileTroubles(model: DvcModel, path: string): GraphTrouble[] {
  switch (fileKind(nameOf(path))) {
    case 'pipeline': {
      const pipeline = model.pipeline(path);
      const lock = model.lock(path);
      return [
        ...troublesOf(model.root, pipeline.text, pipeline.findings.all),
        ...troublesOf(model.root, lock.text, lock.findings.all),
      ];
    }
    case 'data': {
      const { text, findings } = model.dataFile(path);
      return troublesOf(model.root, text, findings.all);
    }
    default:
      return [];
  }
}

function troublesOf(root: string, text: string, found: readonly Diagnostic[]): GraphTrouble[] {
  const lines = new LineIndex(text);
  return found
    .filter(({ severity }) => severity === 'error')
    .toSorted((a, b) => a.start - b.start)
    .map(({ code, message, path, stage, start, end }) => {
      const file = shown(root, path);
      return {
        code,
        message,
        location: { file, range: rangeOf(text, lines, { start, end }) },
        nodes: stage === undefined ? [] : [`${file}:${stage}`],
      };
    });
}

/** What is wrong between the files: each problem once, at the first place that it is shown at. */
function graphTroubles(
  graph: Graph,
  root: string,
  texts: ReadonlyMap<string, string>,
): GraphTrouble[] {
  const rangeIn = (file: string, span: Span) => {
    const text = texts.get(file) ?? '';
    return rangeOf(text, new LineIndex(text), span);
  };
  return graph.problems.flatMap(({ code, message, places }) => {
    const [first] = places;
    if (first === undefined) return [];
    const { file } = first.node;
    return {
      code,
      message,
      location: { file: shown(root, file), range: rangeIn(file, first.span) },
      nodes: [...new Set(places.map(({ node }) => node.id))],
    };
  });
}
