import type { RunReport } from '../../../src/store/views/runReport.ts';
import { trackline } from '../../integration/launch/trackline.ts';
import type { Project } from '../../harness/project.ts';
import { until } from '../../harness/wait.ts';

/** A run as `trackline ls --json` tells of it. */
export interface ListedRun {
  readonly id: string;
  readonly name: string;
  readonly experiment: string;
  readonly status: string;
  readonly lifecycle: string;
  readonly archived: boolean;
  readonly starred: boolean;
  readonly note: string;
}

/** Every run on record, newest first; none where nothing is on record yet. */
export async function recorded(project: Project): Promise<ListedRun[]> {
  const { code, out } = await trackline(['ls', '--all', '--json'], { cwd: project.folder });
  return code === 0 ? (JSON.parse(out.toString('utf8')) as ListedRun[]) : [];
}

/** Everything on record of one run. */
export async function reportOf(project: Project, run: string): Promise<RunReport> {
  const { code, out, err } = await trackline(['show', run, '--json'], { cwd: project.folder });
  if (code !== 0) throw new Error(`trackline show ended with ${code}: ${err.toString('utf8')}`);
  return JSON.parse(out.toString('utf8')) as RunReport;
}

/** The report of a run that is over. */
export async function endedReport(project: Project, run: string): Promise<RunReport> {
  return until(
    async () => {
      const report = await reportOf(project, run);
      return report.endTime === null ? undefined : report;
    },
    `run ${run} to end`,
    120_000,
  );
}

/** Waits until the run is on record as `holds` wants it; the command line's view of it. */
export async function listedAs(
  project: Project,
  id: string,
  holds: (run: ListedRun) => boolean,
  what: string,
): Promise<ListedRun> {
  return until(
    async () => (await recorded(project)).find((run) => run.id === id && holds(run)),
    `run ${id} to be ${what} on record`,
  );
}
