import { html, render, svg, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { LineLook } from '../../shared/charts/drawing.ts';
import { markerPath } from '../../shared/charts/markers.ts';
import { formatNumber } from '../../shared/format.ts';
import { t } from '../../shared/text.ts';
import type { LineValue } from './crosshair.ts';

/** Milliseconds between two changes of the values: nobody reads faster. */
const pause = 60;

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

/** How a run's line looks, in small. */
export function swatch(look: LineLook): TemplateResult {
  return html`<svg class="line-key" width="28" height="10" viewBox="0 0 28 10" aria-hidden="true">
    ${svg`<line x1="0" x2="28" y1="5" y2="5" stroke=${look.colour} stroke-width="2" stroke-dasharray=${look.dash.join(' ')}></line>
    <path d=${markerPath(look.marker, 3.4)} transform="translate(14 5)" fill=${look.colour}></path>`}
  </svg>`;
}

/**
 * The list of runs beside the charts. While the crosshair moves it shows the values there, the
 * greatest first; its rows change places by their style alone, since that has to be quick.
 */
export class Legend {
  readonly #root: HTMLElement;
  readonly #actions: LegendActions;
  #rows = new Map<string, { row: HTMLElement; value: HTMLElement; text: string; order: string }>();

  #values: readonly LineValue[] | undefined;
  #waiting = false;

  constructor(root: HTMLElement, actions: LegendActions) {
    this.#root = root;
    this.#actions = actions;
  }

  /** Lists runs in their order, without values. */
  show(entries: readonly LegendEntry[]): void {
    render(
      html`<ul aria-label=${t('Runs')}>
        ${repeat(
          entries,
          ({ id }) => id,
          (entry) => this.#row(entry),
        )}
      </ul>`,
      this.#root,
    );
    this.#rows = new Map(
      [...this.#root.querySelectorAll<HTMLElement>('li')].flatMap((row) => {
        const value = row.querySelector<HTMLElement>('.number');
        const id = row.dataset['id'];
        return value === null || id === undefined
          ? []
          : [[id, { row, value, text: value.textContent, order: row.style.order }] as const];
      }),
    );
  }

  /** Shows the values at the crosshair, a few times a second; none when it is gone. */
  showValues(values: readonly LineValue[] | undefined): void {
    this.#values = values;
    if (this.#waiting) return;
    this.#waiting = true;
    setTimeout(() => {
      this.#waiting = false;
      this.#place(this.#values);
    }, pause);
  }

  #place(values: readonly LineValue[] | undefined): void {
    const ranks = new Map(values?.map(({ line }, index) => [line.id, index]));
    for (const [id, known] of this.#rows) {
      const rank = ranks.get(id);
      const value = rank === undefined ? undefined : values?.[rank]?.value;
      const text = value === undefined ? '' : formatNumber(value);
      const order = values === undefined ? '' : String(rank ?? values.length);
      if (text !== known.text) known.value.textContent = text;
      if (order !== known.order) known.row.style.order = order;
      known.text = text;
      known.order = order;
    }
  }

  #row({ id, name, look, hidden }: LegendEntry): TemplateResult {
    return html`<li
      data-id=${id}
      @pointerenter=${() => this.#actions.hover(id)}
      @pointerleave=${() => this.#actions.hover(undefined)}
    >
      <button
        type="button"
        aria-pressed=${String(!hidden)}
        title=${hidden ? t('Show {0}', name) : t('Hide {0}', name)}
        @click=${() => this.#actions.toggle(id)}
      >
        ${swatch(look)}<bdi class="name">${name}</bdi>
      </button>
      <span class="number"></span>
    </li>`;
  }
}
