import { html, nothing, render, type TemplateResult } from 'lit';
import type { Importance } from '../../../src/model/statistics/importance.ts';
import { linkButton } from '../../shared/controls.ts';
import { t } from '../../shared/text.ts';
import type { CompareContext, CompareTab, ContextChange, ReportPicture } from '../tab.ts';
import { CorrelationSection } from './correlationSection.ts';
import { importanceList } from './importanceList.ts';
import { ParallelSection } from './parallelSection.ts';
import { pointSvg } from './pointPicture.ts';
import { PointSections } from './pointSections.ts';
import { select } from './select.ts';
import { causes, columnLabel, targets, WhyColumns } from './whyColumns.ts';
import {
  axesOf,
  choicesOf,
  correlatedOf,
  directionOf,
  scatterOf,
  targetOf,
  type WhyModel,
} from './whyModel.ts';
import { readState, type WhyState } from './whyState.ts';

const tabName = 'why';
/** Parameters that importance is worked out for; more would take too long. */
const mostCauses = 200;
/** Milliseconds between two readings while runs are under way. */
const pause = 2000;

/** Why a run is better: the parameters of all runs against what they gave. */
export function whyTab(context: CompareContext, root: HTMLElement): CompareTab {
  return new WhyTab(context, root);
}

class WhyTab implements CompareTab, WhyModel {
  readonly context: CompareContext;
  readonly columns: WhyColumns;
  readonly #root: HTMLElement;
  readonly #parallel: ParallelSection;
  readonly #points: PointSections;
  readonly #correlation: CorrelationSection;
  #state: WhyState;
  #importance: Importance | undefined;
  #importanceOf = '';
  #trouble: string | undefined;
  #visible = false;
  #pending = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(context: CompareContext, root: HTMLElement) {
    this.context = context;
    this.#root = root;
    this.columns = new WhyColumns((method, params) => context.request(method, params));
    this.#parallel = new ParallelSection(this);
    this.#points = new PointSections(this);
    this.#correlation = new CorrelationSection(this);
    this.#state = readState(context.kept(tabName));
    context.registerPictures(tabName, () => this.#pictures());
  }

  get state(): WhyState {
    return this.#state;
  }

