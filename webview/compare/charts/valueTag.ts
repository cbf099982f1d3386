import { t } from '../../shared/text.ts';

/** What the tag beside the crosshair says. */
export interface TagValues {
  readonly rows: readonly {
    readonly name: string;
    readonly colour: string;
    readonly text: string;
  }[];
  /** Values that there is no room for. */
  readonly more: number;
}

/** Pixels between the crosshair and the tag. */
const gap = 10;

/** Shows the tag beside the crosshair: where it stands, and the first few values. */
export function showTag(
  tag: HTMLElement,
  { left, width }: { readonly left: number; readonly width: number },
  place: string,
  { rows, more }: TagValues,
): void {
  tag.hidden = false;
  const isRight = left > width / 2;
  tag.style.left = isRight ? '' : `${left + gap}px`;
  tag.style.right = isRight ? `${width - left + gap}px` : '';
  tag.replaceChildren(
    made('div', 'place', place),
    ...rows.map(({ name, colour, text }) => {
      const row = made('div', 'value', '');
      const mark = made('span', 'key', '');
      mark.style.background = colour;
      row.append(mark, made('bdi', 'name', name), made('span', 'number', text));
      return row;
    }),
    ...(more > 0 ? [made('div', 'muted', t('and {0} more', more))] : []),
  );
}

function made(name: 'div' | 'span' | 'bdi', kind: string, text: string): HTMLElement {
  const element = document.createElement(name);
  element.className = kind;
  element.textContent = text;
  return element;
}
