import { html, nothing, type TemplateResult } from 'lit';
import { parallelAxis, type ParallelAxis } from '../../../src/model/charts/parallelAxis.ts';
import type { Cell } from '../../../src/model/statistics/column.ts';
import { linkButton } from '../../shared/controls.ts';
import { formatCount } from '../../shared/format.ts';
import { t } from '../../shared/text.ts';
import { canvasTheme } from '../../shared/theme.ts';
import { lineLook } from '../charts/runColours.ts';
import { saveButtons } from '../charts/saveButtons.ts';
import { savePicture, svgTheme } from '../charts/saveDrawing.ts';
import { axisRanges } from './axisRanges.ts';
import { ParallelPlot, rowsLeft, type ParallelDrawing, type PlottedAxis } from './parallelPlot.ts';
import { parallelSvg } from './parallelSvg.ts';
import { columnLabel } from './whyColumns.ts';
import { axesOf, type WhyModel } from './whyModel.ts';
import type { Brush, WhyState } from './whyState.ts';

/** A drag along an axis that has begun: where, as a share of its height. */
interface Drag {
  readonly axis: string;
  readonly from: number;
}

/** Less than this share of an axis is a click. */
const leastDrag = 0.01;

/** Parallel coordinates, whose brushes narrow the runs of the table. */
export class ParallelSection {
  readonly #model: WhyModel;
  readonly #axes = new WeakMap<readonly Cell[], ParallelAxis>();
  #plot: ParallelPlot | undefined;
  #watched: ResizeObserver | undefined;
  #drawing: ParallelDrawing | undefined;
  #drag: { readonly at: Drag; readonly brushes: WhyState['brushes'] } | undefined;

  constructor(model: WhyModel) {
    this.#model = model;
  }

  /** How many runs the brushes leave; nothing before anything was drawn. */
  get left(): number | undefined {
    return this.#drawing?.left.length;
  }

  content(): TemplateResult {
    const axes = axesOf(this.#model);
    const left = this.#drawing?.left.length ?? 0;
    const rows = this.#drawing?.rows ?? 0;
    const isBrushed = Object.keys(this.#model.state.brushes).length > 0;
    // One axis alone shows nothing against anything.
    if (axes.length < 2) {
      return html`<section>
        <h2>${t('Parallel coordinates')}</h2>
        <p class="muted">
          ${t('There is nothing to set beside it: none of these runs has a parameter.')}
        </p>
      </section>`;
    }
    return html`<section>
      <div class="why-heading">
        <h2>${t('Parallel coordinates')}</h2>
        ${saveButtons(t('Parallel coordinates'), (format) => {
          const picture = this.picture();
          if (picture === undefined) return;
          void savePicture(this.#model.context, picture.title, picture.svg, format);
        })}
      </div>
      <p class="muted" role="status">
        ${t('{0} of {1} runs', formatCount(left), formatCount(rows))} ·
        ${t('Drag along an axis to narrow the runs, in the table too.')}
        ${isBrushed ? linkButton(t('Clear'), '', () => this.#model.brush({})) : nothing}
      </p>
      <canvas
        class="parallel"
        role="img"
        aria-label=${t('Parallel coordinates of {0}', axes.map(columnLabel).join(', '))}
        @pointerdown=${(event: PointerEvent) => this.#onDown(event)}
        @pointermove=${(event: PointerEvent) => this.#onMove(event)}
        @pointerup=${(event: PointerEvent) => this.#onUp(event)}
        @pointercancel=${() => {
          this.#drag = undefined;
          this.#model.drawSoon();
        }}
      ></canvas>
      ${axisRanges(this.#model, (axis, brush) => this.#brush(axis, brush))}
    </section>`;
  }

  /** As it is seen, as a picture that stands alone; nothing before its columns have come. */
  picture(): { readonly title: string; readonly svg: string } | undefined {
    const drawing = this.#workOut();
    if (drawing.axes.length < 2 || drawing.rows === 0) return undefined;
    const labels = drawing.axes.map(({ label }) => label).join(', ');
    const title = t('Parallel coordinates of {0}', labels);
    return { title, svg: parallelSvg(drawing, title, svgTheme(), canvasTheme().line) };
  }

  /** Draws into the canvas of the content, which is in the document now. */
  draw(root: HTMLElement): void {
    const canvas = root.querySelector<HTMLCanvasElement>('canvas.parallel');
    if (canvas === null) return;
    if (this.#watched === undefined) {
      this.#watched = new ResizeObserver(() => {
        this.#plot = new ParallelPlot(canvas);
        this.#paint();
      });
      this.#watched.observe(canvas);
    }
    this.#plot ??= new ParallelPlot(canvas);
    this.#paint();
  }

