import type { RelatedPlace } from '../diagnostic.ts';
import { folderOf, isAddress, isInside, relativeTo } from '../paths.ts';
import type { Span } from '../yaml/values.ts';
import type { DataFile } from './dataFile.ts';
import type { DiagnosticCode } from '../docs.ts';
import type { Stage } from './stage.ts';

/** A stage, or a `.dvc` file, as a node of the repository's graph. */
export interface GraphNode {
  /** Unique: `dvc.yaml:train@large`, or the `.dvc` file, as seen from the root. */
  readonly id: string;
  /** The file it is written in. */
  readonly file: string;
  readonly span: Span;
  /** Nothing for a `.dvc` file. */
  readonly stage?: Stage;
  readonly inputs: readonly GraphPlace[];
  readonly outputs: readonly GraphPlace[];
}

/** A path that a node reads or writes. */
export interface GraphPlace {
  readonly path: string;
  readonly span: Span;
}

/** `from` reads what `to` writes. */
export interface GraphEdge {
  readonly from: GraphNode;
  readonly to: GraphNode;
  readonly input: GraphPlace;
  readonly output: GraphPlace;
}

/** What makes DVC refuse the whole repository. */
export interface GraphProblem {
  readonly code: DiagnosticCode;
  readonly message: string;
  /** Where it is shown: at each of them, with the others as related places. */
  readonly places: readonly {
    readonly node: GraphNode;
    readonly span: Span;
    readonly related: readonly RelatedPlace[];
  }[];
}

/** The stages and data of a repository and who reads what of whom. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly problems: readonly GraphProblem[];
  /** Whether a path is an output, lies in one or holds one. */
  readonly writes: (path: string) => boolean;
}

interface Written {
  readonly node: GraphNode;
  readonly output: GraphPlace;
}

/** Builds the graph of what can be loaded, and finds what DVC refuses in it. */
export function buildGraph(
  root: string,
  stages: readonly Stage[],
  dataFiles: readonly DataFile[],
): Graph {
  const nodes: GraphNode[] = [
    ...stages.map((stage): GraphNode => {
      const { file, name, nameSpan: span, outputs } = stage;
      const inputs = stage.inputs.filter(({ kind }) => kind !== 'dataset');
      return { id: `${relativeTo(root, file)}:${name}`, file, span, stage, inputs, outputs };
    }),
    ...dataFiles.map(({ path, outputs, inputs }): GraphNode => {
      const span = outputs[0]?.span ?? { start: 0, end: 0 };
      return { id: relativeTo(root, path), file: path, span, inputs, outputs };
    }),
  ];
  const problems: GraphProblem[] = [];
  const written = new Outputs(root);
  for (const node of nodes) {
    for (const output of node.outputs) written.add({ node, output }, problems);
  }
  for (const node of nodes) stageInOutput(root, node, written, problems);
  const edges = nodes.flatMap((from) =>
    from.inputs.flatMap((input) =>
      written.overlapping(input.path).map(({ node: to, output }) => ({ from, to, input, output })),
    ),
  );
  problems.push(...findCycles(nodes, edges));
  return { nodes, edges, problems, writes: (path) => written.overlapping(path).length > 0 };
}

/** The outputs of a repository by their paths. */
class Outputs {
  private readonly root: string;
  private readonly byPath = new Map<string, Written>();
  /** The outputs below each folder. */
  private readonly below = new Map<string, Written[]>();

  constructor(root: string) {
    this.root = root;
  }

  /** Adds an output, unless it is in the way of one that is there. */
  add(added: Written, problems: GraphProblem[]): void {
    const { path } = added.output;
    const same = this.byPath.get(path);
    if (same !== undefined) {
      problems.push(duplicate(this.root, same, added));
      return;
    }
    const inside = this.below.get(path)?.[0];
    const around = this.above(path)[0];
    if (inside !== undefined) problems.push(overlap(this.root, added, inside));
    else if (around !== undefined) problems.push(overlap(this.root, around, added));
    this.byPath.set(path, added);
    for (const folder of foldersAbove(path)) {
      const list = this.below.get(folder);
      if (list === undefined) this.below.set(folder, [added]);
      else list.push(added);
    }
  }

  /** The outputs that a path lies in, the shortest first. */
  above(path: string): Written[] {
    return foldersAbove(path)
      .toReversed()
      .flatMap((folder) => this.byPath.get(folder) ?? []);
  }

  /** The outputs that are a path, lie above it or below it. */
  overlapping(path: string): Written[] {
    const same = this.byPath.get(path);
    return [
      ...this.above(path),
      ...(same === undefined ? [] : [same]),
      ...(this.below.get(path) ?? []),
    ];
  }
}

function foldersAbove(path: string): string[] {
  if (isAddress(path)) return [];
  const folders: string[] = [];
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    folders.push(folder);
    if (folder === folderOf(folder)) return folders;
  }
}

