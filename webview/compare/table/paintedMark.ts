import type { Row } from './rows.ts';
import type { Cells } from './values/cells.ts';

/** Leaves a mark once the table stands there with its values, for who measures it. */
export class PaintedMark {
  #left = false;

  /** The table was drawn. */
  drawn(first: Row | undefined, cells: Cells): void {
    if (this.#left || first?.kind !== 'run' || !cells.has(first.runId, 'run:name')) return;
    this.#left = true;
    requestAnimationFrame(() => setTimeout(() => performance.mark('table painted')));
  }
}
