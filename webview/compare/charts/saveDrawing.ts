import type { Drawing } from '../../shared/charts/drawing.ts';
import { drawingSvg, type SvgTheme } from '../../shared/charts/svg.ts';
import { t } from '../../shared/text.ts';
import { canvasTheme } from '../../shared/theme.ts';
import type { CompareContext } from '../tab.ts';

/** A chart as an SVG that stands alone, in the colours of the theme. */
export function svgOf(drawing: Drawing): string {
  return drawingSvg(drawing, svgTheme(), t('and {0} more'));
}

/** The colours of the theme for pictures. */
export function svgTheme(): SvgTheme {
  const style = getComputedStyle(document.body);
  const { text, grid, cursor, fontFamily } = canvasTheme();
  const background = style.getPropertyValue('--vscode-editor-background').trim();
  return {
    background: background === '' ? style.backgroundColor : background,
    text: cursor,
    muted: text,
    grid,
    fontFamily,
  };
}

/** How many pixels of a PNG a pixel of the picture has. */
const sharpness = 2;

/** Draws an SVG as a PNG; its bytes in base64. Rejects when the browser cannot. */
export async function pngOf(svg: string): Promise<string> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth * sharpness;
  canvas.height = image.naturalHeight * sharpness;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error(t('The picture could not be drawn.'));
  context.scale(sharpness, sharpness);
  context.drawImage(image, 0, 0);
  return canvas.toDataURL('image/png').slice('data:image/png;base64,'.length);
}

/** A file's name for a chart, of letters that every system takes. */
export function fileName(title: string, ending: 'png' | 'svg'): string {
  const safe = title.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replaceAll(/^[-.]+|[-.]+$/g, '');
  return `${safe.slice(0, 80) || 'chart'}.${ending}`;
}

/** Has the editor save a picture where the person says. Rejects when the browser cannot draw it. */
export async function savePicture(
  context: Pick<CompareContext, 'post'>,
  title: string,
  svg: string,
  format: 'png' | 'svg',
): Promise<void> {
  const name = fileName(title, format);
  context.post(
    format === 'svg'
      ? { kind: 'saveFile', name, content: svg }
      : { kind: 'saveFile', name, content: await pngOf(svg), base64: true },
  );
}
