import { errorText } from '../../model/errors.ts';
import { isDamage } from '../../store/damage/damage.ts';

/**
 * Writes to the store in order, and keeps what could not be written for the next try: a full disk
 * or a busy database must cost the run neither its training nor its record. A write that can never
 * succeed is told and left out, so that those after it are not held back. A damaged database takes
 * no more writes: the record is made again from the launch's files.
 */
export class WriteQueue {
  #pending: (() => void)[] = [];
  #troubled = false;
  #flushing = false;
  #damaged = false;
  readonly #onTrouble: (sentence: string) => void;

  /** @param onTrouble is told once for each time that writing begins to fail, and what is left out. */
  constructor(onTrouble: (sentence: string) => void) {
    this.#onTrouble = onTrouble;
  }

  /** Whether the database was found to be damaged, so that what was written since is not in it. */
  get damaged(): boolean {
    return this.#damaged;
  }

  /**
   * Writes now if it can, else later. Each write is a transaction that may be repeated; it may ask
   * for further writes, which come after it.
   */
  write(work: () => void): void {
    this.#pending.push(work);
    this.flush();
  }

  /** Tries again what is pending. @returns whether all of it is done. */
  flush(): boolean {
    if (this.#flushing) return false;
    this.#flushing = true;
    try {
      while (this.#pending.length > 0) {
        if (!this.#tryFirst()) return false;
        this.#pending.shift();
      }
      this.#troubled = false;
      return true;
    } finally {
      this.#flushing = false;
    }
  }

  /** @returns whether the first write needs no further try. */
  #tryFirst(): boolean {
    if (this.#damaged) return true;
    try {
      this.#pending[0]?.();
      return true;
    } catch (error) {
      if (mayPass(error)) {
        this.#tell(error);
        return false;
      }
      if (isDamage(error)) {
        this.#damaged = true;
        this.#onTrouble(
          `The run store is damaged (${errorText(error)}); the run goes on, and its record is made from its log and events when it ends.`,
        );
        return true;
      }
      this.#onTrouble(`A part of the run could not be recorded: ${errorText(error)}.`);
      return true;
    }
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

/** Whether the same write may succeed later: the trouble is the disk's, or another process's. */
function mayPass(error: unknown): boolean {
  return /^(SQLITE_(BUSY|LOCKED|FULL|IOERR|READONLY|CANTOPEN|NOMEM|PROTOCOL|PERM)|ENOSPC)/.test(
    errorCode(error),
  );
}

function isFull(error: unknown): boolean {
  return /^(SQLITE_(FULL|IOERR)|ENOSPC)/.test(errorCode(error));
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
