import { html, type TemplateResult } from 'lit';
import { icon } from './icons.ts';
import type { PageUi } from './pageUi.ts';

/** Something that a menu offers. */
export interface MenuItem {
  readonly label: string;
  readonly onSelect: () => void;
}

/** A button that opens a menu of further actions below itself. */
export function overflowMenu(
  ui: PageUi,
  name: string,
  label: string,
  items: readonly MenuItem[],
): TemplateResult {
  const open = ui.isUnfolded(name);
  const close = (root: Element | null): void => {
    ui.setUnfolded(name, false);
    root?.querySelector<HTMLElement>('.icon-button')?.focus();
  };
  return html`<div
    class="menu-root"
    @keydown=${(event: KeyboardEvent) => onKey(event, open, close)}
    @focusout=${(event: FocusEvent) => {
      const root = event.currentTarget as Element;
      if (open && !(event.relatedTarget instanceof Node && root.contains(event.relatedTarget))) {
        ui.setUnfolded(name, false);
      }
    }}
  >
    <button
      type="button"
      class="icon-button boxed"
      title=${label}
      aria-label=${label}
      aria-haspopup="menu"
      aria-expanded=${String(open)}
      @click=${(event: Event) => {
        const root = (event.currentTarget as Element).parentElement;
        ui.setUnfolded(name, !open);
        if (!open) requestAnimationFrame(() => menuItems(root)[0]?.focus());
      }}
    >
      ${icon('ellipsis')}
    </button>
    <div class="menu" role="menu" aria-label=${label} ?hidden=${!open}>
      ${items.map(
        (item) =>
          html`<button
            type="button"
            role="menuitem"
            tabindex="-1"
            @click=${(event: Event) => {
              close((event.currentTarget as Element).closest('.menu-root'));
              item.onSelect();
            }}
          >
            ${item.label}
          </button>`,
      )}
    </div>
  </div>`;
}

function onKey(event: KeyboardEvent, open: boolean, close: (root: Element | null) => void): void {
  if (!open) return;
  const root = event.currentTarget as Element;
  const items = menuItems(root);
  const at = items.findIndex((item) => item === document.activeElement);
  const targets: Readonly<Record<string, HTMLElement | undefined>> = {
    ArrowDown: items[(at + 1) % items.length],
    ArrowUp: items.at(at <= 0 ? -1 : at - 1),
    Home: items[0],
    End: items.at(-1),
  };
  if (event.key === 'Escape') close(root);
  else if (targets[event.key] === undefined) return;
  else targets[event.key]?.focus();
  event.preventDefault();
}

function menuItems(root: Element | null): HTMLElement[] {
  return [...(root?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
}
