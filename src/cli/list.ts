import { tagNames, type Run } from '../model/run.ts';
import { toIso, toJsonNumber } from '../store/views/runReport.ts';
import { readProjectFile } from '../store/project/projectFile.ts';
import type { Store } from '../store/store.ts';
import { parseArguments, wholeNumber } from './arguments.ts';
import { durationText, numberText, table, type Output } from './output.ts';
import { openProjectStore } from './projectStore.ts';

/** One run as `trackline ls --json` gives it. Times are ISO 8601, UTC. */
interface ListedRun {
  readonly id: string;
  readonly name: string;
  readonly experiment: string;
  readonly status: Run['status'];
  readonly startTime: string;
  readonly endTime: string | null;
  readonly lifecycle: Run['lifecycle'];
  readonly archived: boolean;
  readonly starred: boolean;
  readonly note: string;
  /** The project's primary metric, from `trackline.yaml`; `null` without one. */
  readonly objective: { readonly metric: string; readonly value: number | string | null } | null;
}

/** `trackline ls`: runs, newest first. */
export async function list(args: readonly string[], output: Output): Promise<number> {
  const { values } = parseArguments({
    args: [...args],
    options: {
      experiment: { type: 'string' },
      all: { type: 'boolean', default: false },
      limit: { type: 'string', default: '50' },
      json: { type: 'boolean', default: false },
    },
  });
  const limit = wholeNumber('--limit', values.limit);
  const { project, store } = await openProjectStore(process.cwd(), output);
  try {
    const objective = readProjectFile(project.root).file.objective?.metric;
    const runs: ListedRun[] = [];
    for (const run of store.runs.list(values.all ? 'any' : 'active')) {
      if (runs.length >= limit) break;
      const row = listed(store, run, objective);
      const wanted = values.experiment === undefined || row.experiment === values.experiment;
      if (wanted && (values.all || !row.archived)) runs.push(row);
    }
    if (values.json) output.line(JSON.stringify(runs, undefined, 2));
    else for (const line of asTable(runs, objective)) output.line(line);
    return 0;
  } finally {
    store.close();
  }
}

function listed(store: Store, run: Run, objective: string | undefined): ListedRun {
  const tags = store.runs.tags(run.id);
  const value =
    objective === undefined ? undefined : store.metrics.summaries(run.id)[objective]?.last;
  return {
    id: run.id,
    name: run.name,
    experiment: store.experiments.get(run.experimentId)?.name ?? run.experimentId,
    status: run.status,
    startTime: toIso(run.startTime),
    endTime: run.endTime === undefined ? null : toIso(run.endTime),
    lifecycle: run.lifecycle,
    archived: tags[tagNames.archived] === 'true',
    starred: tags[tagNames.star] === 'true',
    note: tags[tagNames.note] ?? '',
    objective:
      objective === undefined
        ? null
        : { metric: objective, value: value === undefined ? null : toJsonNumber(value) },
  };
}

function asTable(runs: readonly ListedRun[], objective: string | undefined): string[] {
  if (runs.length === 0) return ['No runs.'];
  return table(
    ['RUN', 'NAME', 'EXPERIMENT', 'STATUS', 'STARTED', 'DURATION', objective ?? ''],
    runs.map((run) => [
      run.id.slice(0, 8),
      run.name,
      run.experiment,
      run.status,
      localTime(run.startTime),
      durationText(
        (run.endTime === null ? Date.now() : Date.parse(run.endTime)) - Date.parse(run.startTime),
      ),
      typeof run.objective?.value === 'number'
        ? numberText(run.objective.value)
        : (run.objective?.value ?? ''),
    ]),
    new Set([5, 6]),
  );
}

/** `2026-11-22 15:04:05` in the person's own time zone. */
function localTime(iso: string): string {
  return new Date(iso).toLocaleString('sv-SE');
}
