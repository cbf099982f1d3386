/** Characters by which the place where two tails meet is recognised. */
const overlap = 200;

/** How many lines of the older tail of a log the newer one has left behind. */
export function linesGone(older: string, newer: string): number {
  if (newer.startsWith(older)) return 0;
  let at = older.indexOf(newer.slice(0, overlap));
  if (at === -1) {
    at = Math.max(0, older.length - overlap);
    while (at < older.length && !newer.startsWith(older.slice(at))) at += 1;
  }
  return older.slice(0, at).split('\n').length - 1;
}
