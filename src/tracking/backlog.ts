import { errorText } from '../model/errors.ts';

/** How many calls are kept in memory at most; beyond that they are lost. */
const capacity = 100_000;

/**
 * Calls that could not be recorded because the disk is full or cannot be written. They are kept in
 * memory and made again, in order, as soon as writing works, so that a training goes on meanwhile.
 */
export class Backlog {
  readonly #calls: (() => void)[] = [];
  readonly #log: (message: string) => void;
  #lost = 0;

  constructor(log: (message: string) => void) {
    this.#log = log;
  }

  get isEmpty(): boolean {
    return this.#calls.length === 0;
  }

  add(call: () => void): void {
    if (this.#calls.length < capacity) this.#calls.push(call);
    else this.#lost += 1;
  }

  /**
   * Makes the calls that wait.
   *
   * @param isTrouble whether an error means that writing still does not work.
   * @returns whether all are made.
   */
  flush(isTrouble: (error: unknown) => boolean): boolean {
    let made = 0;
    for (const call of this.#calls) {
      try {
        call();
      } catch (error) {
        if (isTrouble(error)) break;
        // The call was wrong in itself; nobody is left to hear the answer.
        this.#log(`A call that was recorded late was refused: ${errorText(error)}`);
      }
      made += 1;
    }
    this.#calls.splice(0, made);
    return this.isEmpty;
  }

  /** Says what never got recorded, when the endpoint closes. */
  report(): void {
    const lost = this.#lost + this.#calls.length;
    if (lost > 0) this.#log(`${lost} logging calls were not recorded.`);
  }
}
