import { html, nothing, type TemplateResult } from 'lit';
import { formatCount } from '../shared/format.ts';
import { icon } from '../shared/icons.ts';
import { t } from '../shared/text.ts';
import { FilterBox } from './filter/filterBox.ts';
import type { ComparePage } from './page.ts';

const filterTab = 'filter';

/** Values of one column that the filter box may offer. */
const mostWords = 1000;

/** Above the tabs: which runs are compared, and what has come since. */
export class Toolbar {
  readonly #page: ComparePage;
  readonly #filter: FilterBox;

  constructor(page: ComparePage) {
    this.#page = page;
    const kept = page.kept(filterTab);
    this.#filter = new FilterBox({
      text: typeof kept === 'string' ? kept : '',
      catalogue: () => page.catalogue,
      words: (column) =>
        page.request('words', { scope: page.list.wanted.scope, column, limit: mostWords }),
      fault: () => page.list.fault,
      changed: (filter) => {
        page.keep(filterTab, filter);
        void page.list.want({ filter });
      },
      draw: () => page.tell({ kind: 'hover' }),
    });
  }

  /** The filter that was set when the page was last there. */
  get keptFilter(): string {
    return this.#filter.text;
  }

  /** Sets the filter, as a saved view does. */
  setFilter(filter: string): void {
    this.#filter.set(filter);
  }

  content(): TemplateResult {
    return html`<header class="toolbar">
      <h1 class="spoken">${t('Compare Runs: {0}', this.#page.project)}</h1>
      ${this.#scope()} ${this.#filter.content()}
      <span class="muted count" role="status">${this.#count()}</span>
      ${this.#news()} ${this.#brush()}
    </header>`;
  }

  #scope(): TemplateResult | typeof nothing {
    const { scope } = this.#page.list.wanted;
    if (scope.kind !== 'runs') return nothing;
    return html`<button
      type="button"
      class="chip"
      title=${t('Show all runs of the project')}
      @click=${() => this.#page.setScope({ kind: 'experiments' })}
    >
      ${t('{0} chosen runs', formatCount(scope.runIds.length))} ${icon('close')}
    </button>`;
  }

  #count(): string {
    const { list, shown } = this.#page;
    if (!list.loaded) return '';
    if (shown.length === list.total) {
      return list.total === 1 ? t('1 run') : t('{0} runs', formatCount(list.total));
    }
    return t('{0} of {1} runs', formatCount(shown.length), formatCount(list.total));
  }

  #news(): TemplateResult | typeof nothing {
    const { added, moved } = this.#page.list.news;
    if (added === 0 && !moved) return nothing;
    return html`<button type="button" class="chip news" @click=${() => this.#page.list.showNews()}>
      ${icon('refresh')}
      ${
        added === 0
          ? t('Order again')
          : added === 1
            ? t('1 new run')
            : t('{0} new runs', formatCount(added))
      }
    </button>`;
  }

  #brush(): TemplateResult | typeof nothing {
    if (!this.#page.brushed) return nothing;
    return html`<button
      type="button"
      class="chip"
      title=${t('Show the runs that a chart left out again')}
      @click=${() => this.#page.brush(undefined)}
    >
      ${t('Narrowed in a chart')} ${icon('close')}
    </button>`;
  }
}
