import { html, type TemplateResult } from 'lit';
import { t } from '../shared/text.ts';
import { chartsTab } from './charts/chartsTab.ts';
import type { ComparePage } from './page.ts';
import { sideTab } from './side/sideTab.ts';
import type { CompareContext, CompareTab, ContextChange } from './tab.ts';
import { tableTab } from './table/tableTab.ts';
import { whyTab } from './why/whyTab.ts';

interface TabKind {
  readonly name: string;
  readonly title: () => string;
  readonly make: (context: ComparePage, root: HTMLElement) => CompareTab;
}

const kinds: readonly TabKind[] = [
  { name: 'table', title: () => t('Table'), make: tableTab },
  {
    name: 'charts',
    title: () => t('Charts'),
    make: (context: CompareContext, root) => chartsTab(context, root),
  },
  {
    name: 'why',
    title: () => t('Why'),
    make: (context: CompareContext, root) => whyTab(context, root),
  },
  {
    name: 'side',
    title: () => t('Side by Side'),
    make: (context: CompareContext, root) => sideTab(context, root),
  },
];

interface Made {
  readonly root: HTMLElement;
  readonly tab: CompareTab;
  /** Runs that changed while the tab was out of sight. */
  readonly missed: Set<string>;
}

/**
 * The panel's tabs: each is made when it is first looked at, and told of changes while in sight. A
 * tab that comes into sight again is told which runs changed meanwhile.
 */
export class TabStrip {
  readonly #context: ComparePage;
  readonly #chosen: (name: string) => void;
  readonly #made = new Map<string, Made>();
  #current: string;

  constructor(context: ComparePage, current: string, chosen: (name: string) => void) {
    this.#context = context;
    this.#chosen = chosen;
    this.#current = kinds.some(({ name }) => name === current) ? current : 'table';
  }

  /** Tells the tab in sight of a change. */
  tell(change: ContextChange): void {
    const current = this.#tabOf(this.#current);
    if (change.kind === 'runs') {
      for (const made of this.#made.values()) {
        if (made !== current) for (const id of change.runIds) made.missed.add(id);
      }
    }
    current?.tab.update(change);
  }

  /** Tells the tab in sight that it has come there, and what it missed. */
  shown(): void {
    const current = this.#tabOf(this.#current);
    if (current === undefined) return;
    const runIds = [...current.missed];
    current.missed.clear();
    current.tab.update({ kind: 'shown', runIds });
  }

  /** Makes the tabs that have not been looked at yet, so that a report can have their pictures. */
  makeAll(): void {
    for (const { name } of kinds) this.#tabOf(name);
  }

  /** The row of tabs. */
  strip(): TemplateResult {
    return html`<div class="tabs" role="tablist" aria-label=${t('Ways of comparing')}>
      ${kinds.map(
        ({ name, title }) =>
          html`<button
            type="button"
            role="tab"
            id="tab-${name}"
            aria-controls="panel-${name}"
            aria-selected=${String(name === this.#current)}
            tabindex=${name === this.#current ? 0 : -1}
            @click=${() => this.#choose(name)}
            @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
          >
            ${title()}
          </button>`,
      )}
    </div>`;
  }

  /** What the tabs draw into. */
  panels(): TemplateResult {
    return html`${kinds.map(
      ({ name }) =>
        html`<div
          class="tab-panel ${name}"
          role="tabpanel"
          id="panel-${name}"
          aria-labelledby="tab-${name}"
          ?hidden=${name !== this.#current}
        >
          ${this.#made.get(name)?.root}
        </div>`,
    )}`;
  }

  #choose(name: string): void {
    if (name === this.#current) return;
    this.#made.get(this.#current)?.tab.hide();
    this.#current = name;
    this.#chosen(name);
    this.shown();
    this.#context.tell({ kind: 'hover' });
  }

  #tabOf(name: string): Made | undefined {
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    const kind = kinds.find((each) => each.name === name);
    if (kind === undefined) return undefined;
    const root = document.createElement('div');
    root.className = 'tab-root';
    const made = { root, tab: kind.make(this.#context, root), missed: new Set<string>() };
    this.#made.set(name, made);
    return made;
  }

  #onKey(event: KeyboardEvent): void {
    const at = kinds.findIndex(({ name }) => name === this.#current);
    const targets: Readonly<Record<string, TabKind | undefined>> = {
      ArrowRight: kinds[(at + 1) % kinds.length],
      ArrowLeft: kinds.at(at - 1),
      Home: kinds[0],
      End: kinds.at(-1),
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    this.#choose(target.name);
    document.getElementById(`tab-${target.name}`)?.focus();
  }
}
