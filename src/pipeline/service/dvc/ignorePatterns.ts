import { isInside, relativeTo } from '../paths.ts';

/** One line of a .gitignore or .dvcignore. */
export interface IgnorePattern {
  /** The folder of the file that it stands in. */
  readonly folder: string;
  /** Where it stands, for messages: `.dvcignore:3:*.tmp`. */
  readonly source: string;
  readonly negated: boolean;
  readonly foldersOnly: boolean;
  readonly expression: RegExp;
}

/** Reads the patterns of a .gitignore or .dvcignore. @param name what messages call the file */
export function readIgnorePatterns(text: string, folder: string, name: string): IgnorePattern[] {
  return text.split(/\r?\n/).flatMap((line, index): IgnorePattern[] => {
    const written = line.trim();
    if (written === '' || written.startsWith('#')) return [];
    const negated = written.startsWith('!');
    const body = negated ? written.slice(1) : written;
    const foldersOnly = body.endsWith('/');
    const expression = toExpression(foldersOnly ? body.slice(0, -1) : body);
    if (expression === undefined) return [];
    return [
      { folder, source: `${name}:${index + 1}:${written}`, negated, foldersOnly, expression },
    ];
  });
}

/**
 * The first pattern that the library of DVC refuses: nothing behind a `!`, or a backslash at the end.
 * @param name what messages call the file
 */
export function brokenPattern(text: string, name: string): string | undefined {
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const written = line.trim();
    if (written.startsWith('#')) continue;
    if (written === '!' || /(?<!\\)(?:\\\\)*\\$/.test(written)) {
      return `${name}:${index + 1}:${written}`;
    }
  }
  return undefined;
}

function toExpression(pattern: string): RegExp | undefined {
  const anchored = pattern.includes('/');
  const parts = pattern.replace(/^\//, '').split('/');
  let source = anchored ? '^' : '^(?:.*/)?';
  for (const [index, part] of parts.entries()) {
    const last = index === parts.length - 1;
    if (part === '**') source += last ? '.*' : '(?:.*/)?';
    else source += partExpression(part) + (last ? '' : '/');
  }
  try {
    return new RegExp(`${source}$`, 's');
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function partExpression(part: string): string {
  let source = '';
  for (let at = 0; at < part.length; at += 1) {
    const char = part.charAt(at);
    const close = char === '[' ? part.indexOf(']', at + 2) : -1;
    if (char === '*') {
      while (part.charAt(at + 1) === '*') at += 1;
      source += '[^/]*';
    } else if (char === '?') source += '[^/]';
    else if (close > 0) {
      const set = part
        .slice(at + 1, close)
        .replace(/^[!^]/, '^')
        .replaceAll('\\', '\\\\');
      source += `[${set}]`;
      at = close;
    } else if (char === '\\' && at + 1 < part.length) {
      at += 1;
      source += escaped(part.charAt(at));
    } else source += escaped(char);
  }
  return source;
}

function escaped(char: string): string {
  return char.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/**
 * The pattern that hides a path: of those that fit it or a folder above it the last one counts.
 * @param isFolder what the path itself is
 */
export function ignoredBy(
  patterns: readonly IgnorePattern[],
  root: string,
  path: string,
  isFolder: boolean,
): IgnorePattern | undefined {
  if (!isInside(path, root) || path === root || patterns.length === 0) return undefined;
  const parts = relativeTo(root, path).split('/');
  let current = root;
  for (const [index, part] of parts.entries()) {
    current = `${current === '/' ? '' : current}/${part}`;
    const folder = index < parts.length - 1 || isFolder;
    const last = patterns.findLast((pattern) => fits(pattern, current, folder));
    if (last !== undefined && !last.negated) return last;
  }
  return undefined;
}

function fits(pattern: IgnorePattern, path: string, isFolder: boolean): boolean {
  if ((pattern.foldersOnly && !isFolder) || !isInside(path, pattern.folder)) return false;
  return path !== pattern.folder && pattern.expression.test(relativeTo(pattern.folder, path));
}