function shown(root: string, path: string): string {
  return isInside(path, root) ? relativeTo(root, path) : path;
}

/** What a message calls a node. */
function called({ id, stage }: GraphNode): string {
  return stage === undefined ? id : `the stage \`${id}\``;
}

function placesOf(problem: string, ...both: readonly Written[]): GraphProblem['places'] {
  return both.map((one) => {
    const others = both.filter((other) => other !== one);
    const related = others.map(({ node, output }) => ({
      path: node.file,
      start: output.span.start,
      end: output.span.end,
      message: problem,
    }));
    return { node: one.node, span: one.output.span, related };
  });
}

function duplicate(root: string, first: Written, second: Written): GraphProblem {
  const path = shown(root, first.output.path);
  const message =
    first.node === second.node
      ? `\`${path}\` is an output of ${called(first.node)} twice. Name it once.`
      : `\`${path}\` is an output of ${called(first.node)} and of ${called(second.node)}. An output belongs to one of them.`;
  const places = placesOf(`\`${path}\` is an output here, too.`, first, second);
  return { code: 'graph-duplicate-output', message, places };
}

function overlap(root: string, outer: Written, inner: Written): GraphProblem {
  const [folder, path] = [shown(root, outer.output.path), shown(root, inner.output.path)];
  const message = `\`${path}\`, an output of ${called(inner.node)}, lies in \`${folder}\`, an output of ${called(outer.node)}. DVC stores a folder as a whole.`;
  const places = placesOf('The two outputs overlap.', outer, inner);
  return { code: 'graph-overlapping-outputs', message, places };
}

function stageInOutput(
  root: string,
  node: GraphNode,
  written: Outputs,
  problems: GraphProblem[],
): void {
  const [around] = [...written.above(node.file)];
  if (around === undefined) return;
  const folder = shown(root, around.output.path);
  const message = `${shown(root, node.file)} lies in \`${folder}\`, an output of ${called(around.node)}, which is removed before that stage runs.`;
  const { start, end } = around.output.span;
  const related = [
    { path: around.node.file, start, end, message: `\`${folder}\` is an output here.` },
  ];
  const output = around.output.span;
  problems.push({
    code: 'graph-stage-in-output',
    message,
    places: [
      { node, span: node.span, related },
      ...(around.node === node ? [] : [{ node: around.node, span: output, related: [] }]),
    ],
  });
}

/** Finds the groups of nodes that depend on each other, each as one problem (Tarjan's algorithm). */
function findCycles(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): GraphProblem[] {
  const from = Map.groupBy(edges, (edge) => edge.from);
  const order = new Map<GraphNode, { index: number; low: number; open: boolean }>();
  const open: GraphNode[] = [];
  const problems: GraphProblem[] = [];
  const close = (node: GraphNode) => {
    const group = new Set<GraphNode>();
    for (let last = open.pop(); last !== undefined; last = open.pop()) {
      group.add(last);
      const state = order.get(last);
      if (state !== undefined) state.open = false;
      if (last === node) break;
    }
    const inside = [...group]
      .flatMap((one) => from.get(one) ?? [])
      .filter(({ to }) => group.has(to));
    if (inside.length > 0) problems.push(cycle(group, inside));
  };
  for (const start of nodes) {
    if (order.has(start)) continue;
    const path: { node: GraphNode; next: number }[] = [];
    const enter = (node: GraphNode) => {
      order.set(node, { index: order.size, low: order.size, open: true });
      open.push(node);
      path.push({ node, next: 0 });
    };
    enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const edge = from.get(top.node)?.[top.next];
      const state = order.get(top.node);
      if (state === undefined) break;
      if (edge !== undefined) {
        top.next += 1;
        const target = order.get(edge.to);
        if (target === undefined) enter(edge.to);
        else if (target.open) state.low = Math.min(state.low, target.index);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      const parentState = parent === undefined ? undefined : order.get(parent.node);
      if (parentState !== undefined) parentState.low = Math.min(parentState.low, state.low);
      if (state.low === state.index) close(top.node);
    }
  }
  return problems;
}

function cycle(group: ReadonlySet<GraphNode>, inside: readonly GraphEdge[]): GraphProblem {
  const names = [...group].map(called).toReversed();
  const message =
    group.size === 1
      ? `${names[0] ?? ''} depends on what it writes itself. Remove the dependency or the output.`.replace(
          /^t/,
          'T',
        )
      : `${names.join(', ')} depend on each other in a circle. Remove one of the dependencies.`.replace(
          /^t/,
          'T',
        );
  const places = inside.map(({ from: node, input, output, to }) => {
    const { start, end } = output.span;
    return {
      node,
      span: input.span,
      related: [{ path: to.file, start, end, message: `This is written by ${called(to)}.` }],
    };
  });
  return { code: 'graph-cycle', message, places };
}
