import type { LineLook } from '../../shared/charts/drawing.ts';
import type { RunLook } from '../looks.ts';

/** A run's look with the colour that the theme gives it now. */
export function lineLook({ colour, dash, marker }: RunLook): LineLook {
  const style = getComputedStyle(document.body);
  const given = style.getPropertyValue(colour).trim();
  return { colour: given === '' ? style.color : given, dash, marker };
}
