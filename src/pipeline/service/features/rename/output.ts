import type { TextEdit } from '../../diagnostic.ts';
import type { DvcModel } from '../../dvc/model.ts';
import type { PipelineFile } from '../../dvc/pipelineFile.ts';
import {
  folderOf,
  isAbsolute,
  isAddress,
  isInside,
  nameOf,
  relativeTo,
  resolveFrom,
} from '../../paths.ts';
import { asString, get, type Span, type Value } from '../../yaml/values.ts';
import { itemsIn } from '../items.ts';
import { touches } from '../locate.ts';
import { editsOf, readablePipelines, refused, type Refusal, type RenameEdits } from './outcome.ts';

/** A path in a pipeline file. */
interface PathUse {
  readonly file: string;
  /** With quotes, where it has them. */
  readonly span: Span;
  /** As written, after replacing `${…}`. */
  readonly text: string;
  /** Absolute. */
  readonly path: string;
  /** The folder that it is relative to. */
  readonly folder: string;
}

/** The path of an output that is to be renamed. */
export interface OutputTarget {
  readonly use: PathUse;
  readonly word: Span;
}

/** The output whose path is at a place; nothing where there is no path. */
export function outputAt(
  model: DvcModel,
  path: string,
  offset: number,
): OutputTarget | Refusal | undefined {
  const pipeline = model.draft(path);
  const here = pathUses(pipeline).filter(({ span }) => touches(span, offset));
  const [use] = here;
  if (use === undefined || isAddress(use.path)) return undefined;
  if (here.some((one) => one.path !== use.path)) {
    return refused('This path stands for several: those of the stages that are made of it.');
  }
  const writers = model.graph.nodes.filter(({ outputs }) =>
    outputs.some((output) => output.path === use.path),
  );
  const [writer] = writers;
  if (writer === undefined) {
    return refused(`\`${use.text}\` is no output of a stage. Rename the file itself.`);
  }
  if (writer.stage === undefined) {
    const from = relativeTo(folderOf(path), writer.file);
    return refused(`\`${use.text}\` belongs to ${from}. Rename it with \`dvc move\`.`);
  }
  return { use, word: withoutQuotes(pipeline.text, use.span) };
}

/** Renames an output wherever it is named: in outputs, dependencies, artifacts, plots and commands. */
export function renameOutput(
  model: DvcModel,
  { use }: OutputTarget,
  name: string,
): RenameEdits | Refusal {
  const moved = resolveFrom(use.folder, name);
  const problem = problemOfPath(model, use.path, moved, name);
  if (problem !== undefined) return refused(problem);
  const pipelines = readablePipelines(model);
  if ('kind' in pipelines) return pipelines;
  const edits = new Map<string, TextEdit>();
  for (const pipeline of pipelines) {
    for (const one of [...pathUses(pipeline), ...commandUses(pipeline, use.path)]) {
      if (isAddress(one.path) || !isInside(one.path, use.path)) continue;
      const path = moved + one.path.slice(use.path.length);
      const text = isAbsolute(one.text) ? path : relativeTo(one.folder, path);
      const edit = editOf(one, pipeline.text, text);
      if ('kind' in edit) return edit;
      const key = `${edit.path}\0${one.span.start}`;
      const before = edits.get(key);
      if (before !== undefined && before.text !== edit.text) {
        return refused(`\`${one.text}\` is written once for several stages, which would differ.`);
      }
      edits.set(key, edit);
    }
  }
  return editsOf([...edits.values(), ...ignoreEdits(model, use.path, moved)]);
}

