import type { Drawing } from '../../shared/charts/drawing.ts';
import { LinesPlot } from '../../shared/charts/linesPlot.ts';
import { canvasTheme } from '../../shared/theme.ts';
import type { LineValue } from './crosshair.ts';
import { ValueTag, type TagValues } from './valueTag.ts';

/** More lines than this have fainter bands, which add up. */
const fewLines = 12;

/** The canvases of a card and the tag beside its crosshair; they come and go with the sight of it. */
export class CardPlot {
  readonly #card: HTMLElement;
  #plot: LinesPlot | undefined;
  #tag: ValueTag | undefined;

  constructor(card: HTMLElement) {
    this.#card = card;
  }

  /** Draws, where the card has canvases; one line may stand out. */
  show(drawing: Drawing, highlighted: string | undefined): void {
    const [canvas, overlay] = this.#card.querySelectorAll('canvas');
    if (!canvas || !overlay) {
      this.forget();
      return;
    }
    if (this.#plot?.drawing === drawing) {
      this.#plot.highlight(highlighted);
      return;
    }
    const bandOpacity = drawing.lines.length > fewLines ? 0.08 : 0.16;
    const options = { theme: canvasTheme(), bandOpacity, highlighted };
    if (this.#plot) this.#plot.show(drawing, options);
    else this.#plot = new LinesPlot(canvas, overlay, drawing, options);
  }

  /** Frees the canvases. */
  forget(): void {
    this.#plot?.dispose();
    this.#plot = undefined;
  }

  /** The x at a place on the screen; nothing outside of the axes. */
  valueAt(clientX: number): number | undefined {
    return this.#plot?.valueAt(clientX);
  }

  /** Draws the crosshair with its values, and the stretch that is being dragged over. */
  point(
    at: number | undefined,
    values: readonly LineValue[],
    dragged: readonly [number, number] | undefined,
  ): void {
    this.#plot?.point(
      at,
      values.map(({ line, x, value }) => ({ colour: line.look.colour, x, y: value })),
      dragged,
    );
  }

  /** Shows the tag beside the crosshair at an x; hides it without one. */
  tell(at: number | undefined, place: string, values: TagValues): void {
    const element = this.#card.querySelector<HTMLElement>('.tag');
    if (element === null) return;
    if (this.#tag?.element !== element) this.#tag = new ValueTag(element);
    const pixels = at === undefined ? undefined : this.#plot?.pixelOf(at);
    if (pixels === undefined) this.#tag.hide();
    else this.#tag.show(pixels, place, values);
  }
}
