import { toValue } from '../dvc/context.ts';
import { pipelineRule } from '../dvc/grammar.ts';
import type { DvcModel } from '../dvc/model.ts';
import { shownFrom, type PipelineFile } from '../dvc/pipelineFile.ts';
import type { Reference } from '../dvc/resolve.ts';
import { LineIndex } from '../lines.ts';
import { pythonRepr } from '../python.ts';
import type { Span } from '../yaml/values.ts';
import { fieldAt } from './grammarPath.ts';
import { locate, touches } from './locate.ts';

/** What is told about a place of a file. */
export interface Hover {
  /** Markdown. */
  readonly text: string;
  readonly span: Span;
}

const mostValues = 10;
const longestValue = 400;

/** What stands at a place of a dvc.yaml: a value and where it is from, a stage's commands, what a key means. */
export function hoverAt(model: DvcModel, path: string, offset: number): Hover | undefined {
  const pipeline = model.draft(path);
  const references = pipeline.references.filter(({ span }) => touches(span, offset));
  const [first] = references;
  if (first !== undefined)
    return { text: valuesText(model, pipeline, references), span: first.span };
  const found = pipeline.root === undefined ? undefined : locate(pipeline.root, offset);
  if (found?.key === undefined) return undefined;
  const [section, name] = found.path;
  if (section === 'stages' && found.path.length === 2 && typeof name === 'string') {
    return { text: stageText(pipeline, name), span: found.key.key };
  }
  const field =
    pipeline.root === undefined ? undefined : fieldAt(pipelineRule, pipeline.root, found.path);
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

function stageText(pipeline: PipelineFile, name: string): string {
  const stages = pipeline.stages.filter(({ group }) => group === name);
  const [only] = stages;
  if (only === undefined) return `**${name}**: DVC makes no stage of it.`;
  const isGroup = stages.length > 1 || only.name !== name;
  const heading = isGroup ? `**${name}**: ${stages.length} stages` : `**${name}**`;
  const shown = stages.slice(0, mostValues).map((stage) => {
    const commands = `\`\`\`sh\n${stage.commands.join('\n')}\n\`\`\``;
    return isGroup ? `\`${stage.name}\`\n${commands}` : commands;
  });
  const more = stages.length - shown.length;
  return [heading, ...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('\n\n');
}
