import type { Drawing } from '../../shared/charts/drawing.ts';
import { nearest } from '../../shared/lineChart.ts';
import type { Zoom } from './chartsView.ts';

/** Where a key moves the crosshair, along the points of the line that has most. */
export function steppedTo(
  { lines }: Drawing,
  current: number | undefined,
  key: string,
): number | undefined {
  const places = lines.reduce<Float64Array>(
    (longest, { x }) => (x.length > longest.length ? x : longest),
    new Float64Array(),
  );
  if (places.length === 0) return undefined;
  const last = places.length - 1;
  const index = current === undefined ? last : (nearest(places, current) ?? last);
  const far = Math.max(1, Math.round(last / 10));
  const targets: Readonly<Record<string, number | undefined>> = {
    ArrowLeft: current === undefined ? last : index - 1,
    ArrowDown: index - 1,
    ArrowRight: current === undefined ? last : index + 1,
    ArrowUp: index + 1,
    PageDown: index - far,
    PageUp: index + far,
    Home: 0,
    End: last,
  };
  const target = targets[key];
  return target === undefined ? undefined : places[Math.min(last, Math.max(0, target))];
}

/** A stretch so many times as long, around the crosshair or the middle. */
export function zoomedBy(
  { x: { min, max } }: Drawing,
  current: number | undefined,
  factor: number,
): Zoom | undefined {
  const centre = current ?? (min + max) / 2;
  const [from, to] = [centre - (centre - min) * factor, centre + (max - centre) * factor];
  return from < to ? [from, to] : undefined;
}
