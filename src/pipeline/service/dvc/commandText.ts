import { pythonStr, pythonRepr, shellQuote } from '../python.ts';
import { asString, type Dict, type List, type Value } from '../yaml/values.ts';

/** How `${map}` becomes options of a command: `parsing` in .dvc/config. */
export interface ParsingSettings {
  /** What a `false` becomes: nothing, or `--no-name`. */
  readonly bool: 'store_true' | 'boolean_optional';
  /** What a list becomes: `--name 1 2`, or `--name 1 --name 2`. */
  readonly list: 'nargs' | 'append';
}

/** A value inside of a text, as DVC writes it: booleans as `true`, maps as options of a command. */
export function insideText(value: Value, settings: ParsingSettings): string | NestedIterable {
  if (value.kind === 'scalar' && value.type === 'bool')
    return value.value === true ? 'true' : 'false';
  return value.kind === 'map' ? asOptions(value, settings) : pythonStr(value);
}

/** A map that cannot become options, since a list of it holds lists or maps. */
export interface NestedIterable {
  readonly nestedIn: string;
}

function asOptions(map: Dict, settings: ParsingSettings): string | NestedIterable {
  const parts: string[] = [];
  for (const [name, value] of flattened(map, '')) {
    if (value.kind === 'list') {
      const listed = listOption(name, value, settings);
      if (typeof listed !== 'string') return listed;
      if (listed !== '') parts.push(listed);
    } else if (value.kind === 'scalar' && value.type === 'bool') {
      if (value.value === true) parts.push(`--${name}`);
      else if (settings.bool === 'boolean_optional') parts.push(`--no-${name}`);
    } else if (value.kind === 'scalar' && value.type === 'str') {
      parts.push(`--${name} ${shellQuote(value.text)}`);
    } else parts.push(`--${name} ${pythonRepr(value)}`);
  }
  return parts.join(' ');
}

function listOption(name: string, list: List, settings: ParsingSettings): string | NestedIterable {
  if (list.items.some(({ kind }) => kind === 'list' || kind === 'map')) return { nestedIn: name };
  const words = list.items.map((item) => {
    const text = asString(item);
    return text === undefined ? pythonRepr(item) : shellQuote(text);
  });
  if (settings.list === 'append') return words.map((word) => `--${name} ${word}`).join(' ');
  return words.length === 0 ? '' : `--${name} ${words.join(' ')}`;
}

function flattened(map: Dict, prefix: string): [string, Value][] {
  return map.entries.flatMap(({ key, value }): [string, Value][] => {
    const name = prefix + pythonStr(key);
    return value.kind === 'map' ? flattened(value, `${name}.`) : [[name, value]];
  });
}
