import { errorText } from '../model/errors.ts';

/**
 * Writes to the store in order, and keeps what could not be written for the next try: a full disk
 * or a busy database must cost the run neither its training nor its record.
 */
export class WriteQueue {
  #pending: (() => void)[] = [];
  #troubled = false;
  readonly #onTrouble: (sentence: string) => void;

  /** @param onTrouble is told once for each time that writing begins to fail. */
  constructor(onTrouble: (sentence: string) => void) {
    this.#onTrouble = onTrouble;
  }

  /** Writes now if it can, else later. Each write is a transaction that may be repeated. */
  write(work: () => void): void {
    this.#pending.push(work);
    this.flush();
  }

  /** Tries again what is pending. @returns whether all of it is written. */
  flush(): boolean {
    while (this.#pending.length > 0) {
      const [work] = this.#pending;
      try {
        work?.();
      } catch (error) {
        this.#tell(error);
        return false;
      }
      this.#pending.shift();
    }
    this.#troubled = false;
    return true;
  }

  #tell(error: unknown): void {
    if (this.#troubled) return;
    this.#troubled = true;
    this.#onTrouble(
      isFull(error)
        ? 'The disk is full, so the run cannot be recorded at the moment; it goes on, and what is missing is written as soon as there is space.'
        : `The run cannot be recorded at the moment (${errorText(error)}); it goes on, and writing is tried again.`,
    );
  }
}

function isFull(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code === 'SQLITE_FULL' || code === 'ENOSPC' || code.startsWith('SQLITE_IOERR');
}
