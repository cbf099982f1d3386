import { html, nothing, type TemplateResult } from 'lit';

/** Something that a menu offers; a line stands for where one sort of thing ends. */
export type PopupItem =
  | {
      readonly label: string;
      readonly checked?: boolean;
      readonly disabled?: boolean;
      readonly onSelect: () => void;
    }
  | 'line';

interface Open {
  readonly label: string;
  readonly items: readonly PopupItem[];
  readonly x: number;
  readonly y: number;
  readonly back: HTMLElement | undefined;
}

/** A menu at a place of the page: for the right mouse button, its key, and buttons. */
export class Popup {
  readonly #draw: () => void;
  #open: Open | undefined;

  constructor(draw: () => void) {
    this.#draw = draw;
  }

  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** Opens at a point of the window; the focus goes back to where it was. */
  open(
    label: string,
    items: readonly PopupItem[],
    at: { readonly x: number; readonly y: number },
  ): void {
    const active = document.activeElement;
    this.#open = { label, items, ...at, back: active instanceof HTMLElement ? active : undefined };
    this.#draw();
    requestAnimationFrame(() => {
      const menu = menuElement();
      if (menu === null) return;
      // Near the edge of the window it opens the other way.
      const { width, height } = menu.getBoundingClientRect();
      menu.style.left = `${Math.max(0, Math.min(at.x, innerWidth - width - 4))}px`;
      menu.style.top = `${Math.max(0, Math.min(at.y, innerHeight - height - 4))}px`;
      itemsOf(menu)[0]?.focus();
    });
  }

  /** Opens below an element, such as the button that it belongs to. */
  openBelow(label: string, items: readonly PopupItem[], element: Element): void {
    const { left, bottom } = element.getBoundingClientRect();
    this.open(label, items, { x: left, y: bottom });
  }

  content(): TemplateResult | typeof nothing {
    const open = this.#open;
    if (open === undefined) return nothing;
    return html`<div
      class="menu popup"
      role="menu"
      aria-label=${open.label}
      @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
      @focusout=${(event: FocusEvent) => {
        const menu = event.currentTarget as Element;
        const next = event.relatedTarget;
        if (!(next instanceof Node && menu.contains(next))) this.#close(false);
      }}
    >
      ${open.items.map((item) =>
        item === 'line'
          ? html`<hr />`
          : html`<button
              type="button"
              tabindex="-1"
              role=${item.checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
              aria-checked=${item.checked === undefined ? nothing : String(item.checked)}
              aria-disabled=${item.disabled === true ? 'true' : nothing}
              @click=${() => {
                if (item.disabled === true) return;
                this.#close(true);
                item.onSelect();
              }}
            >
              ${item.label}
            </button>`,
      )}
    </div>`;
  }

  #close(giveBack: boolean): void {
    const open = this.#open;
    if (open === undefined) return;
    this.#open = undefined;
    if (giveBack) open.back?.focus({ preventScroll: true });
    this.#draw();
  }

  #onKey(event: KeyboardEvent): void {
    const items = itemsOf(event.currentTarget as Element);
    const at = items.findIndex((item) => item === document.activeElement);
    const targets: Readonly<Record<string, HTMLElement | undefined>> = {
      ArrowDown: items[(at + 1) % items.length],
      ArrowUp: items.at(at <= 0 ? -1 : at - 1),
      Home: items[0],
      End: items.at(-1),
    };
    event.stopPropagation();
    if (event.key === 'Escape' || event.key === 'Tab') this.#close(true);
    else if (targets[event.key] === undefined) return;
    else targets[event.key]?.focus();
    event.preventDefault();
  }
}

function menuElement(): HTMLElement | null {
  return document.querySelector<HTMLElement>('.menu.popup');
}

function itemsOf(menu: Element): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('[role^=menuitem]')];
}
