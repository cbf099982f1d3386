import type { Direction } from './moves.ts';
import { zoomStep } from './viewport.ts';

/** What a key means for the box that has the keyboard's focus. */
export type BoxMeaning =
  | { readonly kind: 'move'; readonly direction: Direction }
  | { readonly kind: 'menu' }
  | { readonly kind: 'open' }
  | { readonly kind: 'toggle' };

/** What a key means where the pipeline is drawn. */
export type KeyMeaning =
  | BoxMeaning
  | { readonly kind: 'end'; readonly of: 'first' | 'last' }
  | { readonly kind: 'zoom'; readonly factor: number }
  | { readonly kind: 'leave' }
  | { readonly kind: 'actualSize' }
  | { readonly kind: 'fit' }
  | { readonly kind: 'search' };

const meanings: Readonly<Record<string, KeyMeaning>> = {
  ArrowUp: { kind: 'move', direction: 'up' },
  ArrowDown: { kind: 'move', direction: 'down' },
  ArrowLeft: { kind: 'move', direction: 'left' },
  ArrowRight: { kind: 'move', direction: 'right' },
  Home: { kind: 'end', of: 'first' },
  End: { kind: 'end', of: 'last' },
  ContextMenu: { kind: 'menu' },
  Enter: { kind: 'open' },
  ' ': { kind: 'toggle' },
  Escape: { kind: 'leave' },
  '+': { kind: 'zoom', factor: zoomStep },
  '=': { kind: 'zoom', factor: zoomStep },
  '-': { kind: 'zoom', factor: 1 / zoomStep },
  '−': { kind: 'zoom', factor: 1 / zoomStep },
  '0': { kind: 'actualSize' },
  f: { kind: 'fit' },
  '/': { kind: 'search' },
};

/** What a key that was pressed means. @param inDrawing the drawing has the keyboard's focus */
export function meaningOf(event: KeyboardEvent, inDrawing: boolean): KeyMeaning | undefined {
  if ((event.ctrlKey || event.metaKey) && event.key === 'f') return { kind: 'search' };
  if (event.ctrlKey || event.metaKey || event.altKey || !inDrawing) return undefined;
  if (event.shiftKey && event.key === 'F10') return { kind: 'menu' };
  return Object.hasOwn(meanings, event.key) ? meanings[event.key] : undefined;
}

/** Has the editor open its context menu below an element. */
export function openMenu(element: HTMLElement | null): void {
  if (element === null) return;
  const { left, bottom } = element.getBoundingClientRect();
  element.dispatchEvent(
    new MouseEvent('contextmenu', {
      bubbles: true,
      cancelable: true,
      clientX: left + 8,
      clientY: bottom,
    }),
  );
}
