import { isMap, isScalar, parseDocument } from 'yaml';
import type { Node, YAMLMap } from 'yaml';

/** A key of nested maps in a YAML text. */
export interface ParamAt {
  /** Names joined with dots, as parameters out of configuration files are named. */
  readonly name: string;
  /** What the file gives it, as it is written; nothing for a map or a list. */
  readonly value?: string;
  /** The key's place in the text. */
  readonly start: number;
  readonly end: number;
}

/** Longer files are no settings that people write. */
const maxLength = 256 * 1024;

/** The key at an offset of a YAML text, when the offset is on the key or on its plain value. */
export function paramAt(text: string, offset: number): ParamAt | undefined {
  if (text.length > maxLength) return undefined;
  const { contents } = parseDocument(text, { logLevel: 'silent', uniqueKeys: false });
  return isMap(contents) ? within(contents, offset, '') : undefined;
}

function within(map: YAMLMap, offset: number, prefix: string): ParamAt | undefined {
  for (const { key, value } of map.items) {
    if (!isScalar(key)) continue;
    const name = prefix + String(key.value);
    if (isMap(value) && contains(value, offset)) return within(value, offset, `${name}.`);
    const onValue = isScalar(value) && contains(value, offset);
    if (!contains(key, offset) && !onValue) continue;
    const [start = 0, end = 0] = key.range ?? [];
    const written = isScalar(value) ? (value.source ?? String(value.value)) : undefined;
    return { name, start, end, ...(written !== undefined && written !== '' && { value: written }) };
  }
  return undefined;
}

function contains(node: unknown, offset: number): boolean {
  const [start, end] = (node as Node).range ?? [];
  return start !== undefined && end !== undefined && offset >= start && offset <= end;
}
