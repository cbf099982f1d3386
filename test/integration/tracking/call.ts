/** What a call needs to know of the calls before it: identifiers that the server gave. */
export type Known = Record<string, string>;

/** One call of MLflow's protocol that is made of both servers. */
export interface Call {
  readonly name: string;
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/api/2.0/mlflow/`. */
  readonly path: string | ((known: Known) => string);
  /** The body; for GET the query. */
  readonly fields?: (known: Known) => Record<string, unknown>;
  /** Takes identifiers out of the answer. */
  readonly keep?: Readonly<Record<string, string>>;
  /**
   * What the two may differ in, since Trackline has good reason to: the words of a message, or the
   * status too (MLflow answers 500 to some mistakes of users, which clients repeat for minutes).
   */
  readonly differ?: 'message' | 'status' | 'all';
}

/** Makes calls of one method. */
function callsOf(method: NonNullable<Call['method']>) {
  return (
    name: string,
    path: Call['path'],
    fields: (known: Known) => Record<string, unknown>,
    more: Partial<Call> = {},
  ): Call => ({ name, method, path, fields, ...more });
}

export const get = callsOf('GET');
export const post = callsOf('POST');
export const patch = callsOf('PATCH');
export const remove = callsOf('DELETE');
