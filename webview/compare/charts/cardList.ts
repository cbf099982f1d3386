import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { formatCount } from '../../shared/format.ts';
import { icon } from '../../shared/icons.ts';
import { t } from '../../shared/text.ts';
import type { ChartsModel } from './chartsModel.ts';
import { metricCard } from './metricCard.ts';
import { cardRows, heightOf, visibleRows, type CardRow, type MetricGroup } from './metricGroups.ts';

/** Pixels that a card is at least wide. */
const leastWidth = 380;

const nowhere = { top: 0, width: 0, height: 0 };

/** The cards of metrics under their headings; only those in sight are in the document. */
export class CardList {
  readonly #moved: () => void;
  readonly #fold: (prefix: string, open: boolean) => void;
  #size = nowhere;
  #watched: ResizeObserver | undefined;

  constructor(parts: {
    /** Other cards are in sight, or there is more or less room for them. */
    readonly moved: () => void;
    /** A heading was clicked that is open or closed. */
    readonly fold: (prefix: string, open: boolean) => void;
  }) {
    this.#moved = parts.moved;
    this.#fold = parts.fold;
  }

  /**
   * Follows the element that scrolls, once it is in the document. Whether its size is known only
   * now: then the content is to be drawn again, with cards.
   */
  watch(root: HTMLElement): boolean {
    const scroller = root.querySelector<HTMLElement>('.cards');
    if (scroller === null || this.#watched !== undefined) return false;
    scroller.addEventListener('scroll', () => this.#measure(scroller), { passive: true });
    this.#watched = new ResizeObserver(() => this.#measure(scroller));
    this.#watched.observe(scroller);
    return this.#changedTo(scroller);
  }

  unwatch(): void {
    this.#watched?.disconnect();
    this.#watched = undefined;
    this.#size = nowhere;
  }

  #measure(scroller: HTMLElement): void {
    if (this.#changedTo(scroller)) this.#moved();
  }

  #changedTo({ scrollTop: top, clientWidth: width, clientHeight: height }: HTMLElement): boolean {
    const old = this.#size;
    this.#size = { top, width, height };
    return old.top !== top || old.width !== width || old.height !== height;
  }

  content(
    groups: readonly MetricGroup[],
    closed: readonly string[],
    model: ChartsModel,
    version: number,
  ): TemplateResult | typeof nothing {
    const { width, top, height } = this.#size;
    // A chart that is drawn in another width first is drawn twice.
    if (width === 0) return nothing;
    const columns = Math.max(1, Math.floor((width - 8) / leastWidth));
    const rows = cardRows(groups, new Set(closed), columns);
    const { from, to, above, total } = visibleRows(rows, top, height);
    return html`<div class="card-space" .style=${`height:${total}px`}>
      <div class="card-window" .style=${`transform:translateY(${above}px)`}>
        ${repeat(
          rows.slice(from, to),
          (row) => (row.kind === 'heading' ? `# ${row.group.prefix}` : row.metrics[0]),
          (row) => this.#row(row, columns, model, version),
        )}
      </div>
    </div>`;
  }

  #row(row: CardRow, columns: number, model: ChartsModel, version: number): TemplateResult {
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
            version,
          }),
      )}
    </div>`;
  }
}
