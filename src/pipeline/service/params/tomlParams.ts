import { parse, TomlDate, TomlError, type TomlValue } from 'smol-toml';
import type { Entry, Scalar, ScalarType, Span, Value } from '../yaml/values.ts';
import { tomlPath, tomlPlaces, type TomlPlace } from './tomlPlaces.ts';

/** A TOML file, read. */
export type TomlParams =
  | { readonly kind: 'broken'; readonly message: string; readonly span: Span }
  | { readonly kind: 'data'; readonly data: Value };

/** Reads the parameters of a TOML file, as DVC's tomlkit does. */
export function readTomlParams(text: string): TomlParams {
  if (text.startsWith('\ufeff')) {
    const message = 'The file begins with a byte order mark, which DVC does not read in TOML.';
    return { kind: 'broken', message, span: { start: 0, end: 1 } };
  }
  try {
    // tomlkit ends a line at a carriage return alone, too.
    const data = parse(text.replaceAll(/\r(?!\n)/g, '\n'), { integersAsBigInt: true });
    return { kind: 'data', data: new Builder(text).value(data, []) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const start = Math.min(offsetOf(text, error.line, error.column), Math.max(0, text.length - 1));
    return {
      kind: 'broken',
      message: 'The file is no valid TOML here.',
      span: { start, end: start + 1 },
    };
  }
}

/** @param line from 1 @param column from 1 */
function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let count = 1; count < line; count += 1) {
    const next = text.indexOf('\n', start);
    if (next < 0) break;
    start = next + 1;
  }
  return start + column - 1;
}

/** A table reaches over all that is in it, wherever that is written. */
function extent(span: Span, entries: readonly Entry[]): Span {
  let { start, end } = span;
  for (const { key, value } of entries) {
    start = Math.min(start, key.start);
    end = Math.max(end, key.end, value.end);
  }
  return { start, end };
}

class Builder {
  private readonly text: string;
  private readonly places: ReadonlyMap<string, TomlPlace>;

  constructor(text: string) {
    this.text = text;
    this.places = tomlPlaces(text);
  }

  value(data: TomlValue, path: readonly (string | number)[]): Value {
    const span = this.spanOf(path);
    if (Array.isArray(data)) {
      const items = data.map((item, index) => this.value(item, [...path, index]));
      return { kind: 'list', items, flow: true, ...span };
    }
    if (data instanceof TomlDate) return this.scalar(data.isDate() ? 'date' : 'datetime', span);
    switch (typeof data) {
      case 'string':
        return { ...this.scalar('str', span), value: data, text: data, style: 'double' };
      case 'boolean':
        return { ...this.scalar('bool', span), value: data };
      case 'bigint': {
        const isSafe = Number.isSafeInteger(Number(data));
        return { ...this.scalar('int', span), value: isSafe ? Number(data) : data };
      }
      case 'number':
        return { ...this.scalar('float', span), value: data };
      default: {
        const entries = Object.entries(data).map(([name, inner]): Entry => {
          const inside = [...path, name];
          const key = this.places.get(tomlPath(inside))?.key ?? span;
          const { start, end } = key;
          return {
            key: {
              kind: 'scalar',
              type: 'str',
              value: name,
              text: name,
              style: 'plain',
              start,
              end,
            },
            value: this.value(inner, inside),
            merged: false,
          };
        });
        return { kind: 'map', entries, flow: true, ...extent(span, entries) };
      }
    }
  }

  private spanOf(path: readonly (string | number)[]): Span {
    if (path.length === 0) return { start: 0, end: this.text.length };
    const { start, end } = this.places.get(tomlPath(path))?.value ?? { start: 0, end: 0 };
    return { start, end };
  }

  private scalar(type: ScalarType, { start, end }: Span): Scalar {
    const text = this.text.slice(start, end);
    return { kind: 'scalar', type, value: text, text, style: 'plain', start, end };
  }
}
