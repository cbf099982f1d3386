import type { DvcModel } from '../../dvc/model.ts';
import type { PipelineFile } from '../../dvc/pipelineFile.ts';
import type { Stage } from '../../dvc/stage.ts';
import { changeInWords, changesOf } from '../../dvc/staleness.ts';
import type { LastRun, ServiceOptions } from '../../sources.ts';

const mostStages = 10;
const mostNames = 50;
const mostMetrics = 12;
const digits = 6;

/** A stage: what it runs, how it last ran, and what is otherwise since. */
export function stageText(
  model: DvcModel,
  pipeline: PipelineFile,
  name: string,
  { lastRun }: ServiceOptions,
): string {
  const stages = pipeline.stages.filter(({ group }) => group === name);
  const [only] = stages;
  if (only === undefined) return `**${name}**: DVC makes no stage of it.`;
  const isGroup = stages.length > 1 || only.name !== name;
  const heading = isGroup ? `**${name}**: ${stages.length} stages` : `**${name}**`;
  const shown = stages.slice(0, mostStages).map((stage) => {
    const run = lastRun?.(stage.file, stage.name);
    const changes = changesOf(model, stage).map(changeInWords);
    return [
      ...(isGroup ? [`\`${stage.name}\``] : []),
      shell(stage),
      ...(run === undefined ? [] : [runText(run)]),
      ...(changes.length === 0 ? [] : [`Since dvc.lock: ${changes.join(', ')}`]),
    ].join('\n');
  });
  const more = stages.length - shown.length;
  return [heading, ...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('\n\n');
}

function shell({ commands }: Stage): string {
  return `\`\`\`sh\n${commands.join('\n')}\n\`\`\``;
}

function runText({ status, startedAt, metrics }: LastRun): string {
  const when = new Date(startedAt).toISOString().slice(0, 16).replace('T', ' ');
  const shown = metrics
    .slice(0, mostMetrics)
    .map(({ name, value }) => `\`${name}\` ${Number(value.toPrecision(digits))}`);
  if (metrics.length > shown.length) shown.push('…');
  const values = shown.length === 0 ? '' : `  \n${shown.join(', ')}`;
  return `Last run: ${status}, ${when} UTC${values}`;
}

/** The names of the stages that a `foreach` or `matrix` makes. */
export function groupText(pipeline: PipelineFile, name: string): string {
  const stages = pipeline.stages.filter(({ group }) => group === name);
  const names = stages.slice(0, mostNames).map((stage) => `\`${stage.name}\``);
  if (stages.length > names.length) names.push('…');
  const count = stages.length === 1 ? '1 stage' : `${stages.length} stages`;
  return names.length === 0 ? count : `${count}: ${names.join(', ')}`;
}

/** The commands of a stage as they are run; nothing where it cannot be loaded. */
export function commandText(pipeline: PipelineFile, name: string): string | undefined {
  const stages = pipeline.stages.filter(({ group }) => group === name);
  if (stages.length === 0) return undefined;
  const texts = new Set(stages.slice(0, mostStages).map(shell));
  const more = stages.length - mostStages;
  return [...texts, ...(more > 0 ? [`and ${more} more`] : [])].join('\n\n');
}
