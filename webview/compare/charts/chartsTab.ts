import { html, nothing, render, type TemplateResult } from 'lit';
import { valueAt } from '../../../src/model/compare/columns.ts';
import { t } from '../../shared/text.ts';
import type { CompareContext, CompareTab, ContextChange, ReportPicture } from '../tab.ts';
import { CardList } from './cardList.ts';
import type { ChartsModel } from './chartsModel.ts';
import { chartsNotice } from './chartsNotice.ts';
import { readView, type ChartsView } from './chartsView.ts';
import { Crosshair } from './crosshair.ts';
import { Legend } from './legend.ts';
import { groupEntries, runEntries } from './legendEntries.ts';
import type { ChartedRun } from './metricDrawing.ts';
import { MetricFeed } from './metricFeed.ts';
import { MetricNames } from './metricNames.ts';
import { metricPictures } from './metricPictures.ts';
import { lineLook } from './runColours.ts';
import { savePicture, svgOf } from './saveDrawing.ts';
import { groupChoices, settingsBar } from './settingsBar.ts';

const tabName = 'charts';
/** More lines than this nobody can tell apart, however they look. */
const mostRuns = 500;

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
  readonly #names: MetricNames;
  readonly #cards: CardList;
  #view: ChartsView;
  #legend: Legend | undefined;
  #trouble: string | undefined;
  #groups = new Map<string, string>();
  #visible = false;
  #drawing = false;
  #version = 0;
  #legendVersion = -1;
  #runs: readonly ChartedRun[] = [];

  constructor(context: CompareContext, root: HTMLElement) {
    this.#context = context;
    this.#root = root;
    this.#view = readView(context.kept(tabName));
    this.#feed = new MetricFeed((params) => context.request('series', params));
    this.#names = new MetricNames((runIds) => context.request('metricNames', { runIds }));
    this.#cards = new CardList({
      moved: () => this.#drawSoon(),
      fold: (prefix, open) => this.#fold(prefix, open),
    });
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
        this.#chooseRuns();
        this.#feed.touch(change.runIds);
        void this.#readNames(this.#concerns(change.runIds));
        this.#drawSoon();
        return;
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
    this.#cards.unwatch();
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

  async #readNames(again: boolean): Promise<void> {
    try {
      if (!(await this.#names.read(this.#selected, again))) return;
      this.#trouble = undefined;
    } catch (error) {
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
    const list = this.#root.querySelector<HTMLElement>('.legend');
    if (this.#cards.watch(this.#root)) render(this.#content(), this.#root);
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
    this.#legend.show(
      this.#view.group === undefined
        ? runEntries(this.#context.selected.slice(0, mostRuns), this.#view.hidden)
        : groupEntries(this.#runs, this.#view.hidden),
    );
  }

  #toggle(id: string): void {
    const { hidden } = this.#view;
    const without = hidden.filter((each) => each !== id);
    this.#setView({ hidden: without.length < hidden.length ? without : [...hidden, id] });
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
      save: (drawing, format) =>
        void savePicture(this.#context, drawing.title, svgOf(drawing), format),
      showLog: () => this.#context.post({ kind: 'showExtensionLog' }),
    };
  }

  #content(): TemplateResult {
    const groups = this.#names.grouped(this.#view.search, this.#context.objective?.metric);
    const found = groups.reduce((sum, { metrics }) => sum + metrics.length, 0);
    return html`<div class="charts-tab">
      ${settingsBar({
        view: this.#view,
        groups: groupChoices(this.#context.catalogue, this.#view.group),
        metrics: this.#names.all?.length,
        found,
        setView: (changes) => this.#setView(changes),
        setGroup: (group) => this.#setGroup(group),
        resetZoom: () => this.#resetZoom(),
      })}
      <div class="charts-body">
        <div class="cards" role="region" aria-label=${t('Charts')} tabindex="-1">
          ${chartsNotice({
            trouble: this.#trouble,
            chosen: this.#context.selected.length,
            most: mostRuns,
            metrics: this.#names.all?.length,
            found,
            retry: () => this.#retry(),
            showLog: () => this.#context.post({ kind: 'showExtensionLog' }),
          })}
          ${this.#cards.content(groups, this.#view.closed, this.#model(), this.#version)}
        </div>
        <div class="legend" role="region" aria-label=${t('Runs in the charts')}></div>
      </div>
    </div>`;
  }

  #retry(): void {
    this.#trouble = undefined;
    this.#chooseRuns();
    void this.#readNames(true);
    this.#drawSoon();
  }

  #fold(prefix: string, open: boolean): void {
    const others = this.#view.closed.filter((each) => each !== prefix);
    this.#setView({ closed: open ? [...others, prefix] : others });
  }

  async #pictures(): Promise<readonly ReportPicture[]> {
    this.#chooseRuns();
    return metricPictures(this.#context, this.#selected, this.#runs, this.#view);
  }
}
