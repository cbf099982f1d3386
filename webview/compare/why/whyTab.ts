import { html, nothing, render, type TemplateResult } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { parallelAxis } from '../../../src/model/charts/parallelAxis.ts';
import type { Importance } from '../../../src/model/statistics/importance.ts';
import { linkButton } from '../../shared/controls.ts';
import { formatCount, formatNumber } from '../../shared/format.ts';
import { t } from '../../shared/text.ts';
import { canvasTheme } from '../../shared/theme.ts';
import { lineLook } from '../charts/runColours.ts';
import { svgTheme } from '../charts/saveDrawing.ts';
import type { CompareContext, CompareTab, ContextChange, ReportPicture } from '../tab.ts';
import { correlationTable } from './correlationTable.ts';
import { importanceList } from './importanceList.ts';
import { ParallelPlot, rowsLeft, type ParallelDrawing, type PlottedAxis } from './parallelPlot.ts';
import { pointChartSvg, pointChartSize, pointPlaces, type PointChart } from './pointChart.ts';
import { bestChart, fitText, scatterChart } from './whyCharts.ts';
import { select } from './select.ts';
import { causes, columnLabel, objectiveColumn, targets, WhyColumns } from './whyColumns.ts';
import { readState, type Brush, type WhyState } from './whyState.ts';

const tabName = 'why';
/** Axes that are chosen by themselves, and columns of the correlation. */
const axesAtFirst = 7;
const correlated = 12;
/** Parameters that importance is worked out for; more would take too long. */
const mostCauses = 200;
/** Milliseconds between two readings while runs are under way. */
const pause = 2000;
/** Names offered where there are thousands. */
const mostChoices = 1000;

/** Why a run is better: the parameters of all runs against what they gave. */
export function whyTab(context: CompareContext, root: HTMLElement): CompareTab {
  return new WhyTab(context, root);
}

class WhyTab implements CompareTab {
  readonly #context: CompareContext;
  readonly #root: HTMLElement;
  readonly #columns: WhyColumns;
  #state: WhyState;
  #importance: Importance | undefined;
  #importanceOf = '';
  #trouble: string | undefined;
  #plot: ParallelPlot | undefined;
  #drawing: ParallelDrawing | undefined;
  #drag: { axis: string; from: number } | undefined;
  #pointed = '';
  #visible = false;
  #pending = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watched: ResizeObserver | undefined;

