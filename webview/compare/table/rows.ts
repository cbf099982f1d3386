import type { RunGroups } from '../../../src/protocol/compare.ts';

/** A row of the table. */
export type Row =
  | { readonly kind: 'run'; readonly runId: string; readonly inGroup: boolean }
  /** Runs that are alike in the columns that the table is grouped by; `index` is into the groups. */
  | {
      readonly kind: 'group';
      readonly index: number;
      readonly name: string;
      readonly open: boolean;
    };

/** The rows of a table without groups. */
export function runRows(runIds: readonly string[]): Row[] {
  return runIds.map((runId) => ({ kind: 'run', runId, inGroup: false }));
}

/** Groups, each followed by its runs where it is open. */
export function groupRows(
  runIds: readonly string[],
  groups: RunGroups,
  opened: ReadonlySet<string>,
): Row[] {
  const rows: Row[] = [];
  let start = 0;
  for (const [index, words] of groups.words.entries()) {
    const name = JSON.stringify(words);
    const open = opened.has(name);
    const end = start + (groups.sizes[index] ?? 0);
    rows.push({ kind: 'group', index, name, open });
    if (open) {
      for (let member = start; member < end; member += 1) {
        const runId = runIds[groups.members[member] ?? -1];
        if (runId !== undefined) rows.push({ kind: 'run', runId, inGroup: true });
      }
    }
    start = end;
  }
  return rows;
}
