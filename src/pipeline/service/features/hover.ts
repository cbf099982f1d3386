import { toValue } from '../dvc/context.ts';
import type { DvcModel } from '../dvc/model.ts';
import { shownFrom, type PipelineFile } from '../dvc/pipelineFile.ts';
import { isPipelineFile } from '../dvc/repository.ts';
import type { Reference } from '../dvc/resolve.ts';
import { fileKind } from '../fileKind.ts';
import { LineIndex } from '../lines.ts';
import { nameOf } from '../paths.ts';
import { pythonRepr } from '../python.ts';
import type { ServiceOptions } from '../sources.ts';
import { get, type Span, type Value } from '../yaml/values.ts';
import type { Document } from './documents.ts';
import { grammars } from './grammars.ts';
import { fieldAt } from './grammarPath.ts';
import { fileHover, parameterHover } from './hover/inputs.ts';
import { usesHover } from './hover/uses.ts';
import { commandText, groupText, stageText } from './hover/stage.ts';
import { locate, touches } from './locate.ts';

/** What is told about a place of a file. */
export interface Hover {
  /** Markdown. */
  readonly text: string;
  readonly span: Span;
}

const mostValues = 10;
const longestValue = 400;

/**
 * What stands at a place of a file: a value and where it is from, a stage's commands and last run, who
 * writes or reads a path, what a key means.
 */
export function hoverAt(
  model: DvcModel,
  document: Document,
  offset: number,
  options: ServiceOptions,
): Hover | undefined {
  const { path, root } = document;
  if (isPipelineFile(path)) return pipelineHover(model, document, offset, options);
  const kind = fileKind(nameOf(path));
  if (kind === 'params') return usesHover(model, document, offset);
  return kind === undefined || root === undefined ? undefined : keyHover(document, root, offset);
}

function pipelineHover(
  model: DvcModel,
  document: Document,
  offset: number,
  options: ServiceOptions,
): Hover | undefined {
  const pipeline = model.draft(document.path);
  const references = pipeline.references.filter(({ span }) => touches(span, offset));
  const [first] = references;
  if (first !== undefined)
    return { text: valuesText(model, pipeline, references), span: first.span };
  const { root } = document;
  const found = root === undefined ? undefined : locate(root, offset);
  if (root === undefined || found === undefined) return undefined;
  const [section, name] = found.path;
  const isStage = section === 'stages' && typeof name === 'string';
  if (isStage && found.path.length === 2 && found.key !== undefined) {
    return { text: stageText(model, pipeline, name, options), span: found.key.key };
  }
  const key = found.path.at(-1);
  if (isStage && found.key !== undefined && (key === 'foreach' || key === 'matrix')) {
    const { doc = '' } = fieldAt(grammars.pipeline, root, found.path) ?? {};
    return { text: `${groupText(pipeline, name)}\n\n${doc}`, span: found.key.key };
  }
  if (found.key === undefined && isStage && found.path.includes('cmd')) {
    const text = commandText(pipeline, name);
    const span = get(get(get(root, 'stages'), name), 'cmd') ?? found.value;
    return text === undefined ? undefined : { text, span };
  }
  const input = parameterHover(model, pipeline, offset) ?? fileHover(model, pipeline, offset);
  return input ?? keyHover(document, root, offset);
}

/** What a key means by the grammar of its file. */
function keyHover({ path }: Document, root: Value, offset: number): Hover | undefined {
  const kind = fileKind(nameOf(path));
  const rule = kind === undefined || kind === 'params' ? undefined : grammars[kind];
  const found = locate(root, offset);
  if (rule === undefined || found?.key === undefined) return undefined;
  const field = fieldAt(rule, root, found.path);
  return field === undefined ? undefined : { text: field.doc, span: found.key.key };
}

function valuesText(
  model: DvcModel,
  pipeline: PipelineFile,
  references: readonly Reference[],
): string {
  const lines = new Set<string>();
  for (const { keys, node, span } of references) {
    const value = pythonRepr(toValue(node, span));
    const short = value.length > longestValue ? `${value.slice(0, longestValue)}…` : value;
    lines.add(`\`${keys.join('.')}\` = \`${short}\`${originText(model, pipeline, node)}`);
  }
  const shown = [...lines].slice(0, mostValues);
  const more = lines.size - shown.length;
  return shown.join('  \n') + (more > 0 ? `  \nand ${more} more` : '');
}

function originText(model: DvcModel, pipeline: PipelineFile, node: Reference['node']): string {
  const { source, path } = node.origin;
  if (source === '') return '';
  const content = model.workspace.read(path);
  if (content?.kind !== 'text') return '';
  const { line } = new LineIndex(content.text).position((node.key ?? node.value).start);
  return ` from ${shownFrom(pipeline.path, path)}:${line + 1}`;
}
