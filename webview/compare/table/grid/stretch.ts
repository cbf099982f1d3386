/** Rows or columns that stand next to each other, by their numbers. */
export interface Stretch {
  readonly from: number;
  /** The first after them. */
  readonly to: number;
}

/**
 * What of rows or columns is drawn: those in sight, and some more where there were more before. Their
 * elements are there already, and would only go to come back.
 */
export class DrawnStretch {
  #length = 0;
  #room = 0;

  /** `items` are those in sight, `count` is how many there are, and `room` the pixels for them. */
  around(items: readonly { readonly index: number }[], count: number, room: number): Stretch {
    const [first, last] = [items[0], items.at(-1)];
    if (first === undefined || last === undefined) return { from: 0, to: 0 };
    if (room !== this.#room) this.#length = 0;
    this.#room = room;
    this.#length = Math.min(count, Math.max(this.#length, last.index + 1 - first.index));
    const from = Math.min(first.index, count - this.#length);
    return { from, to: from + this.#length };
  }
}

/**
 * Neighbours in an order in which each of them has a place that depends on its number alone. What
 * comes into sight then takes the elements of what has left it, which is far quicker than new ones.
 */
export function inSlots<T>(neighbours: readonly T[], from: number): T[] {
  const turn = neighbours.length - (from % Math.max(1, neighbours.length));
  return [...neighbours.slice(turn), ...neighbours.slice(0, turn)];
}
