import { render } from 'lit';
import type { LineLook } from '../../shared/charts/drawing.ts';
import { t } from '../../shared/text.ts';
import { swatch } from './swatch.ts';

/** What the tag beside the crosshair says. */
export interface TagValues {
  readonly rows: readonly {
    readonly name: string;
    readonly look: LineLook;
    readonly text: string;
  }[];
  /** Values that there is no room for. */
  readonly more: number;
}

/** Pixels between the crosshair and the tag. */
const gap = 10;

interface Row {
  readonly element: HTMLElement;
  readonly mark: HTMLElement;
  readonly name: HTMLElement;
  readonly number: HTMLElement;
  look?: LineLook;
}

/**
 * The tag beside the crosshair: where it stands, and the first few values. Its elements stay, since
 * it changes with every move of the mouse.
 */
export class ValueTag {
  readonly element: HTMLElement;
  readonly #place = made('div', 'place');
  readonly #more = made('div', 'muted');
  readonly #rows: Row[] = [];

  constructor(element: HTMLElement) {
    this.element = element;
    element.replaceChildren(this.#place, this.#more);
  }

  hide(): void {
    this.element.hidden = true;
  }

  /** Shows it at so many pixels of a chart that is so wide. */
  show(
    { left, width }: { readonly left: number; readonly width: number },
    place: string,
    { rows, more }: TagValues,
  ): void {
    const beside = left > width / 2 ? `calc(${left - gap}px - 100%)` : `${left + gap}px`;
    this.element.style.transform = `translateX(${beside})`;
    setText(this.#place, place);
    for (const [index, { name, look, text }] of rows.entries()) {
      const row = this.#rows[index] ?? this.#addRow();
      if (row.look !== look) render(swatch(look), row.mark);
      row.look = look;
      setText(row.name, name);
      setText(row.number, text);
      row.element.hidden = false;
    }
    for (const row of this.#rows.slice(rows.length)) row.element.hidden = true;
    setText(this.#more, more > 0 ? t('and {0} more', more) : '');
    this.element.hidden = false;
  }

  #addRow(): Row {
    const row: Row = {
      element: made('div', 'value'),
      mark: made('span', 'key'),
      name: made('bdi', 'name'),
      number: made('span', 'number'),
    };
    row.element.append(row.mark, row.name, row.number);
    this.#more.before(row.element);
    this.#rows.push(row);
    return row;
  }
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function made(name: 'div' | 'span' | 'bdi', kind: string): HTMLElement {
  const element = document.createElement(name);
  element.className = kind;
  return element;
}
