import { other } from './values.ts';
import type { GlobalValue, PickleValue } from './values.ts';

/** A Python name that a pickle imports, and whether it is called. */
export interface ImportedName {
  readonly module: string;
  readonly name: string;
  called: boolean;
  /** The first text argument of a call, which tells what `eval` or `system` would run. */
  argument?: string;
}

/** What was seen on the way through a pickle. */
export class PickleNotes {
  readonly #imported = new Map<string, ImportedName>();
  /** Things that no library writes. */
  readonly oddities = new Set<string>();
  protocol = 0;
  opcodes = 0;
  /** Bytes of arrays that lie between the opcodes, as joblib writes them. */
  arrayBytes = 0;

  /** In the order of their first import. */
  get imported(): readonly ImportedName[] {
    return [...this.#imported.values()];
  }

  imports(named: GlobalValue): void {
    const key = `${named.module}\n${named.name}`;
    if (this.#imported.has(key)) return;
    this.#imported.set(key, { module: named.module, name: named.name, called: false });
  }

  calls(made: PickleValue, args: PickleValue): void {
    if (made.kind !== 'global') return;
    this.imports(made);
    const entry = this.#imported.get(`${made.module}\n${made.name}`);
    if (entry === undefined) return;
    entry.called = true;
    const argument = firstText(args);
    if (entry.argument === undefined && argument !== undefined) entry.argument = argument;
  }
}

function firstText(args: PickleValue): string | undefined {
  if (args.kind === 'text') return args.text;
  const items = args.kind === 'tuple' || args.kind === 'list' ? args.items : [other];
  for (const item of items) if (item.kind === 'text') return item.text;
  return undefined;
}
