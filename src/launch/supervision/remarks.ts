import type { SupervisorContext } from './context.ts';

/** Says what a supervisor has to say: to whoever started the run, in its log, and on its record. */
export class Remarks {
  readonly #context: SupervisorContext;
  /** Puts a warning on the run's record. */
  readonly #record: (text: string) => void;
  readonly #told = new Set<string>();

  constructor(context: SupervisorContext, record: (text: string) => void) {
    this.#context = context;
    this.#record = record;
  }

  /** For the record, and for whoever started the run; once. */
  warn(text: string): void {
    if (this.#told.has(text)) return;
    this.#told.add(text);
    this.#record(text);
    this.#context.log(text);
    this.#context.report({ kind: 'warning', text });
  }

  /** For whoever started the run, and for the record once it can be written. */
  toldTrouble(text: string): void {
    this.tell(text);
    this.#record(text);
  }

  /** For whoever started the run, to be seen now. */
  tell(text: string): void {
    this.#context.log(text);
    this.#context.report({ kind: 'trouble', text });
  }
}
