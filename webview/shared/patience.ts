/** Milliseconds to wait for what a page shows before saying that it does not come. */
const patience = 10_000;

/** Waits for what a page shows, and says once when it has not come for too long. */
export class Patience {
  readonly #onEnd: () => void;
  #end: ReturnType<typeof setTimeout> | undefined;

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  /** Begins to wait, from now on if it did before. */
  begin(): void {
    this.stop();
    this.#end = setTimeout(this.#onEnd, patience);
  }

  /** It came. */
  stop(): void {
    clearTimeout(this.#end);
  }
}
