/** Metrics under a heading: those whose names begin alike. */
export interface MetricGroup {
  /** What stands before the first slash; empty for names without one. */
  readonly prefix: string;
  readonly metrics: readonly string[];
}

const byName = new Intl.Collator('en', { numeric: true });
const systemPrefix = 'system';

/**
 * Metrics by what their names begin with: those without a prefix first, the machine's last, the
 * objective before all others. `search` leaves those that hold each of its words.
 */
export function metricGroups(
  keys: readonly string[],
  search: string,
  objective: string | undefined,
): MetricGroup[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = keys.filter((key) => {
    const name = key.toLowerCase();
    return words.every((word) => name.includes(word));
  });
  const first = objective !== undefined && found.includes(objective) ? prefixOf(objective) : '';
  const rank = (prefix: string): number => {
    if (prefix === systemPrefix) return 2;
    return prefix === first ? -1 : prefix === '' ? 0 : 1;
  };
  return [...Map.groupBy(found, prefixOf)]
    .map(([prefix, metrics]) => ({
      prefix,
      metrics: metrics.sort(
        (a, b) => Number(b === objective) - Number(a === objective) || byName.compare(a, b),
      ),
    }))
    .sort((a, b) => rank(a.prefix) - rank(b.prefix) || byName.compare(a.prefix, b.prefix));
}

function prefixOf(key: string): string {
  const slash = key.indexOf('/');
  return slash <= 0 ? '' : key.slice(0, slash);
}

/** One line of the list of cards. */
export type CardRow =
  | { readonly kind: 'heading'; readonly group: MetricGroup; readonly open: boolean }
  | { readonly kind: 'cards'; readonly prefix: string; readonly metrics: readonly string[] };

/** Pixels. */
export const headingHeight = 36;
/** Pixels, with the gap below. */
export const cardHeight = 292;

/** The list of cards, line by line. */
export function cardRows(
  groups: readonly MetricGroup[],
  closed: ReadonlySet<string>,
  columns: number,
): CardRow[] {
  return groups.flatMap((group): CardRow[] => {
    const open = !closed.has(group.prefix);
    const rows: CardRow[] = [{ kind: 'heading', group, open }];
    if (!open) return rows;
    for (let at = 0; at < group.metrics.length; at += columns) {
      const metrics = group.metrics.slice(at, at + columns);
      rows.push({ kind: 'cards', prefix: group.prefix, metrics });
    }
    return rows;
  });
}

/** The height of a line in pixels. */
export function heightOf(row: CardRow): number {
  return row.kind === 'heading' ? headingHeight : cardHeight;
}

/** The lines that can be seen, with some around them, and the height of what is left out above. */
export function visibleRows(
  rows: readonly CardRow[],
  top: number,
  height: number,
): { readonly from: number; readonly to: number; readonly above: number; readonly total: number } {
  const around = cardHeight;
  let [from, to, above, at] = [rows.length, rows.length, 0, 0];
  rows.forEach((row, index) => {
    const end = at + heightOf(row);
    if (from === rows.length && end > top - around) {
      from = index;
      above = at;
    }
    if (to === rows.length && at > top + height + around) to = index;
    at = end;
  });
  return { from, to, above, total: at };
}
