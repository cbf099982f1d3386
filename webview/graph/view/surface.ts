import type { GraphView } from '../../../src/protocol/graphPage.ts';
import { reducedMotion } from '../../shared/theme.ts';
import type { Point } from '../layout.ts';
import { zoomedAt, type Size } from './viewport.ts';

/** Pixels that the pointer may move in a click. */
const clickSlack = 4;
/** How much one unit of a wheel zooms. */
const wheelZoom = 0.0015;
/** Pixels of a line, for wheels that count in lines. */
const lineHeight = 20;
/** Milliseconds after a change before the view is kept. */
const keepAfter = 200;

/** Pans and zooms what is drawn, without drawing it anew. */
export class Surface {
  readonly #kept: (view: GraphView) => void;
  #view: GraphView | undefined;
  #window: HTMLElement | undefined;
  #keeping: ReturnType<typeof setTimeout> | undefined;
  #dragged = false;

  /** @param kept is told of each view that lasts */
  constructor(view: GraphView | undefined, kept: (view: GraphView) => void) {
    this.#view = view;
    this.#kept = kept;
  }

  get view(): GraphView | undefined {
    return this.#view;
  }

  /** The window through which the drawing is seen; nothing while it is not shown. */
  get size(): Size | undefined {
    const window = this.#window;
    if (window === undefined || window.clientWidth === 0) return undefined;
    return { width: window.clientWidth, height: window.clientHeight };
  }

  /** Takes the window's element, anew when that has changed. */
  attach(element: Element | undefined): void {
    if (!(element instanceof HTMLElement) || element === this.#window) return;
    this.#window = element;
    element.addEventListener('wheel', (event) => this.#onWheel(event), { passive: false });
    element.addEventListener('pointerdown', (event) => this.#onPress(event));
    // What was dragged has not been clicked.
    element.addEventListener(
      'click',
      (event) => {
        if (this.#dragged) event.stopPropagation();
        this.#dragged = false;
      },
      { capture: true },
    );
    // Focus must not make the browser scroll what is panned here.
    element.addEventListener('scroll', () => element.scrollTo(0, 0));
    this.#apply(false);
  }

  /** Shows another part. `glide`: so that the eye can follow, unless less motion is wanted. */
  show(view: GraphView, glide: boolean): void {
    this.#view = view;
    this.#apply(glide);
    clearTimeout(this.#keeping);
    this.#keeping = setTimeout(() => this.#kept(view), keepAfter);
  }

  /** Zooms in (over 1) or out, around the middle. */
  zoom(factor: number): void {
    const { size, view } = this;
    if (size === undefined || view === undefined) return;
    this.show(zoomedAt(view, factor, { x: size.width / 2, y: size.height / 2 }), true);
  }

  #apply(glide: boolean): void {
    const world = this.#window?.querySelector<HTMLElement>('.world');
    if (world === null || world === undefined || this.#view === undefined) return;
    const { x, y, scale } = this.#view;
    world.classList.toggle('gliding', glide && !reducedMotion());
    world.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
  }

  #onWheel(event: WheelEvent): void {
    event.preventDefault();
    if (this.#view === undefined) return;
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? lineHeight : 1;
    if (event.shiftKey) {
      const by = (event.deltaX === 0 ? event.deltaY : event.deltaX) * unit;
      this.show({ ...this.#view, x: this.#view.x - by }, false);
      return;
    }
    this.show(
      zoomedAt(this.#view, Math.exp(-event.deltaY * unit * wheelZoom), this.#at(event)),
      false,
    );
  }

  #at(event: MouseEvent): Point {
    const { left = 0, top = 0 } = this.#window?.getBoundingClientRect() ?? {};
    return { x: event.clientX - left, y: event.clientY - top };
  }

  #onPress(event: PointerEvent): void {
    const window = this.#window;
    const from = this.#view;
    this.#dragged = false;
    if (event.button > 1 || window === undefined || from === undefined) return;
    const moved = (move: PointerEvent) => {
      const [dx, dy] = [move.clientX - event.clientX, move.clientY - event.clientY];
      if (!this.#dragged && Math.hypot(dx, dy) < clickSlack) return;
      if (!this.#dragged) window.setPointerCapture(event.pointerId);
      this.#dragged = true;
      window.classList.add('dragging');
      this.show({ ...from, x: from.x + dx, y: from.y + dy }, false);
    };
    const end = () => {
      window.classList.remove('dragging');
      window.removeEventListener('pointermove', moved);
      window.removeEventListener('pointerup', end);
      window.removeEventListener('pointercancel', end);
    };
    window.addEventListener('pointermove', moved);
    window.addEventListener('pointerup', end);
    window.addEventListener('pointercancel', end);
  }
}
