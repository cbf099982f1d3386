import type { DvcModel } from '../../dvc/model.ts';
import { shownFrom, type PipelineFile } from '../../dvc/pipelineFile.ts';
import type { GraphNode } from '../../dvc/graph.ts';
import { LineIndex } from '../../lines.ts';
import { isAddress } from '../../paths.ts';
import { pythonRepr } from '../../python.ts';
import type { Hover } from '../hover.ts';
import { touches } from '../locate.ts';
import { valueAt } from '../../params/valueAt.ts';

const longestValue = 400;

/** The value of a parameter that a stage names, and where it is from. */
export function parameterHover(
  model: DvcModel,
  pipeline: PipelineFile,
  offset: number,
): Hover | undefined {
  for (const input of pipeline.stages.flatMap((stage) => stage.inputs)) {
    const key = input.keys?.find(({ span }) => touches(span, offset));
    const params = key === undefined ? undefined : model.params(input.path);
    if (key === undefined || params?.kind !== 'data') continue;
    const found = valueAt(params.data, key.name.split('.'));
    if (found === undefined) return undefined;
    const value = pythonRepr(found.value);
    const short = value.length > longestValue ? `${value.slice(0, longestValue)}…` : value;
    const { line } = new LineIndex(params.text).position(found.place.start);
    const from = `${shownFrom(pipeline.path, input.path)}:${line + 1}`;
    return { text: `\`${key.name}\` = \`${short}\` from ${from}`, span: key.span };
  }
  return undefined;
}

/** Who writes and who reads the file at a place. */
export function fileHover(
  model: DvcModel,
  pipeline: PipelineFile,
  offset: number,
): Hover | undefined {
  const place = pipeline.stages
    .flatMap((stage) => [...stage.inputs, ...stage.outputs])
    .find(({ span }) => touches(span, offset));
  if (place === undefined || isAddress(place.path)) return undefined;
  const called = ({ stage, id }: GraphNode) =>
    `\`${stage?.file === pipeline.path ? stage.name : id}\``;
  const edges = model.graph.edges.filter(
    ({ input, output }) => input.path === place.path || output.path === place.path,
  );
  const names = (nodes: readonly GraphNode[]) => [...new Set(nodes.map(called))].join(', ');
  const writers = model.graph.nodes.filter(({ outputs }) =>
    outputs.some(({ path }) => path === place.path),
  );
  const [written, read] = [
    names([
      ...writers,
      ...edges.filter(({ input }) => input.path === place.path).map(({ to }) => to),
    ]),
    names(edges.map(({ from }) => from)),
  ];
  const lines = [
    ...(written === '' ? [] : [`written by ${written}`]),
    ...(read === '' ? [] : [`read by ${read}`]),
    model.workspace.kindOf(place.path) === undefined ? 'not on disk' : 'on disk',
  ];
  return { text: `\`${place.text}\`: ${lines.join('; ')}`, span: place.span };
}
