import type { CompareContext, ReportPicture } from '../tab.ts';
import type { ChartsView } from './chartsView.ts';
import { metricDrawing, type ChartedRun } from './metricDrawing.ts';
import { metricGroups } from './metricGroups.ts';
import { svgOf } from './saveDrawing.ts';

const picturesInReport = 12;
/** Buckets of each line: of a picture nobody asks for more. */
const buckets = 300;

/** The first few charts of the runs in whole, for a report. Rejects as requests do. */
export async function metricPictures(
  context: CompareContext,
  runIds: readonly string[],
  runs: readonly ChartedRun[],
  shown: ChartsView,
): Promise<readonly ReportPicture[]> {
  const { zoom: _, ...view } = shown;
  const names = await context.request('metricNames', { runIds });
  const keys = metricGroups(names, view.search, context.objective?.metric)
    .filter(({ prefix }) => prefix !== 'system')
    .flatMap(({ metrics }) => metrics)
    .slice(0, picturesInReport);
  const pictures = keys.map(async (key): Promise<ReportPicture | undefined> => {
    const series = await context.request('series', { runIds, key, x: view.x, buckets });
    const overview = new Map(series.map((each) => [each.runId, each]));
    const drawing = metricDrawing({ title: key, runs, overview, view });
    if (drawing.lines.length === 0) return undefined;
    return { title: key, format: 'svg', data: svgOf(drawing) };
  });
  return (await Promise.all(pictures)).flatMap((picture) => picture ?? []);
}
