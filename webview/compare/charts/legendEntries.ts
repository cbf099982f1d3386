import type { ShownRun } from '../tab.ts';
import type { LegendEntry } from './legend.ts';
import type { ChartedRun } from './metricDrawing.ts';
import { lineLook } from './runColours.ts';

/** An entry for each run. */
export function runEntries(runs: readonly ShownRun[], hiddenIds: readonly string[]): LegendEntry[] {
  const hidden = new Set(hiddenIds);
  return runs.map(({ id, name, look }) => ({
    id,
    name,
    look: lineLook(look),
    hidden: hidden.has(id),
  }));
}

/** An entry for each group of runs, which looks as its first run does. */
export function groupEntries(
  runs: readonly ChartedRun[],
  hiddenIds: readonly string[],
): LegendEntry[] {
  const hidden = new Set(hiddenIds);
  return [...Map.groupBy(runs, ({ group }) => group ?? '')].flatMap(([group, members]) => {
    const [first] = members;
    if (first === undefined) return [];
    const id = `group ${group}`;
    const name = `${group} (${members.length})`;
    return [{ id, name, look: first.look, hidden: hidden.has(id) }];
  });
}
