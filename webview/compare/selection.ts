import { valueAt } from '../../src/model/compare/columns.ts';
import type { RunLooks } from './looks.ts';
import type { CompareContext, ShownRun } from './tab.ts';

/** Runs that are charted as long as nobody has chosen any. */
const chartedAtFirst = 10;

const namedBy = ['run:name', 'run:status', 'run:start', 'run:experiment'];

/** The runs that are chosen to be charted, with their names. */
export class Selection {
  readonly #request: CompareContext['request'];
  readonly #looks: RunLooks;
  readonly #changed: () => void;
  #chosen: ReadonlySet<string>;
  #shown: readonly string[] = [];
  #runs: readonly ShownRun[] = [];
  #query = 0;
  /** Runs that are in the list, and were deleted since it was made. */
  readonly #gone = new Set<string>();

  constructor(
    chosen: readonly string[],
    looks: RunLooks,
    request: CompareContext['request'],
    changed: () => void,
  ) {
    this.#chosen = new Set(chosen);
    this.#looks = looks;
    this.#request = request;
    this.#changed = changed;
    looks.choose(chosen);
  }

  /** What the person has chosen, shown or not. */
  get chosen(): ReadonlySet<string> {
    return this.#chosen;
  }

  /** What is charted: the chosen ones that are shown, else the first that are shown. */
  get runs(): readonly ShownRun[] {
    return this.#runs;
  }

  choose(runIds: readonly string[]): void {
    this.#chosen = new Set(runIds);
    this.#name();
  }

  /** The list of shown runs has changed. */
  show(runIds: readonly string[]): void {
    this.#shown = runIds;
    this.#gone.clear();
    this.#name();
  }

  /** Reads names and states again when one of these is charted, or was until it was deleted. */
  refresh(runIds: readonly string[]): void {
    const back = runIds.filter((id) => this.#gone.delete(id));
    if (back.length > 0 || runIds.some((id) => this.#runs.some((run) => run.id === id))) {
      this.#name();
    }
  }

  #name(): void {
    const there = this.#shown.filter((id) => !this.#gone.has(id));
    const chosen = there.filter((id) => this.#chosen.has(id));
    const charted = chosen.length > 0 ? chosen : there.slice(0, chartedAtFirst);
    this.#looks.choose(charted);
    const known = new Map(this.#runs.map((run) => [run.id, run]));
    this.#runs = charted.map((id) => ({
      ...(known.get(id) ?? { id, name: id.slice(0, 8), status: '', startTime: 0, experiment: '' }),
      look: this.#looks.of(id),
    }));
    void this.#read();
    this.#changed();
  }

  async #read(): Promise<void> {
    this.#query += 1;
    const query = this.#query;
    const runIds = this.#runs.map(({ id }) => id);
    if (runIds.length === 0) return;
    try {
      const columns = await this.#request('columns', { runIds, columns: namedBy });
      if (query !== this.#query) return;
      const [names] = columns;
      const gone = runIds.filter(
        (_, index) => names !== undefined && valueAt(names, index) === undefined,
      );
      if (gone.length > 0) {
        for (const id of gone) this.#gone.add(id);
        this.#name();
        return;
      }
      const text = (column: number, index: number): string =>
        String((columns[column] && valueAt(columns[column], index)) ?? '');
      const named = this.#runs.map((run, index) => ({
        ...run,
        name: text(0, index) || run.name,
        status: text(1, index),
        startTime: Number(text(2, index)),
        experiment: text(3, index),
      }));
      if (JSON.stringify(named) === JSON.stringify(this.#runs)) return;
      this.#runs = named;
      this.#changed();
    } catch {
      // Names are asked for again with the next change; until then the identifiers stand there.
    }
  }
}
