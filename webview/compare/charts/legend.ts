import type { LineLook } from '../../shared/charts/drawing.ts';
import { formatNumber } from '../../shared/format.ts';
import { t } from '../../shared/text.ts';
import type { LineValue } from './crosshair.ts';
import { LegendRow, legendRowHeight } from './legendRow.ts';

/** Milliseconds between two changes of the values: nobody reads faster. */
const pause = 60;
/** Rows above and below those in sight, for the Tab key to go on to. */
const around = 3;

/** One line of the list beside the charts. */
export interface LegendEntry {
  /** Of a run, or of a group's line. */
  readonly id: string;
  readonly name: string;
  readonly look: LineLook;
  readonly hidden: boolean;
}

/** What the list does when it is used. */
export interface LegendActions {
  readonly toggle: (id: string) => void;
  readonly hover: (id: string | undefined) => void;
}

/**
 * The list of runs beside the charts. While the crosshair moves it shows the values there, the
 * greatest first. Only rows in sight are in the document, and they change places by their style
 * alone, since that has to be quick for hundreds of runs.
 */
export class Legend {
  readonly #actions: LegendActions;
  readonly #list = document.createElement('ul');
  readonly #rows = new Map<string, LegendRow>();
  #entries: readonly LegendEntry[] = [];
  #values: readonly LineValue[] | undefined;
  #size = { top: 0, height: 0 };
  #changedAt = -Infinity;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(root: HTMLElement, actions: LegendActions) {
    this.#actions = actions;
    this.#list.ariaLabel = t('Runs');
    root.replaceChildren(this.#list);
    const measure = (): void => {
      this.#size = { top: root.scrollTop, height: root.clientHeight };
      this.#place();
    };
    root.addEventListener('scroll', measure, { passive: true });
    // It calls back at once, and whenever there is more or less room.
    new ResizeObserver(measure).observe(root);
  }

  /** Lists runs in their order, or in that of the values shown. */
  show(entries: readonly LegendEntry[]): void {
    const known = new Set(entries.map(({ id }) => id));
    for (const id of this.#rows.keys()) if (!known.has(id)) this.#rows.delete(id);
    this.#entries = entries;
    this.#list.style.height = `${entries.length * legendRowHeight}px`;
    this.#place();
  }

  /** Shows the values at the crosshair, a few times a second; none when it is gone. */
  showValues(values: readonly LineValue[] | undefined): void {
    this.#values = values;
    if (this.#waiting !== undefined) return;
    const wait = this.#changedAt + pause - performance.now();
    if (wait <= 0) this.#place();
    else {
      this.#waiting = setTimeout(() => {
        this.#waiting = undefined;
        requestAnimationFrame(() => this.#place());
      }, wait);
    }
  }

  /** Puts the rows in sight to their places, with their values. */
  #place(): void {
    this.#changedAt = performance.now();
    const ordered = this.#ordered();
    const from = Math.max(0, Math.floor(this.#size.top / legendRowHeight) - around);
    const to = Math.ceil((this.#size.top + this.#size.height) / legendRowHeight) + around;
    const focused = document.activeElement;
    const shown = new Set<HTMLElement>();
    for (const [place, { entry, value }] of ordered.entries()) {
      const known = this.#rows.get(entry.id);
      // Who is at a row by the keyboard stays there.
      const isFocused = known?.element.contains(focused) === true;
      if ((place < from || place >= to) && !isFocused) continue;
      const row = known ?? new LegendRow(this.#actions);
      this.#rows.set(entry.id, row);
      row.show(entry, place, value === undefined ? '' : formatNumber(value));
      row.element.ariaSetSize = String(ordered.length);
      shown.add(row.element);
    }
    this.#attach(shown);
    if (focused instanceof HTMLElement && this.#list.contains(focused)) {
      focused.focus({ preventScroll: true });
    }
  }

  /** Has these rows in the document; in their order where no values order them anew each time. */
  #attach(shown: ReadonlySet<HTMLElement>): void {
    for (const row of this.#list.querySelectorAll('li')) if (!shown.has(row)) row.remove();
    let next = this.#list.firstElementChild;
    for (const row of shown) {
      if (row === next) next = next.nextElementSibling;
      else if (!row.isConnected) this.#list.insertBefore(row, this.#values ? null : next);
      else if (this.#values === undefined) this.#list.insertBefore(row, next);
    }
  }

  #ordered(): readonly { readonly entry: LegendEntry; readonly value?: number }[] {
    const values = this.#values;
    if (values === undefined) return this.#entries.map((entry) => ({ entry }));
    const entryOf = new Map(this.#entries.map((entry) => [entry.id, entry]));
    const first = values.flatMap(({ line: { id }, value }) => {
      const entry = entryOf.get(id);
      entryOf.delete(id);
      return entry === undefined ? [] : [{ entry, value }];
    });
    return [...first, ...[...entryOf.values()].map((entry) => ({ entry }))];
  }
}
