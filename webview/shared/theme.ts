import { readable, type Rgb } from './contrast.ts';

/** Colours and type of what is drawn on canvases, taken from the editor's theme. */
export interface CanvasTheme {
  readonly line: string;
  readonly band: string;
  readonly edge: string;
  readonly grid: string;
  readonly text: string;
  readonly cursor: string;
  readonly fontFamily: string;
}

/** The theme as it is now. */
export function canvasTheme(): CanvasTheme {
  const style = getComputedStyle(document.body);
  const variable = (name: string): string => style.getPropertyValue(name).trim();
  const text = variable('--vscode-descriptionForeground') || style.color;
  const line = variable('--vscode-charts-blue') || text;
  return {
    line,
    band: transparent(line, 0.18),
    edge: transparent(line, 0.4),
    grid: transparent(
      text,
      document.body.dataset['vscodeThemeKind']?.includes('high') ? 0.5 : 0.16,
    ),
    text,
    cursor: variable('--vscode-foreground') || text,
    fontFamily: variable('--vscode-font-family') || 'sans-serif',
  };
}

/** Calls back when the person changes the theme; returns how to stop. */
export function watchTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributeFilter: ['class', 'data-vscode-theme-kind'] });
  observer.observe(document.documentElement, { attributeFilter: ['style', 'class'] });
  return () => observer.disconnect();
}

/** Whether the person asked for less motion, of the editor or of the system. */
export function reducedMotion(): boolean {
  return (
    document.body.classList.contains('vscode-reduce-motion') ||
    matchMedia('(prefers-reduced-motion: reduce)').matches
  );
}

/** What a terminal's output is drawn with: its sixteen colours and what they stand on. */
export interface TerminalTheme {
  readonly colours: readonly Rgb[];
  readonly background: Rgb;
}

const ansiNames = ['Black', 'Red', 'Green', 'Yellow', 'Blue', 'Magenta', 'Cyan', 'White'];

/** The terminal's colours as they are now; `ground` is the element that its output stands on. */
export function terminalTheme(ground: Element): TerminalTheme {
  const style = getComputedStyle(document.body);
  const names = [...ansiNames, ...ansiNames.map((name) => `Bright${name}`)];
  return {
    colours: names.map((name) => {
      const colour = style.getPropertyValue(`--vscode-terminal-ansi${name}`).trim();
      return rgbOf(colour === '' ? style.color : colour);
    }),
    background: rgbOf(
      style.getPropertyValue('--vscode-editor-background').trim(),
      getComputedStyle(ground).backgroundColor,
    ),
  };
}

let probe: CanvasRenderingContext2D | null | undefined;

/** Paints colours of any notation over each other on one pixel, and reads it. */
function painted(colours: readonly string[]): readonly [number, number, number, number] {
  probe ??= document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (probe === null) return [128, 128, 128, 255];
  probe.clearRect(0, 0, 1, 1);
  for (const colour of colours) {
    probe.fillStyle = colour;
    probe.fillRect(0, 0, 1, 1);
  }
  const [red = 0, green = 0, blue = 0, alpha = 255] = probe.getImageData(0, 0, 1, 1).data;
  return [red, green, blue, alpha];
}

function rgbOf(...colours: string[]): Rgb {
  const [red, green, blue] = painted(colours);
  return [red, green, blue];
}

const lineColours = new Map<string, string>();

/**
 * A colour of the theme for lines, by the name of its variable: opaque, since some themes have
 * translucent ones for marks on text, and such that it stands out from the background.
 */
export function lineColour(variable: string): string {
  const style = getComputedStyle(document.body);
  const given = style.getPropertyValue(variable).trim() || style.color;
  const ground = style.getPropertyValue('--vscode-editor-background').trim();
  const key = `${given} on ${ground}`;
  const known = lineColours.get(key);
  if (known !== undefined) return known;
  const background = ground === '' ? style.backgroundColor : ground;
  const [red, green, blue] = readable(rgbOf(given), rgbOf(background));
  const colour = `rgb(${red}, ${green}, ${blue})`;
  lineColours.set(key, colour);
  return colour;
}

/** A colour of any notation with a share of its opacity. */
function transparent(colour: string, share: number): string {
  const [red, green, blue, alpha] = painted([colour]);
  return `rgba(${red}, ${green}, ${blue}, ${(alpha / 255) * share})`;
}
