import type { LineLook } from '../../shared/charts/drawing.ts';
import { lineColour } from '../../shared/theme.ts';
import type { RunLook } from '../looks.ts';

/** A run's look with the colour that the theme gives it now. */
export function lineLook({ colour, dash, marker }: RunLook): LineLook {
  return { colour: lineColour(colour), dash, marker };
}
