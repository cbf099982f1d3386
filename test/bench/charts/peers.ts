import { Chart, LinearScale, LineController, LineElement, PointElement, Tooltip } from 'chart.js';
import uPlot from 'uplot';

/** A chart of another library with the same lines. */
export interface PlainPlot {
  readonly zoom: (from: number, to: number) => void;
  readonly hover: (x: number, y: number) => void;
  readonly destroy: () => void;
}

export type PeerName = 'chartJs' | 'uPlot';

type Lines = readonly { readonly x: Float64Array; readonly y: Float64Array }[];

type MakePlot = (place: HTMLElement, lines: Lines, width: number, height: number) => PlainPlot;

const colours = ['#59a4f9', '#d18616', '#89d185', '#f14c4c', '#b180d7', '#cca700'];

function colour(index: number): string {
  return colours[index % colours.length] ?? '#59a4f9';
}

/** All points, at the settings that its documentation recommends for many of them. */
function chartJs(place: HTMLElement, lines: Lines, width: number, height: number): PlainPlot {
  Chart.register(LineController, LineElement, PointElement, LinearScale, Tooltip);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  place.append(canvas);
  const chart = new Chart(canvas, {
    type: 'line',
    data: {
      datasets: lines.map(({ x, y }, index) => ({
        data: Array.from(x, (step, at) => ({ x: step, y: y[at] ?? 0 })),
        borderColor: colour(index),
        borderWidth: 1.5,
        pointRadius: 0,
      })),
    },
    options: {
      animation: false,
      parsing: false,
      normalized: true,
      responsive: false,
      spanGaps: true,
      interaction: { mode: 'index', intersect: false },
      scales: { x: { type: 'linear' }, y: { type: 'linear' } },
    },
  });
  return {
    zoom: (from, to) => {
      chart.options.scales = { x: { type: 'linear', min: from, max: to }, y: { type: 'linear' } };
      chart.update('none');
    },
    hover: (x, y) => move(canvas, x, y),
    destroy: () => chart.destroy(),
  };
}

/** All points, on one x for all as it wants them. */
function uplot(place: HTMLElement, lines: Lines, width: number, height: number): PlainPlot {
  const options: uPlot.Options = {
    width,
    height,
    legend: { show: true, live: true },
    scales: { x: { time: false } },
    series: [
      {},
      ...lines.map((_, index) => ({ label: `run-${index}`, stroke: colour(index), width: 1.5 })),
    ],
  };
  const data = [lines[0]?.x ?? new Float64Array(), ...lines.map(({ y }) => y)];
  const plot = new uPlot(options, data, place);
  return {
    zoom: (from, to) => plot.setScale('x', { min: from, max: to }),
    hover: (x, y) => move(plot.over, x, y),
    destroy: () => plot.destroy(),
  };
}

/** Libraries, each making a chart with all of the lines' points. */
export const peers: Readonly<Record<PeerName, MakePlot>> = { chartJs, uPlot: uplot };

function move(target: Element, x: number, y: number): void {
  const box = target.getBoundingClientRect();
  const at = { clientX: box.left + x, clientY: box.top + y, bubbles: true };
  target.dispatchEvent(new MouseEvent('mousemove', at));
  target.dispatchEvent(new PointerEvent('pointermove', at));
}
