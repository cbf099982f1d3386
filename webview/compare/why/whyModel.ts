import { likelyDirection } from '../../../src/model/metricDirection.ts';
import { t } from '../../shared/text.ts';
import type { CompareContext } from '../tab.ts';
import { readTableState } from '../table/tableState.ts';
import { causes, columnLabel, objectiveColumn, targets, type WhyColumns } from './whyColumns.ts';
import type { Direction, WhyState } from './whyState.ts';

/** Axes that are chosen by themselves, and columns of the correlation. */
const axesAtFirst = 7;
const correlated = 12;
/** Names offered where there are thousands. */
const mostChoices = 1000;

/** What the sections of the tab are drawn from. */
export interface WhyModel {
  readonly context: CompareContext;
  readonly columns: WhyColumns;
  readonly state: WhyState;
  /** Keeps another state, reads what it needs and draws. */
  set(changes: Partial<WhyState>): void;
  /** Keeps other brushes, and narrows the table to what they leave. */
  brush(brushes: WhyState['brushes']): void;
  drawSoon(): void;
}

type Chosen = Pick<WhyModel, 'context' | 'state'>;

/** The column to be explained; nothing when no run has a metric. */
export function targetOf({ context, state }: Chosen): string | undefined {
  const { catalogue, objective } = context;
  if (state.target !== undefined) return state.target;
  return objective === undefined ? targets(catalogue)[0] : objectiveColumn(objective);
}

/**
 * Which way a column's metric gets better, as the project says, or else the person, here or in the
 * table, or else its name; lower where nobody does.
 */
export function directionOf({ context, state }: Chosen, id: string): Direction {
  const metric = columnLabel(id);
  if (context.objective?.metric === metric) return context.objective.direction;
  const inTable = readTableState(context.kept('table')).directions[metric];
  return state.directions[metric] ?? inTable ?? likelyDirection(metric) ?? 'minimize';
}

/** The axes of the parallel coordinates, what is to be explained last. */
export function axesOf(model: Chosen): readonly string[] {
  const target = targetOf(model);
  const chosen = model.state.axes ?? causes(model.context.catalogue).slice(0, axesAtFirst);
  return target === undefined ? chosen : [...chosen.filter((id) => id !== target), target];
}

/** The two columns of the scatter. */
export function scatterOf(model: Chosen): readonly [string, string] | undefined {
  if (model.state.scatter !== undefined) return model.state.scatter;
  const [first] = causes(model.context.catalogue);
  const target = targetOf(model);
  return first === undefined || target === undefined ? undefined : [first, target];
}

/** The columns of the correlation. */
export function correlatedOf(model: Chosen): readonly string[] {
  const target = targetOf(model);
  const others = causes(model.context.catalogue).slice(0, correlated);
  return target === undefined ? others : [target, ...others];
}

/** Columns to choose from, the chosen one among them. */
export function choicesOf(
  ids: readonly string[],
  chosen: string,
): { readonly id: string; readonly label: string }[] {
  const offered = ids.slice(0, mostChoices);
  const all = offered.includes(chosen) ? offered : [chosen, ...offered];
  return [...new Set(all)].map((id) => ({
    id,
    label: id.startsWith('metric.') ? t('best of {0}', columnLabel(id)) : columnLabel(id),
  }));
}
