import type { CorrelationMethod } from '../../../src/model/statistics/correlation.ts';
import { escapeXml, type SvgTheme } from '../../shared/charts/svg.ts';
import type { Correlations } from './correlations.ts';
import { columnLabel } from './whyColumns.ts';

const cell = { width: 72, height: 32 };
const top = 40;
/** Pixels for the names of rows, and for those of columns, which stand upright below. */
const names = 168;
const mostLetters = 24;

/**
 * How columns go together, two by two, as a picture that stands alone. The size of a square says
 * how much, its colour only which way; the number says both.
 */
export function correlationSvg(
  { ids, values }: Correlations,
  method: CorrelationMethod,
  title: string,
  theme: SvgTheme,
  colours: { readonly positive: string; readonly negative: string },
): string {
  const width = names + ids.length * cell.width + 16;
  const height = top + ids.length * cell.height + names;
  const [text, muted] = [theme.text, theme.muted].map((each) => escapeXml(each));
  const middle = (row: number): number => top + (row + 0.5) * cell.height;
  const square = (row: number, column: number): string => {
    const value = values[row]?.[column]?.value ?? Number.NaN;
    const x = names + (column + 0.5) * cell.width;
    const label = `<text x="${x}" y="${middle(row) + 4}" text-anchor="middle" fill="${text}">${Number.isNaN(value) ? '–' : value.toFixed(2).replace('-', '−')}</text>`;
    if (Number.isNaN(value)) return label;
    const half = Math.abs(value) * (cell.width / 2 - 2);
    const colour = escapeXml(value < 0 ? colours.negative : colours.positive);
    return `<rect x="${round(x - half)}" y="${middle(row) - 13}" width="${round(2 * half)}" height="26" fill="${colour}" fill-opacity="0.35"/>${label}`;
  };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="${escapeXml(theme.fontFamily)}" font-size="11">`,
    `<title>${escapeXml(`${title} (${method})`)}</title>`,
    `<rect width="${width}" height="${height}" fill="${escapeXml(theme.background)}"/>`,
    `<text x="16" y="22" font-size="14" fill="${text}">${escapeXml(title)}</text>`,
    ...ids.map(
      (id, row) =>
        `<text x="${names - 8}" y="${middle(row) + 4}" text-anchor="end" fill="${muted}">${escapeXml(short(id))}</text>`,
    ),
    ...ids.map((id, column) => {
      const [x, y] = [names + (column + 0.5) * cell.width + 4, top + ids.length * cell.height + 8];
      return `<text transform="translate(${x} ${y}) rotate(-90)" text-anchor="end" fill="${muted}">${escapeXml(short(id))}</text>`;
    }),
    ...ids.flatMap((_, row) =>
      Array.from({ length: row + 1 }, (__, column) => square(row, column)),
    ),
    '</svg>',
  ].join('\n');
}

function round(place: number): number {
  return Math.round(place * 10) / 10;
}

function short(id: string): string {
  const letters = Array.from(columnLabel(id));
  return letters.length > mostLetters
    ? `${letters.slice(0, mostLetters - 1).join('')}…`
    : letters.join('');
}
