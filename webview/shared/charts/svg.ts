import {
  lonelyPoints,
  markedPoints,
  placing,
  stretches,
  type Drawing,
  type DrawnLine,
  type Placing,
} from './drawing.ts';
import { markerPath } from './markers.ts';

/** Colours and type of a picture that stands alone. */
export interface SvgTheme {
  readonly background: string;
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly fontFamily: string;
}

const width = 720;
const plot = { left: 60, top: 36, right: width - 16, bottom: 340 };
const rowHeight = 18;
const columns = 3;
/** A longer list of names would be a picture of names. */
const mostNames = 60;

/** A chart of many lines with its title and names, as a picture that stands alone. */
export function drawingSvg(drawing: Drawing, theme: SvgTheme, moreNames: string): string {
  const named = drawing.lines.slice(0, mostNames);
  const rows = Math.ceil((named.length + Number(drawing.lines.length > named.length)) / columns);
  const height = plot.bottom + 36 + rows * rowHeight;
  const toX = placing(drawing.x, drawing.logX, plot.left, plot.right);
  const toY = placing(drawing.y, drawing.logY, plot.bottom, plot.top);
  const rest = drawing.lines.length - named.length;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="${escapeXml(theme.fontFamily)}" font-size="11">`,
    `<title>${escapeXml(drawing.title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${escapeXml(theme.background)}"/>`,
    `<text x="${plot.left}" y="22" font-size="14" fill="${escapeXml(theme.text)}">${escapeXml(drawing.title)}</text>`,
    axes(drawing, theme, toX, toY),
    `<clipPath id="plot"><rect x="${plot.left}" y="${plot.top - 2}" width="${plot.right - plot.left}" height="${plot.bottom - plot.top + 4}"/></clipPath>`,
    '<g clip-path="url(#plot)">',
    ...drawing.lines.map((line) => band(line, toX, toY)),
    ...drawing.lines.map((line) => spikes(line, toX, toY)),
    ...drawing.lines.map((line) => raw(line, toX, toY)),
    ...drawing.lines.map((line, index) => lineOf(line, index, toX, toY)),
    '</g>',
    ...named.map((line, index) => name(line, index, theme)),
    rest > 0 ? nameText(named.length, moreNames.replace('{0}', String(rest)), theme.muted) : '',
    '</svg>',
  ].join('\n');
}

/** Text as it may stand in XML, whatever it holds. */
export function escapeXml(text: string): string {
  return (
    text
      // Characters that XML 1.0 does not have at all.
      // oxlint-disable-next-line no-control-regex -- these are what is taken out
      .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu, '�')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;')
  );
}

function axes(drawing: Drawing, theme: SvgTheme, toX: Placing, toY: Placing): string {
  const muted = escapeXml(theme.muted);
  const grid = escapeXml(theme.grid);
  const across = drawing.y.ticks.map(({ value, label }) => {
    const y = round(toY(value));
    return `<line x1="${plot.left}" x2="${plot.right}" y1="${y}" y2="${y}" stroke="${grid}"/><text x="${plot.left - 6}" y="${y + 4}" text-anchor="end" fill="${muted}">${escapeXml(label)}</text>`;
  });
  const along = drawing.x.ticks.map(
    ({ value, label }) =>
      `<text x="${round(toX(value))}" y="${plot.bottom + 16}" text-anchor="middle" fill="${muted}">${escapeXml(label)}</text>`,
  );
  return [...across, ...along].join('');
}

function band(line: DrawnLine, toX: Placing, toY: Placing): string {
  if (line.low === undefined || line.high === undefined || line.onlySpikes === true) return '';
  const lower = stretches(line.x, line.low, toX, toY);
  return stretches(line.x, line.high, toX, toY)
    .map((top, index) => {
      const bottom = pairs(lower[index] ?? []).reverse();
      const colour = escapeXml(line.look.colour);
      return `<polygon points="${[...pairs(top), ...bottom].join(' ')}" fill="${colour}" stroke="${colour}" opacity="0.2"/>`;
    })
    .join('');
}

