import {
  Chart,
  Filler,
  LineController,
  LineElement,
  LinearScale,
  LogarithmicScale,
  PointElement,
  type ScaleOptionsByType,
} from 'chart.js';
import type { Axis } from '../axisTicks.ts';
import type { CanvasTheme } from '../theme.ts';

/*
 * The one place that knows the chart library; what draws with it imports it from here. Its own
 * events are off everywhere, since each would redraw a whole chart.
 */

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale, Filler);

export { Chart };
export type { ChartConfiguration, Plugin } from 'chart.js';

/** The width of all y axes in pixels, so that charts below each other line up. */
export const widthOfYAxis = 52;

/** One axis of a chart, its stretch and marks worked out by `axisTicks.ts`. */
export function scaleOptions(
  axis: Axis,
  name: 'x' | 'y',
  logarithmic: boolean,
  theme: CanvasTheme,
): Record<string, unknown> {
  const options: ScaleParts = {
    type: logarithmic ? 'logarithmic' : 'linear',
    min: axis.min,
    max: axis.max,
    border: { display: name === 'x', color: theme.grid },
    grid: { color: theme.grid, drawTicks: false, display: name === 'y' },
    ticks: {
      color: theme.text,
      font: { family: theme.fontFamily, size: 11 },
      padding: 6,
      maxRotation: 0,
      autoSkip: name === 'x',
      autoSkipPadding: 12,
      callback: (_value, index, ticks) =>
        axis.ticks.find((tick) => tick.value === ticks[index]?.value)?.label ?? '',
    },
    afterBuildTicks: (scale) => {
      scale.ticks = axis.ticks.map(({ value }) => ({ value }));
    },
  };
  if (name === 'y') {
    options.afterFit = (scale) => {
      scale.width = widthOfYAxis;
    };
  }
  return options;
}

interface ScaleParts extends Record<string, unknown> {
  ticks: Partial<
    Omit<ScaleOptionsByType<'linear'>['ticks'], 'font'> & { font: { family: string; size: number } }
  >;
  afterBuildTicks: (scale: { ticks: { value: number }[] }) => void;
  afterFit?: (scale: { width: number }) => void;
}
