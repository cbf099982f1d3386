import { html, render } from 'lit';
import { t } from '../../shared/text.ts';
import type { LegendActions, LegendEntry } from './legend.ts';
import { swatch } from './swatch.ts';

/** Pixels. */
export const legendRowHeight = 24;

/** A row of the list beside the charts, which can be put anywhere in it. */
export class LegendRow {
  readonly element: HTMLLIElement = document.createElement('li');
  readonly #actions: LegendActions;
  readonly #number: HTMLElement = document.createElement('span');
  readonly #words: HTMLElement = document.createElement('span');
  #entry: LegendEntry | undefined;
  #place = -1;
  #text = '';

  constructor(actions: LegendActions) {
    this.#actions = actions;
    this.#words.className = 'words';
    this.#number.className = 'number';
    this.element.append(this.#words, this.#number);
  }

  /** Shows this entry at this place, with a value beside it. */
  show(entry: LegendEntry, place: number, text: string): void {
    if (entry !== this.#entry) this.#draw(entry);
    if (place !== this.#place) {
      this.element.style.transform = `translateY(${place * legendRowHeight}px)`;
      this.element.ariaPosInSet = String(place + 1);
    }
    if (text !== this.#text) this.#number.textContent = text;
    this.#entry = entry;
    this.#place = place;
    this.#text = text;
  }

  #draw({ id, name, look, hidden }: LegendEntry): void {
    this.element.dataset['id'] = id;
    this.element.onpointerenter = () => this.#actions.hover(id);
    this.element.onpointerleave = () => this.#actions.hover(undefined);
    render(
      html`<button
        type="button"
        aria-pressed=${String(!hidden)}
        title=${hidden ? t('Show {0}', name) : t('Hide {0}', name)}
        @click=${() => this.#actions.toggle(id)}
      >
        ${swatch(look)}<bdi class="name">${name}</bdi>
      </button>`,
      this.#words,
    );
  }
}