function spikes(line: DrawnLine, toX: Placing, toY: Placing): string {
  return (line.spikes ?? [])
    .map((index) => {
      const left = toX(line.x[index] ?? 0);
      const ends = [line.low, line.high].map((edge) => toY(edge?.[index] ?? 0));
      if (![left, ...ends].every((place) => Number.isFinite(place))) return '';
      const [bottom = 0, top = 0] = ends;
      return `<line x1="${round(left)}" x2="${round(left)}" y1="${round(bottom)}" y2="${round(top)}" stroke="${escapeXml(line.look.colour)}" opacity="0.7"/>`;
    })
    .join('');
}

function raw(line: DrawnLine, toX: Placing, toY: Placing): string {
  if (line.raw === undefined) return '';
  return stretches(line.x, line.raw, toX, toY)
    .map(
      (stretch) =>
        `<polyline points="${pairs(stretch).join(' ')}" fill="none" stroke="${escapeXml(line.look.colour)}" opacity="0.3"/>`,
    )
    .join('');
}

function lineOf(line: DrawnLine, position: number, toX: Placing, toY: Placing): string {
  const colour = escapeXml(line.look.colour);
  const dash = line.look.dash.length > 0 ? ` stroke-dasharray="${line.look.dash.join(' ')}"` : '';
  const paths = stretches(line.x, line.y, toX, toY).map(
    (stretch) =>
      `<polyline points="${pairs(stretch).join(' ')}" fill="none" stroke="${colour}" stroke-width="${line.wide === true ? 2.5 : 1.5}" stroke-linejoin="round"${dash}/>`,
  );
  const marked = new Set([...markedPoints(line, position), ...lonelyPoints(line.y)]);
  const markers = [...marked].flatMap((index) => {
    const [left, top] = [toX(line.x[index] ?? 0), toY(line.y[index] ?? 0)];
    if (!Number.isFinite(left) || !Number.isFinite(top)) return [];
    return [
      `<path d="${markerPath(line.look.marker, 3)}" transform="translate(${round(left)} ${round(top)})" fill="${colour}"/>`,
    ];
  });
  return [...paths, ...markers].join('');
}

function name(line: DrawnLine, position: number, theme: SvgTheme): string {
  const { x, y } = namePlace(position);
  const colour = escapeXml(line.look.colour);
  const dash = line.look.dash.length > 0 ? ` stroke-dasharray="${line.look.dash.join(' ')}"` : '';
  return `<line x1="${x}" x2="${x + 24}" y1="${y - 4}" y2="${y - 4}" stroke="${colour}" stroke-width="2"${dash}/><path d="${markerPath(line.look.marker, 3)}" transform="translate(${x + 12} ${y - 4})" fill="${colour}"/>${nameText(position, line.name, theme.text)}`;
}

function nameText(position: number, text: string, colour: string): string {
  const { x, y } = namePlace(position);
  const letters = Array.from(text);
  const shown = letters.length > 30 ? `${letters.slice(0, 29).join('')}…` : text;
  return `<text x="${x + 30}" y="${y}" fill="${escapeXml(colour)}">${escapeXml(shown)}</text>`;
}

function namePlace(position: number): { x: number; y: number } {
  const column = position % columns;
  const row = Math.floor(position / columns);
  return {
    x: plot.left + (column * (plot.right - plot.left)) / columns,
    y: plot.bottom + 42 + row * rowHeight,
  };
}

function pairs(places: readonly number[]): string[] {
  return Array.from(
    { length: places.length / 2 },
    (_, index) => `${round(places[2 * index] ?? 0)},${round(places[2 * index + 1] ?? 0)}`,
  );
}

function round(place: number): number {
  return Math.round(place * 100) / 100;
}