function problemOfPath(
  model: DvcModel,
  from: string,
  to: string,
  name: string,
): string | undefined {
  if (name.trim() === '' || name.trim() !== name || /[\r\n{}[\]"']|: | #|\$\{/.test(name)) {
    return `\`${name}\` cannot be written as a path here.`;
  }
  if (isAddress(name)) return 'An output that moves to another place is no renaming. Edit it.';
  if (name.endsWith('.dvc') || nameOf(name) === 'dvc.yaml') {
    return `\`${name}\` is a file of DVC itself, which cannot be an output.`;
  }
  if (to === from) return undefined;
  for (const { id, outputs } of model.graph.nodes) {
    for (const { path } of outputs) {
      const isOther = !isInside(path, from);
      if (isOther && (isInside(to, path) || isInside(path, to))) {
        return `\`${name}\` is in the way of \`${relativeTo(model.root, path)}\`, an output of ${id}.`;
      }
    }
  }
  return undefined;
}

/** All paths that a pipeline file names outside of commands. */
function pathUses(pipeline: PipelineFile): PathUse[] {
  const { path: file, root } = pipeline;
  const uses: PathUse[] = [];
  for (const stage of pipeline.stages) {
    for (const one of [...stage.inputs, ...stage.outputs]) {
      // A plain key under `params` stands for params.yaml, but does not name it.
      const isNamed = 'section' in one || one.kind === 'dep' || one.span !== one.keys?.[0]?.span;
      if (isNamed) uses.push({ ...one, file, folder: stage.folder });
    }
  }
  const folder = folderOf(file);
  const add = (value: Value | undefined) => {
    const text = asString(value);
    if (value === undefined || text === undefined || text.includes('${')) return;
    const path = isAddress(text) ? text : resolveFrom(folder, text);
    uses.push({ file, span: value, text, path, folder });
  };
  for (const section of ['metrics', 'plots', 'params']) {
    for (const { value } of itemsIn(get(root, section))) {
      add(value);
      for (const { key, value: plot } of value.kind === 'map' ? value.entries : []) {
        add(key);
        for (const axis of ['x', 'y']) for (const one of itemsIn(get(plot, axis))) add(one.key);
      }
    }
  }
  for (const { value } of itemsIn(get(root, 'artifacts'))) add(get(value, 'path'));
  return uses;
}

/** Where commands name a path, or one inside of it, as a word of its own. */
function commandUses({ text, stages, path: file }: PipelineFile, path: string): PathUse[] {
  return stages.flatMap((stage): PathUse[] => {
    const cmd = get(stage.definition, 'cmd');
    const name = relativeTo(stage.folder, path);
    // A word without a dot or slash is as likely anything else.
    if (cmd === undefined || !/[./]/.test(name)) return [];
    const written = text.slice(cmd.start, cmd.end);
    const uses: PathUse[] = [];
    for (const { index, 0: word } of written.matchAll(/[^\s"'=;&|<>(),[\]]+/g)) {
      const at = resolveFrom(stage.folder, word);
      const isPath = word === name || word.startsWith(`${name}/`) || word === `./${name}`;
      if (!isPath || !isInside(at, path)) continue;
      const start = cmd.start + index;
      const span = { start, end: start + word.length };
      uses.push({ file, span, text: word, path: at, folder: stage.folder });
    }
    return uses;
  });
}

/** Writes a path anew, and leaves the `${…}` in front of what changes. */
function editOf(
  { file, span, text: before }: PathUse,
  text: string,
  after: string,
): TextEdit | Refusal {
  const inner = withoutQuotes(text, span);
  const written = text.slice(inner.start, inner.end);
  if (written === before) return { path: file, ...inner, text: after };
  const tail = written.slice(written.lastIndexOf('}') + 1);
  const kept = before.slice(0, before.length - tail.length);
  if (written.includes('${') && before.endsWith(tail) && after.startsWith(kept)) {
    const start = inner.end - tail.length;
    return { path: file, start, end: inner.end, text: after.slice(kept.length) };
  }
  return refused(
    `\`${written}\` is \`${before}\`, and what would change is not written out there. Change it by hand.`,
  );
}

function withoutQuotes(text: string, { start, end }: Span): Span {
  const quote = text.charAt(start);
  const isQuoted = (quote === '"' || quote === "'") && end - start >= 2;
  return isQuoted ? { start: start + 1, end: end - 1 } : { start, end };
}

/** The line that DVC wrote to .gitignore, where the output stays in its folder. */
function ignoreEdits(model: DvcModel, from: string, to: string): TextEdit[] {
  if (folderOf(from) !== folderOf(to)) return [];
  const path = resolveFrom(folderOf(from), '.gitignore');
  const content = model.workspace.kindOf(path) === 'file' ? model.workspace.read(path) : undefined;
  if (content?.kind !== 'text') return [];
  const line = `/${nameOf(from)}`;
  return Array.from(content.text.matchAll(/^[^\r\n]*/gm)).flatMap(({ index, 0: written }) =>
    written === line
      ? [{ path, start: index, end: index + line.length, text: `/${nameOf(to)}` }]
      : [],
  );
}
