import { scriptCalls } from '../checks/words.ts';
import type { DvcModel } from '../dvc/model.ts';
import type { PipelineFile } from '../dvc/pipelineFile.ts';
import type { Stage } from '../dvc/stage.ts';
import { fileKind } from '../fileKind.ts';
import { folderOf, isAddress, nameOf, relativeTo, resolveFrom } from '../paths.ts';
import { asString, get, type Span, type Value } from '../yaml/values.ts';
import type { Document } from './documents.ts';
import { itemsIn } from './items.ts';

/** A part of a text that leads to a file. */
export interface FileLink extends Span {
  /** A file that exists, or an address of the web. */
  readonly target: string;
  readonly tooltip: string;
}

/** The paths in a file that lead to a file: scripts, inputs, outputs, parameters and imported data. */
export function linksOf(model: DvcModel, document: Document): FileLink[] {
  const links = new Links(model, document);
  const { root, path } = document;
  switch (fileKind(nameOf(path))) {
    case 'pipeline':
      pipelineLinks(model.draft(path), document, links);
      break;
    case 'lock':
      for (const { key, value } of itemsIn(get(root, 'stages'))) {
        lockedLinks(links, value, folderOfStage(model, path, asString(key)));
      }
      break;
    case 'data':
      dataLinks(links, root, folderOf(path));
      break;
    case 'mlproject':
      for (const key of ['python_env', 'conda_env']) links.add(get(root, key), folderOf(path));
      break;
    case 'kitfile':
      kitfileLinks(links, root, folderOf(path));
      break;
    case 'project':
      for (const { value } of itemsIn(get(root, 'inputs'))) links.add(value, folderOf(path));
      break;
    default:
  }
  return links.inOrder();
}

class Links {
  private readonly model: DvcModel;
  private readonly document: Document;
  private readonly found = new Map<number, FileLink>();

  constructor(model: DvcModel, document: Document) {
    this.model = model;
    this.document = document;
  }

  /** Links a text that is a path as seen from a folder. */
  add(value: Value | undefined, folder: string): void {
    const text = asString(value);
    if (value === undefined || text === undefined || text === '') return;
    this.addPath(value, isAddress(text) ? text : resolveFrom(folder, text));
  }

  /** Links a place with a path: to the file, to the `.dvc` file that stands for it, or to the web. */
  addPath(span: Span, path: string): void {
    if (this.found.has(span.start) || span.end <= span.start) return;
    const target = this.targetOf(path);
    if (target === undefined) return;
    const inner = withoutQuotes(this.document.text, span);
    const tooltip = isAddress(target) ? target : relativeTo(this.model.root, target);
    this.found.set(span.start, { ...inner, target, tooltip });
  }

  inOrder(): FileLink[] {
    return [...this.found.values()].sort((a, b) => a.start - b.start);
  }

  private targetOf(path: string): string | undefined {
    if (isAddress(path)) return /^https?:/i.test(path) ? path : undefined;
    const { workspace } = this.model;
    return [path, `${path}.dvc`].find((one) => workspace.kindOf(one) === 'file');
  }
}

function withoutQuotes(text: string, { start, end }: Span): Span {
  const first = text.charAt(start);
  const isQuoted = (first === '"' || first === "'") && text.charAt(end - 1) === first;
  return isQuoted && end - start > 2 ? { start: start + 1, end: end - 1 } : { start, end };
}

function pipelineLinks(pipeline: PipelineFile, { text, path }: Document, links: Links): void {
  // While the text cannot be read, what is known is of an older one, with other places.
  if (pipeline.text !== text) return;
  for (const stage of pipeline.stages) {
    for (const { span, path: file } of [...stage.inputs, ...stage.outputs]) {
      links.addPath(span, file);
    }
    scriptLinks(stage, text, links);
    varsLinks(get(stage.definition, 'vars'), stage.folder, links);
  }
  const { root } = pipeline;
  const folder = folderOf(path);
  varsLinks(get(root, 'vars'), folder, links);
  for (const section of ['metrics', 'params', 'plots']) {
    for (const { value } of itemsIn(get(root, section))) {
      links.add(value, folder);
      if (value.kind === 'map') for (const { key } of value.entries) links.add(key, folder);
    }
  }
  for (const { value } of itemsIn(get(root, 'artifacts'))) links.add(get(value, 'path'), folder);
}

function varsLinks(vars: Value | undefined, folder: string, links: Links): void {
  for (const { value } of itemsIn(vars)) {
    const text = asString(value);
    const file = text?.split(':')[0];
    if (text === undefined || file === undefined || file === '') continue;
    const end = value.end - value.start === text.length ? value.start + file.length : value.end;
    links.addPath({ start: value.start, end }, resolveFrom(folder, file));
  }
}

/** The scripts in the commands of a stage, where they are written out. */
function scriptLinks(stage: Stage, text: string, links: Links): void {
  const cmd = get(stage.definition, 'cmd');
  if (cmd === undefined) return;
  const written = text.slice(cmd.start, cmd.end);
  for (const { kind, name } of stage.commands.flatMap(scriptCalls)) {
    if (kind !== 'file') continue;
    const at = wordIn(written, name);
    if (at < 0) continue;
    const start = cmd.start + at;
    links.addPath({ start, end: start + name.length }, resolveFrom(stage.folder, name));
  }
}

/** Where a word stands alone in a text, or -1. */
function wordIn(text: string, word: string): number {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const [before, after] = [text.charAt(at - 1), text.charAt(at + word.length)];
    if (/^[\s"'=]?$/.test(before) && /^[\s"';&|,\]]?$/.test(after)) return at;
  }
  return -1;
}

function dataLinks(links: Links, data: Value | undefined, folder: string): void {
  const own = resolveFrom(folder, asString(get(data, 'wdir')) ?? '.');
  for (const { value } of [...itemsIn(get(data, 'deps')), ...itemsIn(get(data, 'outs'))]) {
    const repository = get(get(value, 'repo'), 'url');
    if (repository === undefined) links.add(get(value, 'path'), own);
    else links.add(repository, own);
  }
}

function lockedLinks(links: Links, stage: Value, folder: string): void {
  for (const { value } of [...itemsIn(get(stage, 'deps')), ...itemsIn(get(stage, 'outs'))]) {
    links.add(get(value, 'path'), folder);
  }
}

/** The folder that the paths of a stage in dvc.lock are relative to. */
function folderOfStage(model: DvcModel, lockPath: string, name: string | undefined): string {
  const { stages } = model.draft(resolveFrom(folderOf(lockPath), 'dvc.yaml'));
  return stages.find((stage) => stage.name === name)?.folder ?? folderOf(lockPath);
}

function kitfileLinks(links: Links, root: Value | undefined, folder: string): void {
  const model = get(root, 'model');
  const holders = [
    ...(model === undefined ? [] : [model]),
    ...[get(model, 'parts'), get(root, 'code'), get(root, 'datasets'), get(root, 'docs')].flatMap(
      (list) => itemsIn(list).map(({ value }) => value),
    ),
  ];
  for (const holder of holders) links.add(get(holder, 'path'), folder);
}
