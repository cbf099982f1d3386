/** With 1 a moving average would never move. */
export const mostSmoothing = 0.99;

/** How the person has set up the charts; kept as JSON. */
export interface ChartsView {
  readonly x: 'step' | 'time' | 'relative';
  readonly logX: boolean;
  readonly logY: boolean;
  /** Weight of the moving average, from 0 to `mostSmoothing`. */
  readonly smoothing: number;
  readonly ignoreOutliers: boolean;
  readonly bands: boolean;
  /** Runs are drawn as the mean of those that agree in this column; `all` for one mean of all. */
  readonly group?: string;
  readonly search: string;
  /** Groups of metrics that are folded away. */
  readonly closed: readonly string[];
  /** Runs that are not drawn. */
  readonly hidden: readonly string[];
  /** The stretch of x that all charts show; all of it without. */
  readonly zoom?: Zoom;
}

export type Zoom = readonly [from: number, to: number];

export const defaultView: ChartsView = {
  x: 'step',
  logX: false,
  logY: false,
  smoothing: 0,
  ignoreOutliers: false,
  bands: true,
  search: '',
  closed: [],
  hidden: [],
};

/** What was kept, as far as it is usable; another version may have written it. */
export function readView(kept: unknown): ChartsView {
  if (typeof kept !== 'object' || kept === null) return defaultView;
  const { x, logX, logY, smoothing, ignoreOutliers, bands, group, search, closed, hidden, zoom } =
    kept as Readonly<Record<string, unknown>>;
  return {
    ...defaultView,
    ...((x === 'time' || x === 'relative') && { x }),
    ...(typeof logX === 'boolean' && { logX }),
    ...(typeof logY === 'boolean' && { logY }),
    ...(typeof smoothing === 'number' && {
      smoothing: Math.min(mostSmoothing, Math.max(0, smoothing)),
    }),
    ...(typeof ignoreOutliers === 'boolean' && { ignoreOutliers }),
    ...(typeof bands === 'boolean' && { bands }),
    ...(typeof group === 'string' && { group }),
    ...(typeof search === 'string' && { search }),
    ...(isTexts(closed) && { closed }),
    ...(isTexts(hidden) && { hidden }),
    ...(isZoom(zoom) && { zoom }),
  };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function isZoom(value: unknown): value is Zoom {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    value.every((each) => Number.isFinite(each)) &&
    value[0] < value[1]
  );
}
