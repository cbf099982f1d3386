import { keptItems, other } from './values.ts';
import type { PickleValue } from './values.ts';

/** Why a pickle cannot be followed to its end. */
export class MalformedPickle extends Error {
  override readonly name = 'MalformedPickle';
}

/** A malicious file may ask for any memo; beyond so many entries they are not kept. */
const memoLimit = 2_000_000;

/** The stack with marks, and the memo, of Python's unpickling machine. */
export class PickleStack {
  #items: PickleValue[] = [];
  readonly #marks: PickleValue[][] = [];
  readonly #memo = new Map<number, PickleValue>();
  #memoized = 0;

  push(value: PickleValue): void {
    this.#items.push(value);
  }

  /** @throws {MalformedPickle} when there is nothing. */
  pop(): PickleValue {
    const value = this.#items.pop();
    if (value !== undefined) return value;
    // The real machine's POP takes a mark away when nothing lies above it.
    const below = this.#marks.pop();
    if (below === undefined) throw new MalformedPickle('it takes from an empty stack');
    this.#items = below;
    return other;
  }

  /** @throws {MalformedPickle} when there is nothing. */
  get top(): PickleValue {
    const value = this.#items.at(-1);
    if (value === undefined) throw new MalformedPickle('it uses what an empty stack does not have');
    return value;
  }

  mark(): void {
    this.#marks.push(this.#items);
    this.#items = [];
  }

  /** What lies above the last mark, which is taken away. @throws {MalformedPickle} without one. */
  popToMark(): PickleValue[] {
    const items = this.#items;
    const below = this.#marks.pop();
    if (below === undefined) throw new MalformedPickle('it goes back to a mark that is not there');
    this.#items = below;
    return items;
  }

  /** Keeps the top under the next free number, as MEMOIZE does. */
  memoize(): void {
    this.keep(this.#memoized);
  }

  /** Keeps the top under a number. */
  keep(index: number): void {
    this.#memoized += 1;
    if (this.#memo.size < memoLimit) this.#memo.set(index, this.top);
  }

  /** What was kept; undefined when nothing was. */
  recall(index: number): PickleValue | undefined {
    return this.#memo.get(index);
  }
}

/** Puts items into a container on the stack. */
export function append(container: PickleValue, items: readonly PickleValue[]): void {
  if (container.kind !== 'list' && container.kind !== 'set' && container.kind !== 'tuple') return;
  for (const item of items) {
    if (container.items.length >= keptItems) return;
    container.items.push(item);
  }
}

/** Puts keys and values, which take turns, into a dict on the stack. */
export function setItems(container: PickleValue, items: readonly PickleValue[]): void {
  if (container.kind !== 'dict') return;
  for (let index = 0; index + 1 < items.length; index += 2) {
    const key = items[index];
    const value = items[index + 1];
    if (key?.kind !== 'text' || value === undefined) continue;
    if (container.entries.size < keptItems || container.entries.has(key.text)) {
      container.entries.set(key.text, value);
    }
  }
}