  constructor(context: CompareContext, root: HTMLElement) {
    this.#context = context;
    this.#root = root;
    this.#columns = new WhyColumns((method, params) => context.request(method, params));
    this.#state = readState(context.kept(tabName));
    context.registerPictures(tabName, () => this.#pictures());
  }

  update(change: ContextChange): void {
    this.#visible = true;
    switch (change.kind) {
      case 'runs':
        this.#timer ??= setTimeout(() => {
          this.#timer = undefined;
          this.#columns.reset(this.#context.listed);
          this.#importanceOf = '';
          void this.#read();
        }, pause);
        return;
      case 'filter':
        this.#followBrush();
        break;
      case 'shown':
      case 'columns':
      case 'selection':
      case 'theme':
      case 'hover':
        break;
    }
    void this.#read();
    this.#drawSoon();
  }

  hide(): void {
    this.#visible = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#watched?.disconnect();
    this.#watched = undefined;
    this.#plot = undefined;
    render(nothing, this.#root);
  }

  /** The brush can be taken away above the table too. */
  #followBrush(): void {
    const { listed, shown } = this.#context;
    if (Object.keys(this.#state.brushes).length > 0 && shown.length === listed.length) {
      const left = this.#drawing?.left.length ?? listed.length;
      if (left < listed.length) this.#set({ brushes: {} });
    }
  }

  #set(changes: Partial<WhyState>): void {
    this.#state = { ...this.#state, ...changes };
    this.#context.keep(tabName, this.#state);
    void this.#read();
    this.#drawSoon();
  }

  get #target(): string | undefined {
    const { catalogue, objective } = this.#context;
    if (this.#state.target !== undefined) return this.#state.target;
    return objective === undefined ? targets(catalogue)[0] : objectiveColumn(objective);
  }

  get #axes(): readonly string[] {
    const { axes } = this.#state;
    const target = this.#target;
    const chosen = axes ?? causes(this.#context.catalogue).slice(0, axesAtFirst);
    return target === undefined ? chosen : [...chosen.filter((id) => id !== target), target];
  }

  get #scatter(): readonly [string, string] | undefined {
    if (this.#state.scatter !== undefined) return this.#state.scatter;
    const [first] = causes(this.#context.catalogue);
    const target = this.#target;
    return first === undefined || target === undefined ? undefined : [first, target];
  }

  get #correlated(): readonly string[] {
    const target = this.#target;
    const others = causes(this.#context.catalogue).slice(0, correlated);
    return target === undefined ? others : [target, ...others];
  }

  async #read(): Promise<void> {
    const { listed } = this.#context;
    if (listed !== this.#columns.runIds) this.#columns.reset(listed);
    try {
      const wanted = [
        ...this.#axes,
        ...(this.#scatter ?? []),
        ...this.#correlated,
        'run:start',
        'run:name',
      ];
      if (await this.#columns.read(wanted)) {
        this.#applyBrush();
        this.#drawSoon();
      }
      this.#trouble = undefined;
      await this.#readImportance();
    } catch (error) {
      this.#trouble = error instanceof Error ? error.message : String(error);
      this.#drawSoon();
    }
  }

  async #readImportance(): Promise<void> {
    const objective = this.#target;
    const columns = causes(this.#context.catalogue).slice(0, mostCauses);
    const runIds = this.#columns.runIds;
    if (objective === undefined) return;
    const asked = JSON.stringify([objective, columns, runIds.length, runIds[0], runIds.at(-1)]);
    if (asked === this.#importanceOf) return;
    this.#importanceOf = asked;
    const told = await this.#context.request('importance', { runIds, columns, objective });
    if (asked !== this.#importanceOf) return;
    this.#importance = told;
    this.#drawSoon();
  }

  /** Narrows the table to the runs that the brushes leave. */
  #applyBrush(): void {
    this.#drawing = this.#parallel();
    const { left, rows } = this.#drawing;
    const { runIds } = this.#columns;
    const isBrushed = this.#context.shown.length < this.#context.listed.length;
    if (left.length === rows && !isBrushed) return;
    this.#context.brush(
      left.length === rows ? undefined : left.flatMap((row) => runIds[row] ?? []),
    );
  }

  #parallel(): ParallelDrawing {
    const { runIds } = this.#columns;
    const axes = this.#axes.map((id): PlottedAxis => ({
      id,
      label: columnLabel(id),
      axis: parallelAxis(this.#columns.cells(id)),
    }));
    const rowOf = new Map(runIds.map((id, row) => [id, row]));
    const isLoaded = axes.every(({ axis }) => axis.places.length === runIds.length);
    return {
      axes: isLoaded ? axes : [],
      rows: runIds.length,
      left: rowsLeft(isLoaded ? axes : [], this.#state.brushes, runIds.length),
      brushes: this.#state.brushes,
      marked: this.#context.selected.flatMap(({ id, look }) => {
        const row = rowOf.get(id);
        return row === undefined ? [] : [{ row, ...lineLook(look) }];
      }),
    };
  }

  #drawSoon(): void {
    if (this.#pending || !this.#visible) return;
    this.#pending = true;
    requestAnimationFrame(() => {
      this.#pending = false;
      if (this.#visible) this.#draw();
    });
  }

  #draw(): void {
    render(this.#content(), this.#root);
    const canvas = this.#root.querySelector<HTMLCanvasElement>('canvas.parallel');
    if (canvas === null) return;
    if (this.#watched === undefined) {
      this.#watched = new ResizeObserver(() => {
        this.#plot = new ParallelPlot(canvas);
        this.#drawParallel();
      });
      this.#watched.observe(canvas);
    }
    this.#plot ??= new ParallelPlot(canvas);
    this.#drawParallel();
  }

  #drawParallel(): void {
    this.#drawing = this.#parallel();
    this.#plot?.draw(this.#drawing, canvasTheme());
  }

  #content(): TemplateResult {
    if (this.#trouble !== undefined) {
      return html`<div class="card-note" role="alert">
        <p>${this.#trouble}</p>
        <p>
          ${linkButton(t('Retry'), '', () => {
            this.#trouble = undefined;
            void this.#read();
          })}
          · ${linkButton(t('Show Log'), '', () => this.#context.post({ kind: 'showExtensionLog' }))}
        </p>
      </div>`;
    }
    const target = this.#target;
    if (target === undefined) {
      return html`<p class="card-note muted">
        ${t('There is nothing to explain: no run has a metric.')}
      </p>`;
    }
    return html`<div class="why-tab">
      <div class="why-bar">
        ${select(
          t('Explain'),
          target,
          this.#choices(targets(this.#context.catalogue), target),
          (value) => this.#set({ target: value }),
        )}
        ${linkButton(t('Save as SVG'), t('Save the charts of points as SVG'), () => this.#save())}
      </div>
      ${this.#parallelSection()}
      <section>
        <h2>${t('Importance of the parameters')}</h2>
        ${
          this.#importance === undefined
            ? html`<p class="muted">${t('Reading…')}</p>`
            : importanceList(this.#importance)
        }
      </section>
      ${this.#scatterSection(target)}${this.#bestSection(target)}
      <section>
        <h2>${t('Correlation')}</h2>
        ${select(
          t('Method'),
          this.#state.method,
          [
            { id: 'spearman', label: t('of ranks (Spearman)') },
            { id: 'pearson', label: t('of values (Pearson)') },
          ],
          (method) => this.#set({ method: method === 'pearson' ? method : 'spearman' }),
        )}
        ${correlationTable(
          this.#correlated.map((id) => ({ id, cells: this.#columns.cells(id) })),
          this.#state.method,
        )}
      </section>
    </div>`;
  }

  #choices(ids: readonly string[], chosen: string): { id: string; label: string }[] {
    return [...new Set([chosen, ...ids.slice(0, mostChoices)])].map((id) => ({
      id,
      label: id.startsWith('metric.') ? t('best of {0}', columnLabel(id)) : columnLabel(id),
    }));
  }

  #parallelSection(): TemplateResult {
    const axes = this.#axes;
    const left = this.#drawing?.left.length ?? 0;
    const rows = this.#drawing?.rows ?? 0;
    const isBrushed = Object.keys(this.#state.brushes).length > 0;
    return html`<section>
      <h2>${t('Parallel coordinates')}</h2>
      <p class="muted" role="status">
        ${t('{0} of {1} runs', formatCount(left), formatCount(rows))} ·
        ${t('Drag along an axis to narrow the runs, in the table too.')}
        ${isBrushed ? linkButton(t('Clear'), '', () => this.#brush(undefined, undefined)) : nothing}
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
        }}
      ></canvas>
      <details class="axis-ranges">
        <summary>${t('Axes and their ranges')}</summary>
        ${axes.map((id) => this.#axisRange(id))} ${this.#addAxis(axes)}
      </details>
    </section>`;
  }

  /** The same as a drag along the axis, by the keyboard. */
  #axisRange(id: string): TemplateResult {
    const [from, to] = this.#state.brushes[id] ?? [0, 1];
    const label = columnLabel(id);
    const bound = (name: string, value: number, set: (share: number) => Brush): TemplateResult =>
      html`<input
        type="range"
        min="0"
        max="1"
        step="0.01"
        aria-label=${name}
        .value=${String(value)}
        @input=${(event: Event) =>
          this.#brush(id, set(Number((event.currentTarget as HTMLInputElement).value)))}
      />`;
    return html`<div class="axis-range">
      <bdi class="name" title=${id}>${label}</bdi>
      ${bound(t('{0}: from', label), from, (share) => [Math.min(share, to), to])}
      ${bound(t('{0}: to', label), to, (share) => [from, Math.max(share, from)])}
      ${
        id === this.#target
          ? nothing
          : linkButton(t('Remove'), t('Remove the axis {0}', label), () =>
              this.#set({
                axes: this.#axes.filter((each) => each !== id && each !== this.#target),
              }),
            )
      }
    </div>`;
  }

  #addAxis(axes: readonly string[]): TemplateResult {
    const { catalogue } = this.#context;
    const offered = [...causes(catalogue), ...targets(catalogue)].filter(
      (id) => !axes.includes(id),
    );
    return select(
      t('Add an axis'),
      '',
      [{ id: '', label: '–' }, ...this.#choices(offered, offered[0] ?? '')],
      (id) => {
        if (id !== '') this.#set({ axes: [...axes.filter((each) => each !== this.#target), id] });
      },
    );
  }

  /** Sets or takes away the brush of one axis; all of them without an axis. */
  #brush(axis: string | undefined, brush: Brush | undefined): void {
    const { brushes } = this.#state;
    const others = Object.entries(brushes).filter(([id]) => axis !== undefined && id !== axis);
    const isWhole = brush === undefined || (brush[0] <= 0 && brush[1] >= 1);
    this.#state = {
      ...this.#state,
      brushes: Object.fromEntries(
        axis === undefined || isWhole ? others : [...others, [axis, brush] as const],
      ),
    };
    this.#context.keep(tabName, this.#state);
    this.#applyBrush();
    this.#drawSoon();
  }

  #onDown(event: PointerEvent): void {
    const axes = this.#drawing?.axes ?? [];
    const place = this.#plot?.placeAt(event, axes.length);
    const axis = place && axes[place.axis]?.id;
    if (place === undefined || axis === undefined) return;
    this.#drag = { axis, from: place.share };
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
  }

  #onMove(event: PointerEvent): void {
    if (this.#drag === undefined) return;
    this.#state = { ...this.#state, brushes: this.#dragged(this.#drag, event) };
    this.#drawSoon();
  }

  #onUp(event: PointerEvent): void {
    const drag = this.#drag;
    if (drag === undefined) return;
    this.#drag = undefined;
    const brush = this.#dragged(drag, event)[drag.axis];
    // A click without a drag takes the brush away.
    const isMeant = brush !== undefined && brush[1] - brush[0] > 0.01;
    this.#brush(drag.axis, isMeant ? brush : undefined);
  }

  #dragged(drag: { axis: string; from: number }, event: PointerEvent): WhyState['brushes'] {
    const index = this.#drawing?.axes.findIndex(({ id }) => id === drag.axis) ?? -1;
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const share = this.#plot?.shareAt(event.clientY - box.top) ?? drag.from;
    if (index < 0) return this.#state.brushes;
    const brush: Brush = [Math.min(drag.from, share), Math.max(drag.from, share)];
    return { ...this.#state.brushes, [drag.axis]: brush };
  }

  #scatterSection(target: string): TemplateResult | typeof nothing {
    const scatter = this.#scatter;
    if (scatter === undefined) return nothing;
    const [x, y] = scatter;
    const all = [...causes(this.#context.catalogue), ...targets(this.#context.catalogue), target];
    const chart = scatterChart(this.#columns, x, y);
    return html`<section>
      <h2>${t('Two columns')}</h2>
      <div class="why-bar">
        ${select(t('Across'), x, this.#choices(all, x), (id) => this.#set({ scatter: [id, y] }))}
        ${select(t('Upwards'), y, this.#choices(all, y), (id) => this.#set({ scatter: [x, id] }))}
        <span class="muted">${fitText(chart)}</span>
      </div>
      ${this.#picture(chart)}
      <p class="muted pointed" aria-live="polite">${this.#pointed}</p>
    </section>`;
  }

  #bestSection(target: string): TemplateResult | typeof nothing {
    const chart = bestChart(this.#columns, target, this.#context.objective);
    if (chart === undefined) return nothing;
    return html`<section>
      <h2>${t('Best so far')}</h2>
      ${this.#picture(chart)}
      <p class="muted">
        ${t('{0} of {1} runs were better than all before them.', formatCount(chart.strong?.length ?? 0), formatCount(chart.x.length))}
      </p>
    </section>`;
  }

  /** The SVG is of our own making, every text in it escaped. */
  #picture(chart: PointChart): TemplateResult {
    return html`<div
      class="point-chart"
      @pointermove=${(event: PointerEvent) => this.#pointAt(event, chart)}
    >
      ${unsafeHTML(pointChartSvg(chart, svgTheme(), canvasTheme().line))}
    </div>`;
  }

  /** Names the run under the mouse. */
  #pointAt(event: PointerEvent, chart: PointChart): void {
    const box = (event.currentTarget as Element).querySelector('svg')?.getBoundingClientRect();
    if (box === undefined || chart.strong !== undefined) return;
    const scale = pointChartSize.width / box.width;
    const [left, top] = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
    const places = pointPlaces(chart);
    let [nearest, distance] = [-1, 12];
    for (let row = 0; row < places.x.length; row += 1) {
      const away = Math.hypot((places.x[row] ?? 0) - left, (places.y[row] ?? 0) - top);
      if (away < distance) [nearest, distance] = [row, away];
    }
    this.#context.hover(nearest < 0 ? undefined : this.#columns.runIds[nearest]);
    const text =
      nearest < 0
        ? ''
        : `${String(this.#columns.cells('run:name')[nearest] ?? '')}: ${formatNumber(chart.x[nearest] ?? Number.NaN)}, ${formatNumber(chart.y[nearest] ?? Number.NaN)}`;
    if (text === this.#pointed) return;
    this.#pointed = text;
    this.#drawSoon();
  }

  #save(): void {
    void this.#pictures().then((pictures) => {
      for (const { title, data } of pictures) {
        this.#context.post({ kind: 'saveFile', name: `${safe(title)}.svg`, content: data });
      }
    });
  }

  async #pictures(): Promise<readonly ReportPicture[]> {
    const target = this.#target;
    const scatter = this.#scatter;
    if (target === undefined) return [];
    if (this.#columns.runIds !== this.#context.listed) this.#columns.reset(this.#context.listed);
    await this.#columns.read([target, ...(scatter ?? []), 'run:start', 'run:name']);
    const charts = [
      bestChart(this.#columns, target, this.#context.objective),
      scatter && scatterChart(this.#columns, scatter[0], scatter[1]),
    ].flatMap((chart) => chart ?? []);
    return charts.map((chart) => ({
      title: chart.title,
      format: 'svg',
      data: pointChartSvg(chart, svgTheme(), canvasTheme().line),
    }));
  }
}

function safe(title: string): string {
  return title.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 80);
}
