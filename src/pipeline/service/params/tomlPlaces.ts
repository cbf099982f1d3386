import type { Span } from '../yaml/values.ts';

/** Where a key and its value stand in a TOML file. */
export interface TomlPlace {
  /** Nothing for an item of an array. */
  readonly key?: Span;
  readonly value: Span;
}

/** What names a place: the keys and indices that lead to it. */
export function tomlPath(keys: readonly (string | number)[]): string {
  return JSON.stringify(keys.map(String));
}

/** Where everything stands in a text that is valid TOML, by `tomlPath`. */
export function tomlPlaces(text: string): ReadonlyMap<string, TomlPlace> {
  const reader = new TomlReader(text);
  reader.read();
  return reader.places;
}

interface Key {
  readonly name: string;
  readonly span: Span;
}

/** Goes through a text that is known to be valid, so it is not strict. */
class TomlReader {
  readonly places = new Map<string, TomlPlace>();
  private readonly text: string;
  private at = 0;
  /** How many tables of each array of tables there were. */
  private readonly counts = new Map<string, number>();

  constructor(text: string) {
    this.text = text;
  }

  read(): void {
    let table: string[] = [];
    for (this.skip(true); this.at < this.text.length; this.skip(true)) {
      const before = this.at;
      if (this.text[this.at] === '[') table = this.header();
      else this.pair(table);
      // Whatever this is, it must not be read forever.
      if (this.at === before) this.at += 1;
    }
  }

  private header(): string[] {
    const isArray = this.text.startsWith('[[', this.at);
    const start = this.at;
    this.at += isArray ? 2 : 1;
    const keys = this.keys();
    this.at = this.text.indexOf(']', this.at) + (isArray ? 2 : 1);
    const value = { start, end: this.at };
    let path: string[] = [];
    for (const [index, key] of keys.entries()) {
      path = this.place([...path, key.name], { key: key.span, value });
      const isLast = index === keys.length - 1;
      const count = this.counts.get(tomlPath(path));
      if (isArray && isLast) {
        this.counts.set(tomlPath(path), (count ?? 0) + 1);
        path = this.place([...path, String(count ?? 0)], { value });
      } else if (count !== undefined) path = [...path, String(count - 1)];
    }
    return path;
  }

  private pair(table: readonly string[]): void {
    const keys = this.keys();
    this.at += this.text[this.at] === '=' ? 1 : 0;
    this.skip(false);
    const path = [...table, ...keys.map(({ name }) => name)];
    const value = this.value(path);
    for (const [index, { span }] of keys.entries()) {
      this.place(path.slice(0, table.length + index + 1), { key: span, value });
    }
  }

  /** Notes a place; of a table that is written in parts, the first counts. */
  private place(path: string[], place: TomlPlace): string[] {
    const name = tomlPath(path);
    if (!this.places.has(name)) this.places.set(name, place);
    return path;
  }

  /** `a."b c".d`, up to what is behind it. */
  private keys(): Key[] {
    const keys: Key[] = [];
    for (;;) {
      this.skip(false);
      const start = this.at;
      const quote = this.text[start];
      if (quote === '"' || quote === "'") {
        this.string();
        const written = this.text.slice(start, this.at);
        const name = quote === '"' ? unescaped(written) : written.slice(1, -1);
        keys.push({ name, span: { start, end: this.at } });
      } else {
        while (/[\w-]/.test(this.text[this.at] ?? '')) this.at += 1;
        const span = { start, end: this.at };
        keys.push({ name: this.text.slice(start, this.at), span });
      }
      this.skip(false);
      if (this.text[this.at] !== '.') return keys;
      this.at += 1;
    }
  }

  private value(path: readonly string[]): Span {
    const start = this.at;
    const first = this.text[start];
    if (first === '"' || first === "'") this.string();
    else if (first === '[' || first === '{') this.collection(path, first === '[');
    else while (/[^\s,\]}#]/.test(this.text[this.at] ?? '')) this.at += 1;
    // A date may have a space before its time.
    const time = /^ \d\d:\d\d(?::[\d.]+)?(?:Z|[-+][\d:]+)?/i.exec(
      this.text.slice(this.at, this.at + 40),
    );
    const isDate = /^\d{4}-\d\d-\d\d$/.test(this.text.slice(start, this.at));
    if (isDate && time !== null) this.at += time[0].length;
    return { start, end: this.at };
  }

  private collection(path: readonly string[], isArray: boolean): void {
    const close = isArray ? ']' : '}';
    this.at += 1;
    for (let index = 0; ; index += 1) {
      this.skip(true);
      if (this.at >= this.text.length) return;
      if (this.text[this.at] === close) break;
      const before = this.at;
      if (isArray) {
        const inside = [...path, String(index)];
        this.place(inside, { value: this.value(inside) });
      } else this.pair(path);
      this.skip(true);
      if (this.text[this.at] === ',' || this.at === before) this.at += 1;
    }
    this.at += 1;
  }

  private string(): void {
    const quote = this.text[this.at] ?? '"';
    const isLong = this.text.startsWith(quote.repeat(3), this.at);
    const mark = isLong ? quote.repeat(3) : quote;
    this.at += mark.length;
    while (this.at < this.text.length && !this.text.startsWith(mark, this.at)) {
      this.at += quote === '"' && this.text[this.at] === '\\' ? 2 : 1;
    }
    this.at += mark.length;
    // One or two more quotes belong to a long text.
    if (!isLong) return;
    while (this.text[this.at] === quote) this.at += 1;
  }

  /** Steps over spaces and comments, and over line ends where they mean nothing. */
  private skip(lines: boolean): void {
    const blank = lines ? /(?:\s|#.*)*/y : /[ \t]*/y;
    blank.lastIndex = this.at;
    this.at += blank.exec(this.text)?.[0].length ?? 0;
  }
}

/** The text of a quoted key. */
function unescaped(written: string): string {
  try {
    return String(JSON.parse(written));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return written.slice(1, -1);
  }
}
