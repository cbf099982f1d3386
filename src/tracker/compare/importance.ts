import { setImmediate } from 'node:timers/promises';
import { valueAt } from '../../model/compare/columns.ts';
import { parameterImportance, type Importance } from '../../model/statistics/importance.ts';
import type { ImportanceQuery } from '../../protocol/compare.ts';
import { readColumns, runKeysOf } from '../../store/compare/columnValues.ts';
import type { Store } from '../../store/store.ts';

/** Which parameters an objective hangs on; other requests are answered in between. */
export async function importanceOf(
  store: Store,
  { runIds, columns, objective }: ImportanceQuery,
): Promise<Importance> {
  const keys = runKeysOf(store, runIds);
  const [target, ...parameters] = readColumns(store, keys, [objective, ...columns]);
  const values = Float64Array.from(runIds, (_, row) => {
    const value = target === undefined ? undefined : valueAt(target, row);
    return typeof value === 'number' ? value : Number.NaN;
  });
  return parameterImportance(
    columns.map((name, index) => {
      const data = parameters[index];
      return {
        name,
        cells: runIds.map((_, row) => (data === undefined ? undefined : valueAt(data, row))),
      };
    }),
    values,
    async () => {
      await setImmediate();
    },
  );
}
