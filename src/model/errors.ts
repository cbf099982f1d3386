/**
 * A failure that a person can act on. The message is one sentence that says what happened and
 * where; `next` is one that says what to do.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly next: string;

  constructor(message: string, next: string, options?: ErrorOptions) {
    super(message, options);
    this.next = next;
  }

  /** Both sentences, for a line on stderr or a notification. */
  get sentence(): string {
    return this.next === '' ? this.message : `${this.message} ${this.next}`;
  }
}

/** What any thrown value says, for a log or the end of a sentence. */
export function errorText(error: unknown): string {
  if (error instanceof UserError) return error.sentence;
  // Node wraps the reason for which its streams were called off.
  if (error instanceof Error && error.name === 'AbortError' && error.cause instanceof UserError) {
    return error.cause.sentence;
  }
  return error instanceof Error ? error.message : String(error);
}
