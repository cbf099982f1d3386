import type { LeftOutFile } from '../../model/launch.ts';

/** A list for people: beyond this many lines, files are told by their folders. */
const longest = 100;

/**
 * The list of what a snapshot does not hold, sorted by path. When it is long, files of one folder
 * that have one reason become one line, whose path ends in a slash and whose bytes are their sum.
 */
export function summarise(files: readonly LeftOutFile[]): readonly LeftOutFile[] {
  let lines = [...files];
  let depth = Math.max(0, ...files.map((file) => file.path.split('/').length - 1));
  for (; lines.length > longest && depth > 0; depth -= 1) lines = gather(lines, depth);
  return lines.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Gathers what lies deeper than `depth` folders into the folder at that depth. */
function gather(files: readonly LeftOutFile[], depth: number): LeftOutFile[] {
  const groups = new Map<string, LeftOutFile>();
  for (const file of files) {
    const parts = file.path.split('/').filter((part) => part !== '');
    const deep = parts.length > depth;
    const path = deep ? `${parts.slice(0, depth).join('/')}/` : file.path;
    const key = `${file.reason} ${path}`;
    const bytes = (groups.get(key)?.bytes ?? 0) + file.bytes;
    groups.set(key, { path, bytes, reason: file.reason });
  }
  return [...groups.values()];
}
