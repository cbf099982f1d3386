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

let probe: CanvasRenderingContext2D | null | undefined;

/** A colour of any notation with a share of its opacity. */
function transparent(colour: string, share: number): string {
  probe ??= document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (probe === null || probe === undefined) return colour;
  probe.clearRect(0, 0, 1, 1);
  probe.fillStyle = colour;
  probe.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 255] = probe.getImageData(0, 0, 1, 1).data;
  return `rgba(${red}, ${green}, ${blue}, ${(alpha / 255) * share})`;
}
