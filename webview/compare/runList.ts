import type { ColumnOrder, CompareScope, RunsFound } from '../../src/protocol/compare.ts';
import type { CompareContext } from './tab.ts';

/** What of the runs is wanted. */
export interface Wanted {
  readonly scope: CompareScope;
  readonly filter: string;
  readonly orderBy: readonly ColumnOrder[];
}

/** What is wrong with the filter, and in which of its characters. */
export type FaultyFilter = Extract<RunsFound, { kind: 'unreadable' }>;

/** What has come since the list was made; nobody's rows move before they ask for it. */
export interface News {
  /** How many runs the list does not have yet. */
  readonly added: number;
  /** Whether the runs that it has would stand in another order, or some would be gone. */
  readonly moved: boolean;
}

const noNews: News = { added: 0, moved: false };

/** Milliseconds between two looks at what has come. */
const lookInterval = 1000;

/**
 * The runs that scope and filter leave, in their order. They stay as they are while runs come and
 * go, until the person asks for the news.
 */
export class RunList {
  readonly #request: CompareContext['request'];
  readonly #changed: (what: 'runs' | 'news' | 'fault' | 'trouble') => void;
  #wanted: Wanted;
  #runIds: readonly string[] = [];
  #latest: Extract<RunsFound, { kind: 'found' }> | undefined;
  #total = 0;
  #loaded = false;
  #fault: FaultyFilter | undefined;
  #trouble: string | undefined;
  #news: News = noNews;
  #query = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastLook = 0;

  constructor(
    wanted: Wanted,
    request: CompareContext['request'],
    changed: (what: 'runs' | 'news' | 'fault' | 'trouble') => void,
  ) {
    this.#wanted = wanted;
    this.#request = request;
    this.#changed = changed;
  }

  get wanted(): Wanted {
    return this.#wanted;
  }

  get runIds(): readonly string[] {
    return this.#runIds;
  }

  /** How many the scope has without the filter. */
  get total(): number {
    return this.#total;
  }

  /** Whether there has been an answer at all. */
  get loaded(): boolean {
    return this.#loaded;
  }

  get fault(): FaultyFilter | undefined {
    return this.#fault;
  }

  /** Why the runs could not be read. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  get news(): News {
    return this.#news;
  }

  /** Wants other runs, or another order. */
  async want(changes: Partial<Wanted>): Promise<void> {
    this.#wanted = { ...this.#wanted, ...changes };
    await this.read();
  }

  /** Wants another order from the next reading on. */
  sortBy(orderBy: readonly ColumnOrder[]): void {
    this.#wanted = { ...this.#wanted, orderBy };
  }

  /** Reads the list anew, and shows what has come. */
  async read(): Promise<void> {
    const found = await this.#ask();
    if (found !== undefined) this.#show(found);
  }

  /** Reads the list anew after it could not be, which is no longer said meanwhile. */
  async retry(): Promise<void> {
    this.#trouble = undefined;
    this.#changed('trouble');
    await this.read();
  }

  /** Something has changed in the store: looks, at most once a second, what that means here. */
  look(): void {
    if (!this.#loaded || this.#timer !== undefined) return;
    const wait = Math.max(0, this.#lastLook + lookInterval - performance.now());
    this.#timer = setTimeout(() => void this.#look(), wait);
  }

  /** Shows what has come since. */
  showNews(): void {
    if (this.#latest !== undefined) this.#show(this.#latest);
  }

  async #look(): Promise<void> {
    this.#timer = undefined;
    this.#lastLook = performance.now();
    const found = await this.#ask();
    if (found === undefined) return;
    // There is nothing in an empty list that could jump.
    if (this.#runIds.length === 0) {
      this.#show(found);
      return;
    }
    const known = new Set(this.#runIds);
    const still = found.runIds.filter((id) => known.has(id));
    this.#latest = found;
    this.#total = found.total;
    this.#news = {
      added: found.runIds.length - still.length,
      moved:
        still.length !== this.#runIds.length ||
        still.some((id, index) => id !== this.#runIds[index]),
    };
    this.#changed('news');
  }

  #show(found: Extract<RunsFound, { kind: 'found' }>): void {
    this.#runIds = found.runIds;
    this.#total = found.total;
    this.#latest = undefined;
    this.#news = noNews;
    this.#loaded = true;
    this.#changed('runs');
  }

  /** The latest answer; nothing when it was overtaken, or is none. */
  async #ask(): Promise<Extract<RunsFound, { kind: 'found' }> | undefined> {
    this.#query += 1;
    const query = this.#query;
    try {
      const answer = await this.#request('runs', this.#wanted);
      if (query !== this.#query) return undefined;
      this.#trouble = undefined;
      this.#fault = answer.kind === 'unreadable' ? answer : undefined;
      if (answer.kind === 'found') return answer;
      this.#loaded = true;
      this.#changed('fault');
    } catch (error) {
      if (query !== this.#query) return undefined;
      this.#trouble = error instanceof Error ? error.message : String(error);
      this.#changed('trouble');
    }
    return undefined;
  }
}
