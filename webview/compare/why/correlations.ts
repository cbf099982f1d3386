import { columnOf, numbersOf, type Cell } from '../../../src/model/statistics/column.ts';
import {
  correlation,
  type Correlation,
  type CorrelationMethod,
} from '../../../src/model/statistics/correlation.ts';

/** How columns of numbers go together, two by two. */
export interface Correlations {
  readonly ids: readonly string[];
  /** A row for each, up to the column itself. */
  readonly values: readonly (readonly Correlation[])[];
}

/** Works out how columns go together; those that are no numbers are left out. */
export function correlationsOf(
  columns: readonly { readonly id: string; readonly cells: readonly Cell[] }[],
  method: CorrelationMethod,
): Correlations {
  const numbers = columns.flatMap(({ id, cells }) => {
    const values = numbersOf(columnOf(cells));
    return values === undefined ? [] : [{ id, values }];
  });
  return {
    ids: numbers.map(({ id }) => id),
    values: numbers.map((row, index) =>
      numbers.slice(0, index + 1).map((column) => correlation(row.values, column.values, method)),
    ),
  };
}
