/** How long work may keep the process from answering requests, in milliseconds. */
const sliceMs = 15;

/** Lets requests be answered in between, where a while of work has passed since the last time. */
export class Turns {
  #since = performance.now();

  /** Comes back at once, or after all that was waiting has had its turn. */
  async breathe(): Promise<void> {
    if (performance.now() - this.#since < sliceMs) return;
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    this.#since = performance.now();
  }
}
