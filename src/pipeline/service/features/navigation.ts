import type { Span, Value } from '../yaml/values.ts';
import type { ContextNode } from '../dvc/context.ts';
import type { Graph } from '../dvc/graph.ts';
import type { DvcModel } from '../dvc/model.ts';
import { isPipelineFile } from '../dvc/repository.ts';
import type { StageInput } from '../dvc/stage.ts';
import { isAddress } from '../paths.ts';
import { touches } from './locate.ts';
import { valueAt } from '../params/valueAt.ts';

/** A place to go to. */
export interface Place extends Span {
  readonly path: string;
}

/** Where a node of the context is written: its key, else its value. */
export function placeOf({ origin, key, value }: ContextNode): Place {
  const { start, end } = key ?? value;
  return { path: origin.path, start, end };
}

/** Where what stands at a place of a dvc.yaml is from: a parameter, the stage that writes a file, the file. */
export function definitionAt(model: DvcModel, path: string, offset: number): Place[] {
  const pipeline = model.draft(path);
  const references = pipeline.references.filter(({ span }) => touches(span, offset));
  if (references.length > 0) return unique(references.map(({ node }) => placeOf(node)));
  const inputs = pipeline.stages.flatMap((stage) => stage.inputs);
  for (const input of inputs) {
    const key = input.keys?.find(({ span }) => touches(span, offset));
    if (key !== undefined) return parameterPlaces(model, input, key.name);
  }
  const outputs = pipeline.stages.flatMap((stage) => stage.outputs);
  const here = [...inputs, ...outputs].filter(({ span }) => touches(span, offset));
  const written = here.flatMap((one) => ('section' in one ? [] : writersOf(model.graph, one)));
  if (written.length > 0) return unique(written);
  return unique(
    here
      .filter((one) => !isAddress(one.path) && model.workspace.kindOf(one.path) === 'file')
      .map((one) => ({ path: one.path, start: 0, end: 0 })),
  );
}

function writersOf(graph: Graph, input: StageInput): Place[] {
  return graph.edges
    .filter((edge) => edge.input === input)
    .map(({ to, output }) => ({ path: to.file, start: output.span.start, end: output.span.end }));
}

function parameterPlaces(model: DvcModel, { path }: StageInput, name: string): Place[] {
  const params = model.params(path);
  if (params.kind !== 'data') return [];
  const place = longestPlace(params.data, name.split('.'));
  return [{ path, start: place.start, end: place.end }];
}

/** Where a key stands, or the last one above it that is there. */
function longestPlace(data: Value, keys: readonly string[]): Span {
  for (let count = keys.length; count > 0; count -= 1) {
    const found = valueAt(data, keys.slice(0, count));
    if (found !== undefined) return found.place;
  }
  return { start: 0, end: 0 };
}

/** All places that use the parameter or the output at a place, in all pipeline files. */
export function referencesAt(model: DvcModel, path: string, offset: number): Place[] {
  const [definition] = isPipelineFile(path) ? definitionAt(model, path, offset) : [];
  const output = outputAt(model, path, offset);
  if (output !== undefined) return consumers(model, output);
  const target = definition ?? { path, start: offset, end: offset };
  const written = isPipelineFile(path) ? outputAt(model, target.path, target.start) : undefined;
  return written === undefined ? usesOf(model, target) : consumers(model, written);
}

function outputAt(model: DvcModel, path: string, offset: number): Place | undefined {
  const node = model.graph.nodes.find(
    ({ file, outputs }) => file === path && outputs.some(({ span }) => touches(span, offset)),
  );
  const span = node?.outputs.find((output) => touches(output.span, offset))?.span;
  return span === undefined ? undefined : { path, start: span.start, end: span.end };
}

function consumers(model: DvcModel, output: Place): Place[] {
  return unique(
    model.graph.edges
      .filter(({ to, output: { span } }) => to.file === output.path && span.start === output.start)
      .map(({ from, input }) => ({
        path: from.file,
        start: input.span.start,
        end: input.span.end,
      })),
  );
}

function usesOf(model: DvcModel, target: Place): Place[] {
  const places: Place[] = [];
  for (const file of model.files.filter(isPipelineFile)) {
    const pipeline = model.draft(file);
    for (const { node, span } of pipeline.references) {
      const place = placeOf(node);
      if (place.path === target.path && touches(place, target.start)) {
        places.push({ path: file, start: span.start, end: span.end });
      }
    }
    for (const input of pipeline.stages.flatMap((stage) => stage.inputs)) {
      if (input.path !== target.path) continue;
      for (const { name, span } of input.keys ?? []) {
        const [at] = parameterPlaces(model, input, name);
        if (at !== undefined && touches(at, target.start)) {
          places.push({ path: file, start: span.start, end: span.end });
        }
      }
    }
  }
  return unique(places);
}

function unique(places: readonly Place[]): Place[] {
  const byKey = new Map(places.map((place) => [`${place.path} ${place.start}`, place]));
  return [...byKey.values()];
}