  hide(): void {
    this.#watched?.disconnect();
    this.#watched = undefined;
    this.#plot = undefined;
  }

  /** Narrows the table to the runs that the brushes leave. */
  apply(): void {
    const { context, columns } = this.#model;
    this.#drawing = this.#workOut();
    const { left, rows } = this.#drawing;
    const isBrushed = context.shown.length < context.listed.length;
    if (left.length === rows && !isBrushed) return;
    context.brush(
      left.length === rows ? undefined : left.flatMap((row) => columns.runIds[row] ?? []),
    );
  }

  #paint(): void {
    this.#drawing = this.#workOut();
    this.#plot?.draw(this.#drawing, canvasTheme());
  }

  #workOut(): ParallelDrawing {
    const { context, columns, state } = this.#model;
    const { runIds } = columns;
    const brushes = this.#drag?.brushes ?? state.brushes;
    const axes = axesOf(this.#model).map((id): PlottedAxis => ({
      id,
      label: columnLabel(id),
      axis: this.#axisOf(columns.cells(id)),
    }));
    const rowOf = new Map(runIds.map((id, row) => [id, row]));
    const isLoaded = axes.every(({ axis }) => axis.places.length === runIds.length);
    return {
      axes: isLoaded ? axes : [],
      rows: runIds.length,
      left: rowsLeft(isLoaded ? axes : [], brushes, runIds.length),
      brushes,
      marked: context.selected.flatMap(({ id, look }) => {
        const row = rowOf.get(id);
        return row === undefined ? [] : [{ row, ...lineLook(look) }];
      }),
    };
  }

  /** Worked out once for the same values: a drag draws anew with every move of the mouse. */
  #axisOf(cells: readonly Cell[]): ParallelAxis {
    const known = this.#axes.get(cells);
    if (known !== undefined) return known;
    const axis = parallelAxis(cells);
    this.#axes.set(cells, axis);
    return axis;
  }

  /** Sets or takes away the brush of one axis. */
  #brush(axis: string, brush: Brush | undefined): void {
    const others = Object.entries(this.#model.state.brushes).filter(([id]) => id !== axis);
    const isWhole = brush === undefined || (brush[0] <= 0 && brush[1] >= 1);
    this.#model.brush(Object.fromEntries(isWhole ? others : [...others, [axis, brush] as const]));
  }

  #onDown(event: PointerEvent): void {
    const axes = this.#drawing?.axes ?? [];
    const place = this.#plot?.placeAt(event, axes.length);
    const axis = place && axes[place.axis]?.id;
    if (place === undefined || axis === undefined) return;
    this.#drag = { at: { axis, from: place.share }, brushes: this.#model.state.brushes };
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
  }

  #onMove(event: PointerEvent): void {
    if (this.#drag === undefined) return;
    const { at } = this.#drag;
    const brushes = { ...this.#model.state.brushes, [at.axis]: this.#dragged(at, event) };
    this.#drag = { at, brushes };
    this.#model.drawSoon();
  }

  #onUp(event: PointerEvent): void {
    const drag = this.#drag;
    if (drag === undefined) return;
    this.#drag = undefined;
    const brush = this.#dragged(drag.at, event);
    // A click without a drag takes the brush away.
    this.#brush(drag.at.axis, brush[1] - brush[0] > leastDrag ? brush : undefined);
  }

  #dragged({ from }: Drag, event: PointerEvent): Brush {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const share = this.#plot?.shareAt(event.clientY - box.top) ?? from;
    return [Math.min(from, share), Math.max(from, share)];
  }
}
