import type { Drawing } from '../../shared/charts/drawing.ts';
import { formatDuration, formatNumber, formatTime } from '../../shared/format.ts';
import { t } from '../../shared/text.ts';
import type { ChartsView } from './chartsView.ts';
import type { Crosshair, LineValue } from './crosshair.ts';
import type { ChartedRun } from './metricDrawing.ts';
import type { MetricFeed } from './metricFeed.ts';

/** What all cards are drawn from. */
export interface ChartsModel {
  readonly language: string;
  readonly view: ChartsView;
  readonly setView: (changes: Partial<ChartsView>) => void;
  readonly resetZoom: () => void;
  /** Those that are drawn. */
  readonly runs: readonly ChartedRun[];
  readonly feed: MetricFeed;
  readonly crosshair: Crosshair;
  /** The run that stands out. */
  readonly hovered: string | undefined;
  /** Metrics that are shown as tables. */
  readonly tables: Set<string>;
  /** Takes the values at the crosshair, for the list of runs. */
  readonly showValues: (values: readonly LineValue[] | undefined) => void;
  readonly save: (drawing: Drawing, format: 'png' | 'svg') => void;
  readonly showLog: () => void;
}

/** A place on the x axis in words. */
export function placeText({ view, language }: ChartsModel, x: number): string {
  if (view.x === 'relative') return formatDuration(x);
  if (view.x === 'time') return Math.abs(x) > 8.64e15 ? '–' : formatTime(x, language);
  return t('step {0}', formatNumber(x));
}
