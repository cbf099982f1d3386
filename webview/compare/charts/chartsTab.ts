import { html, nothing, render, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { valueAt } from '../../../src/model/compare/columns.ts';
import { linkButton } from '../../shared/controls.ts';
import { formatCount } from '../../shared/format.ts';
import { icon } from '../../shared/icons.ts';
import { t } from '../../shared/text.ts';
import type { CompareContext, CompareTab, ContextChange, ReportPicture } from '../tab.ts';
import type { ChartsModel } from './chartsModel.ts';
import { readView, type ChartsView } from './chartsView.ts';
import { Crosshair } from './crosshair.ts';
import { Legend, type LegendEntry } from './legend.ts';
import { metricCard } from './metricCard.ts';
import { metricDrawing, type ChartedRun } from './metricDrawing.ts';
import { MetricFeed } from './metricFeed.ts';
import {
  cardRows,
  heightOf,
  metricGroups,
  visibleRows,
  type CardRow,
  type MetricGroup,
} from './metricGroups.ts';
import { lineLook } from './runColours.ts';
import { fileName, pngOf, svgOf } from './saveDrawing.ts';
import { settingsBar, type GroupChoice } from './settingsBar.ts';

const tabName = 'charts';
/** More lines than this nobody can tell apart, however they look. */
const mostRuns = 500;
/** Pixels that a card is at least wide. */
const leastWidth = 380;
/** Milliseconds between two questions for the names of metrics. */
const namesPause = 2000;
const mostGroups = 200;
const picturesInReport = 12;

/** Lines of all metrics over the chosen runs, a card each. */
export function chartsTab(context: CompareContext, root: HTMLElement): CompareTab {
  return new ChartsTab(context, root);
}

class ChartsTab implements CompareTab {
  readonly #context: CompareContext;
  readonly #root: HTMLElement;
  readonly #feed: MetricFeed;
  readonly #crosshair = new Crosshair();
  readonly #tables = new Set<string>();
  #view: ChartsView;
  #legend: Legend | undefined;
  #names: readonly string[] | undefined;
  #namesOf = '';
  #namesNotBefore = 0;
  #trouble: string | undefined;
  #groups = new Map<string, string>();
  #visible = false;
  #drawing = false;
  #version = 0;
  #legendVersion = -1;
  #groupedFrom:
    | {
        readonly names: readonly string[] | undefined;
        readonly search: string;
        readonly objective: string | undefined;
        readonly groups: readonly MetricGroup[];
      }
    | undefined;
  #runs: readonly ChartedRun[] = [];
  #size = { top: 0, width: 0, height: 0 };
  #watched: ResizeObserver | undefined;

  constructor(context: CompareContext, root: HTMLElement) {
    this.#context = context;
    this.#root = root;
    this.#view = readView(context.kept(tabName));
    this.#feed = new MetricFeed((params) => context.request('series', params));
    context.registerPictures(tabName, () => this.#pictures());
  }

  update(change: ContextChange): void {
    this.#visible = true;
    switch (change.kind) {
      case 'runs':
        this.#feed.touch(change.runIds);
        if (this.#concerns(change.runIds)) void this.#readNames(true);
        return;
      case 'hover':
        this.#version += 1;
        this.#drawSoon();
        return;
      case 'filter':
        return;
      case 'shown':
      case 'selection':
      case 'columns':
      case 'theme':
        this.#chooseRuns();
        void this.#readNames(false);
        this.#drawSoon();
    }
  }

  hide(): void {
    this.#visible = false;
    this.#crosshair.set(undefined, undefined);
    this.#watched?.disconnect();
    this.#watched = undefined;
    render(nothing, this.#root);
    this.#legend = undefined;
    this.#legendVersion = -1;
  }

  get #selected(): readonly string[] {
    return this.#context.selected.slice(0, mostRuns).map(({ id }) => id);
  }

  #concerns(runIds: readonly string[]): boolean {
    const selected = new Set(this.#selected);
    return runIds.some((id) => selected.has(id));
  }

  /** Takes the chosen runs with their looks, and tells the feed what is wanted. */
  #chooseRuns(): void {
    const hidden = new Set(this.#view.hidden);
    const { group } = this.#view;
    this.#runs = this.#context.selected.slice(0, mostRuns).map(({ id, name, look }) => ({
      id,
      name,
      look: lineLook(look),
      ...(group !== undefined && {
        group: group === 'all' ? t('all runs') : (this.#groups.get(id) ?? t('no value')),
      }),
    }));
    if (group === undefined) this.#runs = this.#runs.filter(({ id }) => !hidden.has(id));
    this.#version += 1;
    const { x, logX, zoom } = this.#view;
    this.#feed.set({ runIds: this.#selected, x, logX, zoom });
    if (group !== undefined && group !== 'all') void this.#readGroups(group);
  }

  #setView(changes: Partial<ChartsView>): void {
    const { zoom: _, ...rest } = this.#view;
    // Another axis has other places.
    const base = changes.x !== undefined && changes.x !== this.#view.x ? rest : this.#view;
    this.#view = { ...base, ...changes };
    this.#keep();
  }

  #resetZoom(): void {
    const { zoom: _, ...rest } = this.#view;
    this.#view = rest;
    this.#keep();
  }

  #setGroup(group: string | undefined): void {
    const { group: _, ...rest } = this.#view;
    this.#groups.clear();
    this.#view = { ...rest, hidden: [], ...(group !== undefined && { group }) };
    this.#keep();
  }

  #keep(): void {
    this.#context.keep(tabName, this.#view);
    this.#chooseRuns();
    this.#drawSoon();
  }

  /** Which metrics the chosen runs have; while they run, new ones may come. */
  async #readNames(again: boolean): Promise<void> {
    const runIds = this.#selected;
    const asked = runIds.join(' ');
    if (asked === this.#namesOf && (!again || Date.now() < this.#namesNotBefore)) return;
    this.#namesOf = asked;
    this.#namesNotBefore = Date.now() + namesPause;
    try {
      const names = await this.#context.request('metricNames', { runIds });
      if (asked !== this.#namesOf) return;
      this.#names = names;
      this.#trouble = undefined;
    } catch (error) {
      this.#namesOf = '';
      this.#trouble = error instanceof Error ? error.message : String(error);
    }
    this.#drawSoon();
  }

  async #readGroups(column: string): Promise<void> {
    const runIds = this.#selected.filter((id) => !this.#groups.has(id));
    if (runIds.length === 0) return;
    try {
      const [data] = await this.#context.request('columns', { runIds, columns: [column] });
      if (data === undefined || this.#view.group !== column) return;
      runIds.forEach((id, row) =>
        this.#groups.set(id, String(valueAt(data, row) ?? t('no value'))),
      );
      this.#chooseRuns();
    } catch (error) {
      this.#trouble = error instanceof Error ? error.message : String(error);
    }
    this.#drawSoon();
  }

  #drawSoon(): void {
    if (this.#drawing || !this.#visible) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      if (this.#visible) this.#draw();
    });
  }

  #draw(): void {
    render(this.#content(), this.#root);
    const scroller = this.#root.querySelector<HTMLElement>('.cards');
    const list = this.#root.querySelector<HTMLElement>('.legend');
    if (scroller && this.#watched === undefined) this.#watch(scroller);
    if (list === null) {
      this.#legend = undefined;
      this.#legendVersion = -1;
      return;
    }
    this.#legend ??= new Legend(list, {
      toggle: (id) => this.#toggle(id),
      hover: (id) => this.#context.hover(id),
    });
    if (this.#legendVersion === this.#version) return;
    this.#legendVersion = this.#version;
    this.#legend.show(this.#legendEntries());
  }

  /** Thousands of names are grouped only when something about them is new. */
  #grouped(): readonly MetricGroup[] {
    const objective = this.#context.objective?.metric;
    const { search } = this.#view;
    const known = this.#groupedFrom;
    if (
      known === undefined ||
      known.names !== this.#names ||
      known.search !== search ||
      known.objective !== objective
    ) {
      const groups = metricGroups(this.#names ?? [], search, objective);
      this.#groupedFrom = { names: this.#names, search, objective, groups };
      return groups;
    }
    return known.groups;
  }

  #watch(scroller: HTMLElement): void {
    const measure = (): void => {
      const { scrollTop: top, clientWidth: width, clientHeight: height } = scroller;
      this.#size = { top, width, height };
      this.#drawSoon();
    };
    scroller.addEventListener('scroll', measure, { passive: true });
    this.#watched = new ResizeObserver(measure);
    this.#watched.observe(scroller);
  }

  #toggle(id: string): void {
    const { hidden } = this.#view;
    const without = hidden.filter((each) => each !== id);
    this.#setView({ hidden: without.length < hidden.length ? without : [...hidden, id] });
  }

  #legendEntries(): LegendEntry[] {
    const hidden = new Set(this.#view.hidden);
    if (this.#view.group === undefined) {
      return this.#context.selected
        .slice(0, mostRuns)
        .map(({ id, name, look }) => ({ id, name, look: lineLook(look), hidden: hidden.has(id) }));
    }
    return [...Map.groupBy(this.#runs, ({ group }) => group ?? '')].flatMap(([group, members]) => {
      const [first] = members;
      if (first === undefined) return [];
      const id = `group ${group}`;
      const name = `${group} (${members.length})`;
      return [{ id, name, look: first.look, hidden: hidden.has(id) }];
    });
  }

  #model(): ChartsModel {
    return {
      language: this.#context.language,
      view: this.#view,
      setView: (changes) => this.#setView(changes),
      resetZoom: () => this.#resetZoom(),
      runs: this.#runs,
      feed: this.#feed,
      crosshair: this.#crosshair,
      hovered: this.#context.hovered,
      tables: this.#tables,
      showValues: (values) => this.#legend?.showValues(values),
      save: (drawing, format) => void this.#save(svgOf(drawing), drawing.title, format),
      showLog: () => this.#context.post({ kind: 'showExtensionLog' }),
    };
  }

  async #save(svg: string, title: string, format: 'png' | 'svg'): Promise<void> {
    const name = fileName(title, format);
    this.#context.post(
      format === 'svg'
        ? { kind: 'saveFile', name, content: svg }
        : { kind: 'saveFile', name, content: await pngOf(svg), base64: true },
    );
  }

  #content(): TemplateResult {
    const names = this.#names ?? [];
    const groups = this.#grouped();
    const found = groups.reduce((sum, { metrics }) => sum + metrics.length, 0);
    return html`<div class="charts-tab">
      ${settingsBar({
        view: this.#view,
        groups: this.#groupChoices(),
        metrics: names.length,
        found,
        setView: (changes) => this.#setView(changes),
        setGroup: (group) => this.#setGroup(group),
        resetZoom: () => this.#resetZoom(),
      })}
      <div class="charts-body">
        <div class="cards" role="region" aria-label=${t('Charts')} tabindex="-1">
          ${this.#notice(names.length, found)} ${this.#cards(groups)}
        </div>
        <div class="legend" role="region" aria-label=${t('Runs in the charts')}></div>
      </div>
    </div>`;
  }

  #groupChoices(): GroupChoice[] {
    return this.#context.catalogue
      .filter(
        ({ id, differs }) =>
          (id.startsWith('param:') || id.startsWith('tag:')) &&
          (differs === true || id === this.#view.group),
      )
      .slice(0, mostGroups)
      .map(({ id }) => ({ id, label: id.slice(id.indexOf(':') + 1) }));
  }

  #notice(metrics: number, found: number): TemplateResult | typeof nothing {
    if (this.#trouble !== undefined) {
      return html`<div class="card-note" role="alert">
        <p>${this.#trouble}</p>
        <p>
          ${linkButton(t('Retry'), '', () => {
            this.#trouble = undefined;
            void this.#readNames(true);
          })}
          · ${linkButton(t('Show Log'), '', () => this.#context.post({ kind: 'showExtensionLog' }))}
        </p>
      </div>`;
    }
    if (this.#context.selected.length === 0)
      return note(t('Choose runs in the table to chart them.'));
    if (this.#names === undefined) return note(t('Reading…'));
    if (metrics === 0) return note(t('The chosen runs have no metrics.'));
    if (found === 0) return note(t('Nothing matches the search.'));
    if (this.#context.selected.length <= mostRuns) return nothing;
    return note(
      t(
        'The first {0} of {1} chosen runs are drawn.',
        formatCount(mostRuns),
        formatCount(this.#context.selected.length),
      ),
    );
  }

  #cards(groups: readonly MetricGroup[]): TemplateResult {
    const { width, top, height } = this.#size;
    const columns = Math.max(1, Math.floor((width - 8) / leastWidth));
    const rows = cardRows(groups, new Set(this.#view.closed), columns);
    const { from, to, above, total } = visibleRows(rows, top, height);
    const model = this.#model();
    return html`<div class="card-space" .style=${`height:${total}px`}>
      <div class="card-window" .style=${`transform:translateY(${above}px)`}>
        ${repeat(
          rows.slice(from, to),
          (row) => (row.kind === 'heading' ? `# ${row.group.prefix}` : row.metrics[0]),
          (row) => this.#row(row, columns, model),
        )}
      </div>
    </div>`;
  }

  #row(row: CardRow, columns: number, model: ChartsModel): TemplateResult {
    const height = `height:${heightOf(row)}px`;
    if (row.kind === 'heading') {
      const { prefix, metrics } = row.group;
      return html`<h2 class="card-heading" .style=${height}>
        <button
          type="button"
          aria-expanded=${String(row.open)}
          @click=${() => this.#fold(prefix, row.open)}
        >
          ${icon('chevron-right', row.open ? 'twistie open' : 'twistie')}
          <bdi>${prefix === '' ? t('Metrics') : prefix}</bdi>
          <span class="count">${formatCount(metrics.length)}</span>
        </button>
      </h2>`;
    }
    const style = `${height};grid-template-columns:repeat(${columns},minmax(0,1fr))`;
    return html`<div class="card-row" .style=${style}>
      ${repeat(
        row.metrics,
        (metric) => metric,
        (metric) =>
          metricCard({
            metric,
            label: row.prefix === '' ? metric : metric.slice(row.prefix.length + 1),
            model,
            version: this.#version,
          }),
      )}
    </div>`;
  }

  #fold(prefix: string, open: boolean): void {
    const others = this.#view.closed.filter((each) => each !== prefix);
    this.#setView({ closed: open ? [...others, prefix] : others });
  }

  /** The first few charts, for a report. */
  async #pictures(): Promise<readonly ReportPicture[]> {
    this.#chooseRuns();
    const runIds = this.#selected;
    const names = await this.#context.request('metricNames', { runIds });
    const keys = metricGroups(names, this.#view.search, this.#context.objective?.metric)
      .filter(({ prefix }) => prefix !== 'system')
      .flatMap(({ metrics }) => metrics)
      .slice(0, picturesInReport);
    const pictures = await Promise.all(keys.map((key) => this.#picture(key, runIds)));
    return pictures.flatMap((picture) => picture ?? []);
  }

  async #picture(key: string, runIds: readonly string[]): Promise<ReportPicture | undefined> {
    const { x } = this.#view;
    const series = await this.#context.request('series', { runIds, key, x, buckets: 300 });
    const { zoom: _, ...view } = this.#view;
    const drawing = metricDrawing({
      title: key,
      runs: this.#runs,
      overview: new Map(series.map((each) => [each.runId, each])),
      view,
    });
    if (drawing.lines.length === 0) return undefined;
    return { title: key, format: 'svg', data: svgOf(drawing) };
  }
}

function note(text: string): TemplateResult {
  return html`<p class="card-note muted">${text}</p>`;
}
