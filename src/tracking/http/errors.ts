/** MLflow's error codes that this server answers with, and the HTTP status of each. */
const statusOf = {
  INVALID_PARAMETER_VALUE: 400,
  BAD_REQUEST: 400,
  RESOURCE_ALREADY_EXISTS: 400,
  /** MLflow says 500, which clients retry for minutes; asking again cannot help, so it is a 400. */
  INVALID_STATE: 400,
  UNAUTHENTICATED: 401,
  RESOURCE_DOES_NOT_EXIST: 404,
  NOT_IMPLEMENTED: 501,
  INTERNAL_ERROR: 500,
  TEMPORARILY_UNAVAILABLE: 503,
  /** The store cannot be written. 507 is not among the statuses that clients retry. */
  RESOURCE_EXHAUSTED: 507,
} as const;

export type ErrorCode = keyof typeof statusOf;

/** A refusal in the form that MLflow clients understand. */
export class MlflowError extends Error {
  override readonly name = 'MlflowError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }

  get status(): number {
    return statusOf[this.code];
  }

  /** The body of the answer. */
  get body(): { readonly error_code: ErrorCode; readonly message: string } {
    return { error_code: this.code, message: this.message };
  }
}

/** A request that asks for something wrongly; the commonest refusal. */
export function invalid(message: string): MlflowError {
  return new MlflowError('INVALID_PARAMETER_VALUE', message);
}

/** Something that the request names and the store does not have. */
export function missing(message: string): MlflowError {
  return new MlflowError('RESOURCE_DOES_NOT_EXIST', message);
}

const apiHint = 'See the API docs for more information about request parameters.';

/** MLflow's sentence for a value of the wrong kind; `hint` replaces the naming of its type. */
export function invalidValue(path: string, value: unknown, hint?: string): MlflowError {
  const said = `Invalid value ${pythonJson(value)} for parameter '${path}' supplied`;
  return invalid(
    hint === undefined
      ? `${said}:  Hint: Value was of type '${pythonType(value)}'. ${apiHint}`
      : `${said}: ${hint}`,
  );
}

/** MLflow's sentence for a field that must be there and is not. */
export function missingValue(path: string): MlflowError {
  return invalid(`Missing value for required parameter '${path}'. ${apiHint}`);
}

/** How much of a wrong value a message quotes, in characters. */
const quotedLength = 2000;

/** JSON as Python's `json.dumps` writes it: ASCII only. Only the beginning of a long value. */
export function pythonJson(value: unknown): string {
  const json = (JSON.stringify(value) ?? 'null').replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return json.length <= quotedLength ? json : `${json.slice(0, quotedLength)}...`;
}

function pythonType(value: unknown): string {
  if (value === null || value === undefined) return 'NoneType';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return typeof value === 'string' ? 'str' : typeof value === 'boolean' ? 'bool' : 'dict';
}
