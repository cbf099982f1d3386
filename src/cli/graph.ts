import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { PipelineGraph } from '../model/pipelineGraph.ts';
import { diskWorkspace, toServicePath } from '../pipeline/files/diskWorkspace.ts';
import { pipelineGraph } from '../pipeline/graph/pipelineGraph.ts';
import { DvcModel } from '../pipeline/service/dvc/model.ts';
import { fileKind } from '../pipeline/service/fileKind.ts';
import { isInside, nameOf, relativeTo } from '../pipeline/service/paths.ts';
import { parseArguments } from './arguments.ts';
import { dotText } from './graph/dot.ts';
import { graphLines } from './graph/lines.ts';
import { mermaidText } from './graph/mermaid.ts';
import type { Output } from './output.ts';
import { fromHere, repositoryOf } from './pipelineRepository.ts';
import { UsageError } from './usage.ts';

/**
 * `trackline graph`: the stages of a repository and who reads what of whom. `--json` gives a
 * `PipelineGraph` (src/model/pipelineGraph.ts), `--dot` Graphviz's language, `--mermaid` a flow chart
 * for Markdown. Exit code 1 when something is wrong that makes DVC refuse the pipelines.
 */
export async function graph(args: readonly string[], output: Output): Promise<number> {
  const { values, positionals } = parseArguments({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      dot: { type: 'boolean', default: false },
      mermaid: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const { json, dot, mermaid } = values;
  if ([json, dot, mermaid].filter(Boolean).length > 1) {
    throw new UsageError('--json, --dot and --mermaid exclude each other: give one of them.');
  }
  if (positionals.length > 1) {
    throw new UsageError('Give one folder or file at most: its repository is drawn as a whole.');
  }
  const found = graphAt(positionals[0] ?? '.');
  if (json) output.line(JSON.stringify(found, undefined, 2));
  else if (dot) output.line(dotText(found));
  else if (mermaid) output.line(mermaidText(found));
  else for (const line of graphLines(found)) output.line(line);
  for (const { location, message, code } of found.troubles) {
    const { line, character } = location.range.start;
    const file = found.root === '' ? location.file : `${found.root}/${location.file}`;
    output.remark(`${file}:${line + 1}:${character + 1}: ${message} [${code}]`);
  }
  if (found.nodes.length === 0 && found.troubles.length === 0) {
    output.remark('There are no stages here: no dvc.yaml and no .dvc file was found.');
  }
  return await Promise.resolve(found.troubles.length === 0 ? 0 : 1);
}

/** The graph of the repository around a folder or pipeline file, as far as it is asked for. */
function graphAt(asked: string): PipelineGraph {
  const absolute = resolve(asked);
  if (!existsSync(absolute)) throw new UsageError(`${asked} does not exist.`);
  const isFile = !statSync(absolute).isDirectory();
  const kind = isFile ? fileKind(nameOf(toServicePath(absolute))) : undefined;
  if (isFile && kind !== 'pipeline' && kind !== 'data') {
    throw new UsageError(`${asked} is neither a folder nor a dvc.yaml nor a .dvc file.`);
  }
  const root = repositoryOf(isFile ? dirname(absolute) : absolute);
  const whole = pipelineGraph(new DvcModel(diskWorkspace(root), toServicePath(root)));
  const part = relativeTo(toServicePath(root), toServicePath(absolute));
  const seen = { ...whole, root: fromHere(root) };
  return part === '.' ? seen : partOf(seen, part);
}

/** What is written in a file or folder, and all that this needs. */
function partOf(whole: PipelineGraph, part: string): PipelineGraph {
  const wanted = new Set(
    whole.nodes.filter(({ location }) => isInside(location.file, part)).map(({ id }) => id),
  );
  // A set that grows while it is gone through hands out what was added, too.
  for (const id of wanted) {
    for (const { from, to } of whole.edges) if (to === id) wanted.add(from);
  }
  return {
    ...whole,
    nodes: whole.nodes.filter(({ id }) => wanted.has(id)),
    edges: whole.edges.filter(({ to }) => wanted.has(to)),
  };
}
