/**
 * Does a thing at once, then at most once in `interval` milliseconds, never twice at a time, and
 * always once more after the last ask.
 */
export class Throttle {
  readonly #interval: number;
  readonly #work: () => Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #busy = false;
  #asked = false;
  #disposed = false;
  #last = Number.NEGATIVE_INFINITY;

  /** `work` deals with its own failures. */
  constructor(interval: number, work: () => Promise<void>) {
    this.#interval = interval;
    this.#work = work;
  }

  /** Asks for the thing to be done soon. */
  ask(): void {
    if (this.#disposed) return;
    this.#asked = true;
    if (this.#busy || this.#timer !== undefined) return;
    const wait = Math.max(0, this.#last + this.#interval - performance.now());
    this.#timer = setTimeout(() => void this.#run(), wait);
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    this.#timer = undefined;
    this.#asked = false;
    this.#busy = true;
    this.#last = performance.now();
    try {
      await this.#work();
    } finally {
      this.#busy = false;
      if (this.#asked) this.ask();
    }
  }
}
