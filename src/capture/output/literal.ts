/** What a dictionary printed as JSON or as Python's `repr` may hold. */
export type Literal =
  number | string | boolean | null | readonly Literal[] | { readonly [key: string]: Literal };

/**
 * Reads one JSON object or one Python dictionary in its `repr` form, which `text` must consist of.
 * NaN and infinities are taken in the spelling of either language, and scalars that libraries wrap
 * (`tensor(0.3, device='cuda:0')`, `np.float64(0.3)`) as their value. Undefined when it is neither.
 */
export function parseDictionary(text: string): Readonly<Record<string, Literal>> | undefined {
  const reader = new LiteralReader(text);
  const value = reader.value(0);
  if (value === undefined || !reader.atEnd) return undefined;
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Literal>>)
    : undefined;
}

const numberForm = /[+-]?(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const wordForm = /-?[A-Za-z_][\w.]*/y;
const stringForm = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/y;
const words: Readonly<Record<string, Literal>> = {
  true: true,
  True: true,
  false: false,
  False: false,
  null: null,
  None: null,
  nan: Number.NaN,
  NaN: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  Infinity: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};
const maxDepth = 16;

class LiteralReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.#peek() === '';
  }

  value(depth: number): Literal | undefined {
    if (depth > maxDepth) return undefined;
    const next = this.#peek();
    if (next === '{') return this.#dictionary(depth);
    if (next === '[') return this.#list(']', depth);
    if (next === '(') return this.#list(')', depth);
    if (next === '"' || next === "'") return this.#string();
    const number = this.#match(numberForm);
    if (number !== undefined) return Number(number.replaceAll('_', ''));
    return this.#word(depth);
  }

  #dictionary(depth: number): Literal | undefined {
    this.#at++;
    const entries: [string, Literal][] = [];
    while (this.#peek() !== '}') {
      const key = this.value(depth + 1);
      if (typeof key !== 'string' && typeof key !== 'number') return undefined;
      if (!this.#skip(':')) return undefined;
      const value = this.value(depth + 1);
      if (value === undefined) return undefined;
      entries.push([String(key), value]);
      if (!this.#skip(',') && this.#peek() !== '}') return undefined;
    }
    this.#at++;
    return Object.fromEntries(entries);
  }

  #list(close: string, depth: number): Literal | undefined {
    this.#at++;
    const items: Literal[] = [];
    while (this.#peek() !== close) {
      const item = this.value(depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
      if (!this.#skip(',') && this.#peek() !== close) return undefined;
    }
    this.#at++;
    return items;
  }

  #string(): string | undefined {
    const quoted = this.#match(stringForm);
    return quoted?.slice(1, -1).replaceAll(/\\(["'\\/])/g, '$1');
  }

  /** A constant, or a call around a scalar: its first argument is the value. */
  #word(depth: number): Literal | undefined {
    const word = this.#match(wordForm);
    if (word === undefined) return undefined;
    if (this.#peek() !== '(') return words[word];
    this.#at++;
    const value = this.value(depth + 1);
    const close = this.#text.indexOf(')', this.#at);
    if (value === undefined || close < 0) return undefined;
    this.#at = close + 1;
    return value;
  }

  #match(form: RegExp): string | undefined {
    form.lastIndex = this.#at;
    const found = form.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #skip(char: string): boolean {
    if (this.#peek() !== char) return false;
    this.#at++;
    return true;
  }

  /** The next character that is not white space; empty at the end. */
  #peek(): string {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
    return this.#text[this.#at] ?? '';
  }
}
