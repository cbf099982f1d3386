/** Milliseconds of rest after which the scroll position is kept. */
const pause = 200;

/** Where the grid was scrolled to, kept over hiding, reload and a restarted window. */
export class KeptScroll {
  readonly #keep: (place: { readonly top: number; readonly left: number }) => void;
  readonly #kept: () => unknown;
  #restored = false;
  #saving: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: {
    readonly keep: (place: { readonly top: number; readonly left: number }) => void;
    readonly kept: () => unknown;
  }) {
    this.#keep = parts.keep;
    this.#kept = parts.kept;
  }

  /** The grid has been scrolled. */
  moved(grid: () => HTMLElement | null): void {
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => {
      const element = grid();
      if (element === null || !this.#restored) return;
      this.#keep({ top: element.scrollTop, left: element.scrollLeft });
    }, pause);
  }

  /** Scrolls there once, as soon as all rows and columns are known. */
  restore(grid: HTMLElement): void {
    if (this.#restored) return;
    this.#restored = true;
    const kept = this.#kept();
    if (typeof kept !== 'object' || kept === null || !('top' in kept && 'left' in kept)) return;
    grid.scrollTo({ top: Number(kept.top), left: Number(kept.left), behavior: 'instant' });
  }

  /** The grid is hidden, and begins at its start when it comes back. */
  forget(): void {
    this.#restored = false;
  }
}
