import { toValue } from '../dvc/context.ts';
import type { DvcModel } from '../dvc/model.ts';
import { definitionsOf, shownFrom, type PipelineFile } from '../dvc/pipelineFile.ts';
import { changeInWords, changesOf } from '../dvc/staleness.ts';
import { pythonStr } from '../python.ts';
import { get } from '../yaml/values.ts';
import type { Document } from './documents.ts';

/** A few words that an editor shows in a line, though they are not in the text. */
export interface InlayHint {
  readonly offset: number;
  readonly text: string;
  readonly tooltip: string;
  readonly kind: 'value' | 'stages' | 'stale';
}

const mostValues = 3;
const longestValue = 30;
const mostChanges = 3;

/** What `${…}` stand for, how many stages are made, and what is otherwise than in dvc.lock. */
export function hintsOf(model: DvcModel, { path, text }: Document): InlayHint[] {
  const pipeline = model.draft(path);
  // While the text cannot be read, what is known is of an older one, with other places.
  if (pipeline.text !== text) return [];
  const hints = [...valueHints(pipeline), ...stageHints(model, pipeline)];
  return hints.sort((a, b) => a.offset - b.offset);
}

function valueHints(pipeline: PipelineFile): InlayHint[] {
  const bySpan = Map.groupBy(pipeline.references, ({ span }) => span.end);
  return [...bySpan].flatMap(([offset, references]): InlayHint[] => {
    // Only behind a `${…}` that stands there as it is.
    if (pipeline.text.charAt(offset - 1) !== '}') return [];
    const values = new Set<string>();
    for (const { node, span } of references) {
      if (node.kind !== 'leaf' || node.value.kind === 'unknown') return [];
      values.add(shortened(pythonStr(toValue(node, span))));
    }
    const shown = [...values].slice(0, mostValues).join(' | ');
    const more = values.size > mostValues ? ' | …' : '';
    const origins = new Set(
      references.map(({ node }) => shownFrom(pipeline.path, node.origin.path)),
    );
    const tooltip = `From ${[...origins].join(', ')}`;
    return [{ offset, text: `= ${shown}${more}`, tooltip, kind: 'value' }];
  });
}

function shortened(value: string): string {
  const line = value.replaceAll(/\s+/g, ' ');
  return line.length > longestValue ? `${line.slice(0, longestValue)}…` : line;
}

function stageHints(model: DvcModel, pipeline: PipelineFile): InlayHint[] {
  const byGroup = Map.groupBy(pipeline.stages, ({ group }) => group);
  return definitionsOf(pipeline.root).flatMap(({ name, span, value }) => {
    const stages = byGroup.get(name) ?? [];
    const hints: InlayHint[] = [];
    const colon = pipeline.text.indexOf(':', span.end);
    const offset = colon < 0 ? span.end : colon + 1;
    const isGroup = get(value, 'foreach') !== undefined || get(value, 'matrix') !== undefined;
    if (isGroup && stages.length > 0) {
      const text = stages.length === 1 ? '1 stage' : `${stages.length} stages`;
      const tooltip = stages.slice(0, 20).map((stage) => stage.name);
      if (stages.length > tooltip.length) tooltip.push('…');
      hints.push({ offset, text, tooltip: tooltip.join('\n'), kind: 'stages' });
    }
    const stale = stages.flatMap((stage) => {
      const changes = changesOf(model, stage).map(changeInWords);
      return changes.length === 0 ? [] : [{ name: stage.name, changes }];
    });
    if (stale.length > 0) {
      const all = [...new Set(stale.flatMap(({ changes }) => changes))];
      const more = all.length > mostChanges ? ', …' : '';
      const share = isGroup && stale.length < stages.length ? `${stale.length} of them ` : '';
      const text = `${share}stale: ${all.slice(0, mostChanges).join(', ')}${more}`;
      const tooltip = `Otherwise than in dvc.lock:\n${stale
        .slice(0, 20)
        .map((one) => `${one.name}: ${one.changes.join(', ')}`)
        .join('\n')}`;
      hints.push({ offset, text, tooltip, kind: 'stale' });
    }
    return hints;
  });
}
