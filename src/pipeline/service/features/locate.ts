import type { DataPath } from '../diagnostic.ts';
import type { Entry, Span, Value } from '../yaml/values.ts';

/** What stands at a place of a file. */
export interface Located {
  /** The keys and indices that lead to it. */
  readonly path: DataPath;
  /** The innermost value there. */
  readonly value: Value;
  /** The entry whose key is there; nothing when the place is in a value. */
  readonly key?: Entry;
}

/** Whether an offset is in a span or right behind it. */
export function touches({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}

/** Finds what stands at an offset. */
export function locate(root: Value, offset: number, path: DataPath = []): Located | undefined {
  if (root.kind === 'list') {
    const index = root.items.findIndex((item) => touches(item, offset));
    const item = root.items[index];
    return item === undefined ? { path, value: root } : locate(item, offset, [...path, index]);
  }
  if (root.kind === 'map') {
    let around: Located | undefined;
    for (const entry of root.entries) {
      const { key, value, merged } = entry;
      if (merged) continue;
      const inside = [...path, key.kind === 'scalar' ? key.text : '?'];
      if (touches(key, offset)) return { path: inside, value: key, key: entry };
      if (!touches(value, offset)) continue;
      // The tables of a TOML file may reach into each other: the one that has something there counts.
      const found = locate(value, offset, inside);
      if (found === undefined) continue;
      if (value.kind === 'scalar' || found.path.length > inside.length) return found;
      around ??= found;
    }
    if (around !== undefined) return around;
  }
  return { path, value: root };
}
