import { isList, isMap, type Plain } from './plain.ts';

/**
 * The value that DVC finds for a parameter's name, whose parts are divided by `.` and may hold `*`,
 * `?` and `[…]`; the first of several. `undefined` where there is none.
 */
export function selectParam(data: Plain, name: string): Plain | undefined {
  const parts = name.replace(/^\.+/, '').split('.');
  return select(data, parts);
}

function select(data: Plain, [part, ...rest]: readonly string[]): Plain | undefined {
  if (part === undefined) return data;
  for (const [key, value] of childrenOf(data)) {
    if (!fits(key, part)) continue;
    const found = select(value, rest);
    if (found !== undefined) return found;
  }
  return undefined;
}

function childrenOf(data: Plain): [string, Plain][] {
  if (isList(data)) return data.map((item, index) => [String(index), item]);
  if (!isMap(data)) return [];
  return [...data].flatMap(([key, value]): [string, Plain][] => {
    if (typeof key === 'string') return [[key, value]];
    // A number is found by its digits; no name stands for other keys.
    return typeof key === 'bigint' ? [[String(key), value]] : [];
  });
}

function fits(key: string, pattern: string): boolean {
  if (!/[*?[]/.test(pattern)) return key === pattern;
  const source = pattern
    .replaceAll(/[\\^$.+(){}|]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
    .replaceAll('[!', '[^');
  try {
    return new RegExp(`^${source}$`, 's').test(key);
  } catch (error) {
    if (error instanceof SyntaxError) return key === pattern;
    throw error;
  }
}
