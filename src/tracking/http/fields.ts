import { invalid, invalidValue, missingValue } from './errors.ts';

/** Numbers outside 64 bits are no int64. */
const int64Limit = 2 ** 63;
const integerForm = /^\s*[+-]?\d+\s*$/;
const numberForm = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const infinities: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Infinity,
  '-Infinity': -Infinity,
};

/**
 * The fields of a request or of a message inside it, read as protobuf's JSON form reads them:
 * numbers may come as text, `null` means that a field is not there, unknown fields are ignored.
 */
export class Fields {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #path: string;

  /** @param path where these fields stand in the request, for messages: `metrics[3]`, or empty. */
  constructor(values: Readonly<Record<string, unknown>>, path = '') {
    this.#values = values;
    this.#path = path;
  }

  has(name: string): boolean {
    return this.#value(name) !== undefined;
  }

  text(name: string): string | undefined {
    const value = this.#value(name);
    if (value === undefined || typeof value === 'string') return value;
    throw invalidValue(this.#at(name), value);
  }

  requiredText(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === '') throw missingValue(this.#at(name));
    return value;
  }

  /** The identifier of a run, which old clients send as `run_uuid`. */
  runId(): string {
    const value = this.text('run_id') ?? this.text('run_uuid');
    if (value === undefined || value === '') throw missingValue(this.#at('run_id'));
    return value;
  }

  integer(name: string): number | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    const number =
      typeof value === 'string' && integerForm.test(value)
        ? Number(value)
        : typeof value === 'number'
          ? value
          : Number.NaN;
    if (!Number.isInteger(number) || Math.abs(number) > int64Limit) {
      throw invalidValue(this.#at(name), value);
    }
    return number;
  }

  requiredInteger(name: string): number {
    const value = this.integer(name);
    if (value === undefined) throw missingValue(this.#at(name));
    return value;
  }

  /** A floating-point number; NaN and the infinities come as text. */
  double(name: string): number {
    const value = this.#value(name);
    if (value === undefined || value === '') throw missingValue(this.#at(name));
    if (typeof value === 'number') return value;
    if (typeof value === 'string') {
      const special = Object.hasOwn(infinities, value) ? infinities[value] : undefined;
      if (special !== undefined) return special;
      if (numberForm.test(value.trim())) return Number(value);
    }
    throw invalidValue(this.#at(name), value);
  }

  boolean(name: string): boolean | undefined {
    const value = this.#value(name);
    if (value === undefined || typeof value === 'boolean') return value;
    const text = typeof value === 'string' ? value.toLowerCase() : '';
    if (text === 'true') return true;
    if (text === 'false') return false;
    throw invalid(`Invalid boolean value: ${JSON.stringify(value)}, must be 'true' or 'false'.`);
  }

  /** An enumeration, given by name or by number. */
  choice<T extends string>(name: string, numbers: Readonly<Record<T, number>>): T | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    for (const [choice, number] of Object.entries<number>(numbers)) {
      if (value === choice || value === number || value === String(number)) return choice as T;
    }
    throw invalidValue(this.#at(name), value);
  }

  /** A repeated field; absent is empty. */
  texts(name: string): string[] {
    return this.#list(name).map((item) => {
      if (typeof item === 'string') return item;
      throw invalidValue(this.#at(name), this.#value(name));
    });
  }

  /** A repeated message; absent is empty. */
  messages(name: string): Fields[] {
    return this.#list(name).map((item, index) => {
      const path = `${this.#at(name)}[${index}]`;
      if (isObject(item)) return new Fields(item, path);
      throw invalidValue(path, item);
    });
  }

  message(name: string): Fields | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    if (isObject(value)) return new Fields(value, this.#at(name));
    throw invalidValue(this.#at(name), value);
  }

  /** The fields as they came. */
  record(): Readonly<Record<string, unknown>> {
    return this.#values;
  }

  #list(name: string): unknown[] {
    const value = this.#value(name);
    if (value === undefined) return [];
    if (Array.isArray(value)) return value;
    throw invalidValue(this.#at(name), value);
  }

  #value(name: string): unknown {
    const value = Object.hasOwn(this.#values, name) ? this.#values[name] : undefined;
    return value === null ? undefined : value;
  }

  #at(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`;
  }
}

/** Whether a JSON value is an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The fields of a query string. A repeated key is a list; fields that the endpoint knows as lists
 * are lists when they come once, too.
 */
export function queryFields(query: URLSearchParams, lists: readonly string[]): Fields {
  const values: [string, unknown][] = [];
  for (const name of new Set(query.keys())) {
    values.push([name, lists.includes(name) ? query.getAll(name) : query.get(name)]);
  }
  return new Fields(Object.fromEntries(values));
}
