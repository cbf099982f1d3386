import { escapeXml, type SvgTheme } from '../../shared/charts/svg.ts';
import { formatNumber } from '../../shared/format.ts';
import type { ParallelDrawing, PlottedAxis } from './parallelPlot.ts';

const size = { width: 960, height: 400 };
const plot = { left: 72, top: 56, right: size.width - 88, bottom: size.height - 20 };
/** Letters of a mark beside an axis; more would reach over the next one. */
const mostLetters = 18;

/**
 * Parallel coordinates as a picture that stands alone. Runs of one kind are one path, so that ten
 * thousand of them are one element.
 */
export function parallelSvg(
  drawing: ParallelDrawing,
  title: string,
  theme: SvgTheme,
  colour: string,
): string {
  const { axes, rows, left } = drawing;
  const { width, height } = size;
  const chosen = new Set(left);
  const others = Array.from({ length: rows }, (_, row) => row).filter((row) => !chosen.has(row));
  const ink = escapeXml(colour);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="${escapeXml(theme.fontFamily)}" font-size="11">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${escapeXml(theme.background)}"/>`,
    `<text x="16" y="20" font-size="14" fill="${escapeXml(theme.text)}">${escapeXml(short(title, 110))}</text>`,
    `<path d="${lines(axes, others)}" fill="none" stroke="${escapeXml(theme.grid)}"/>`,
    `<path d="${lines(axes, left)}" fill="none" stroke="${ink}" opacity="${opacityOf(left.length)}"/>`,
    ...drawing.marked
      .filter(({ row }) => chosen.has(row))
      .map(
        ({ row, colour: own, dash }) =>
          `<path d="${lines(axes, [row])}" fill="none" stroke="${escapeXml(own)}" stroke-width="2" stroke-dasharray="${dash.join(' ')}"/>`,
      ),
    ...axes.map((axis, index) => upright(axis, index, drawing, theme, ink)),
    '</svg>',
  ].join('\n');
}

/** Many lines over each other shall still show where most of them go. */
function opacityOf(count: number): string {
  return Math.max(0.15, Math.min(0.8, 60 / Math.max(1, count))).toFixed(2);
}

function upright(
  { id, label, axis }: PlottedAxis,
  index: number,
  { axes, brushes }: ParallelDrawing,
  theme: SvgTheme,
  ink: string,
): string {
  const x = across(index, axes.length);
  const brush = brushes[id];
  const [text, muted, background] = [theme.text, theme.muted, theme.background].map((each) =>
    escapeXml(each),
  );
  return [
    `<line x1="${x}" x2="${x}" y1="${plot.top}" y2="${plot.bottom}" stroke="${muted}"/>`,
    brush === undefined
      ? ''
      : `<rect x="${x - 8}" y="${up(brush[1])}" width="16" height="${round(up(brush[0]) - up(brush[1]))}" fill="${ink}" fill-opacity="0.2" stroke="${text}"/>`,
    `<text x="${x}" y="${plot.top - 14}" text-anchor="middle" font-weight="600" fill="${text}">${escapeXml(short(label, mostLetters))}</text>`,
    ...axis.marks.map(({ place, text: mark }) => {
      const words = typeof mark === 'number' ? formatNumber(mark) : mark;
      // Lines go through the marks: a rim of the background keeps them readable.
      return `<text x="${x + 6}" y="${round(up(place) + 4)}" fill="${muted}" stroke="${background}" stroke-width="3" paint-order="stroke">${escapeXml(short(words, mostLetters))}</text>`;
    }),
  ].join('');
}

/** A path through the axes for each row, broken where the row has nothing. */
function lines(axes: readonly PlottedAxis[], rows: readonly number[]): string {
  const pieces: string[] = [];
  for (const row of rows) {
    let isOpen = false;
    axes.forEach(({ axis }, index) => {
      const share = axis.places[row] ?? Number.NaN;
      if (!Number.isNaN(share)) {
        pieces.push(`${isOpen ? 'L' : 'M'}${across(index, axes.length)} ${up(share)}`);
      }
      isOpen = !Number.isNaN(share);
    });
  }
  return pieces.join('');
}

function across(axis: number, axes: number): number {
  if (axes === 1) return round((plot.left + plot.right) / 2);
  return round(plot.left + (axis * (plot.right - plot.left)) / Math.max(1, axes - 1));
}

function up(share: number): number {
  return round(plot.bottom - share * (plot.bottom - plot.top));
}

function round(place: number): number {
  return Math.round(place * 10) / 10;
}

function short(text: string, most: number): string {
  const letters = Array.from(text);
  return letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : text;
}