  update(change: ContextChange): void {
    this.#visible = true;
    switch (change.kind) {
      case 'runs':
        this.#timer ??= setTimeout(() => {
          this.#timer = undefined;
          this.#refresh();
          void this.#read();
        }, pause);
        return;
      case 'filter':
        this.#followBrush();
        break;
      case 'shown':
        if (change.runIds.length > 0) this.#refresh();
        break;
      case 'columns':
      case 'selection':
      case 'theme':
      case 'hover':
        break;
    }
    void this.#read();
    this.drawSoon();
  }

  hide(): void {
    this.#visible = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#parallel.hide();
    render(nothing, this.#root);
  }

  /** Values may have changed: all is read again, and what is known stays until that has come. */
  #refresh(): void {
    this.columns.refresh();
    this.#importanceOf = '';
  }

  /** The brush can be taken away above the table too. */
  #followBrush(): void {
    const { listed, shown } = this.context;
    if (Object.keys(this.#state.brushes).length > 0 && shown.length === listed.length) {
      const left = this.#parallel.left ?? listed.length;
      if (left < listed.length) this.set({ brushes: {} });
    }
  }

  set(changes: Partial<WhyState>): void {
    this.#state = { ...this.#state, ...changes };
    this.context.keep(tabName, this.#state);
    void this.#read();
    this.drawSoon();
  }

  brush(brushes: WhyState['brushes']): void {
    this.#state = { ...this.#state, brushes };
    this.context.keep(tabName, this.#state);
    this.#parallel.apply();
    this.drawSoon();
  }

  async #read(): Promise<void> {
    const { listed } = this.context;
    if (listed !== this.columns.runIds) this.columns.reset(listed);
    try {
      const wanted = [
        ...axesOf(this),
        ...(scatterOf(this) ?? []),
        ...correlatedOf(this),
        'run:start',
        'run:name',
      ];
      if (await this.columns.read(wanted)) {
        this.#parallel.apply();
        this.drawSoon();
      }
      this.#trouble = undefined;
      await this.#readImportance();
    } catch (error) {
      this.#trouble = error instanceof Error ? error.message : String(error);
      this.drawSoon();
    }
  }

  async #readImportance(): Promise<void> {
    const objective = targetOf(this);
    const columns = causes(this.context.catalogue).slice(0, mostCauses);
    const runIds = this.columns.runIds;
    if (objective === undefined) return;
    const asked = JSON.stringify([objective, columns, runIds.length, runIds[0], runIds.at(-1)]);
    if (asked === this.#importanceOf) return;
    this.#importanceOf = asked;
    try {
      const told = await this.context.request('importance', { runIds, columns, objective });
      if (asked !== this.#importanceOf) return;
      this.#importance = told;
      this.drawSoon();
    } catch (error) {
      // Whoever tries again asks again.
      if (asked === this.#importanceOf) this.#importanceOf = '';
      throw error;
    }
  }

  drawSoon(): void {
    if (this.#pending || !this.#visible) return;
    this.#pending = true;
    requestAnimationFrame(() => {
      this.#pending = false;
      if (this.#visible) this.#draw();
    });
  }

  #draw(): void {
    render(this.#content(), this.#root);
    this.#parallel.draw(this.#root);
  }

  #content(): TemplateResult {
    if (this.#trouble !== undefined) {
      return html`<div class="card-note" role="alert">
        <p>${this.#trouble}</p>
        <p>
          ${linkButton(t('Retry'), '', () => {
            this.#trouble = undefined;
            void this.#read();
            this.drawSoon();
          })}
          · ${linkButton(t('Show Log'), '', () => this.context.post({ kind: 'showExtensionLog' }))}
        </p>
      </div>`;
    }
    const target = targetOf(this);
    if (target === undefined) {
      return html`<p class="card-note muted">
        ${t('There is nothing to explain: none of these runs has a metric. Widen the filter, or log one.')}
      </p>`;
    }
    return html`<div class="why-tab">
      <div class="why-bar">
        ${select(
          t('Explain'),
          target,
          choicesOf(targets(this.context.catalogue), target),
          (value) => this.set({ target: value }),
        )}
        ${this.#betterWay(target)}
      </div>
      ${this.#parallel.content()}
      <section>
        <h2>${t('Importance of the parameters')}</h2>
        ${
          this.#importance === undefined
            ? html`<p class="muted">${t('Reading…')}</p>`
            : importanceList(this.#importance)
        }
      </section>
      ${this.#points.content(target)} ${this.#correlation.content()}
    </div>`;
  }

  /** Which way the target gets better; a choice where the project does not say. */
  #betterWay(target: string): TemplateResult {
    const way = directionOf(this, target);
    const metric = columnLabel(target);
    if (this.context.objective?.metric === metric) {
      const word = way === 'maximize' ? t('Higher is better') : t('Lower is better');
      return html`<span class="muted">${word}</span>`;
    }
    return select(
      t('Better is'),
      way,
      [
        { id: 'maximize', label: t('higher') },
        { id: 'minimize', label: t('lower') },
      ],
      (id) =>
        this.set({
          directions: {
            ...this.#state.directions,
            [metric]: id === 'maximize' ? id : 'minimize',
          },
        }),
    );
  }

  async #pictures(): Promise<readonly ReportPicture[]> {
    const target = targetOf(this);
    if (target === undefined) return [];
    if (this.columns.runIds !== this.context.listed) this.columns.reset(this.context.listed);
    await this.columns.read([
      target,
      ...axesOf(this),
      ...(scatterOf(this) ?? []),
      'run:start',
      'run:name',
    ]);
    const parallel = this.#parallel.picture();
    return [
      ...(parallel === undefined ? [] : [parallel]),
      ...this.#points.charts().map((chart) => ({ title: chart.title, svg: pointSvg(chart) })),
    ].map(({ title, svg }) => ({ title, format: 'svg', data: svg }));
  }
}
