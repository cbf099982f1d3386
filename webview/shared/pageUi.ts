/** What a page's own controls are set to, apart from what it shows. */
export interface PageUiParts {
  /** Has the page drawn anew. */
  readonly changed: () => void;
  /** Puts a text on the clipboard. */
  readonly copy: (text: string) => void;
  /** What was opened and closed by hand when the page was last there. */
  readonly open: Readonly<Record<string, boolean>>;
  /** Keeps what is open for the next time. */
  readonly keep: (open: Readonly<Record<string, boolean>>) => void;
}

/** Milliseconds for which a copy button says that it has copied. */
const acknowledgement = 1500;

/**
 * Open sections, filters, drafts and the like, each under a name that its control chooses, so that
 * newer data never takes away what the person is doing.
 */
export class PageUi {
  readonly #parts: PageUiParts;
  readonly #texts = new Map<string, string>();
  readonly #open: Map<string, boolean>;
  readonly #unfolded = new Set<string>();
  #copied: string | undefined;

  constructor(parts: PageUiParts) {
    this.#parts = parts;
    this.#open = new Map(Object.entries(parts.open));
  }

  isOpen(name: string, byDefault: boolean): boolean {
    return this.#open.get(name) ?? byDefault;
  }

  setOpen(name: string, open: boolean, byDefault: boolean): void {
    if (this.isOpen(name, byDefault) === open) return;
    this.#open.set(name, open);
    this.#parts.keep(Object.fromEntries(this.#open));
    this.#parts.changed();
  }

  /** What is being typed under a name; nothing when it is not being edited. */
  text(name: string): string | undefined {
    return this.#texts.get(name);
  }

  setText(name: string, text: string | undefined): void {
    if (text === undefined) this.#texts.delete(name);
    else this.#texts.set(name, text);
    this.#parts.changed();
  }

  /** Whether something is shown whole that is cut by default; forgotten when the page goes. */
  isUnfolded(name: string): boolean {
    return this.#unfolded.has(name);
  }

  setUnfolded(name: string, unfolded: boolean): void {
    if (unfolded) this.#unfolded.add(name);
    else this.#unfolded.delete(name);
    this.#parts.changed();
  }

  copy(text: string): void {
    this.#parts.copy(text);
    this.#copied = text;
    this.#parts.changed();
    setTimeout(() => {
      if (this.#copied !== text) return;
      this.#copied = undefined;
      this.#parts.changed();
    }, acknowledgement);
  }

  /** Whether a text has been copied just now. */
  hasCopied(text: string): boolean {
    return this.#copied === text;
  }

  get copiedJustNow(): boolean {
    return this.#copied !== undefined;
  }
}
