import { realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { scriptOfCommand } from '../capture/parameters/scriptCommand.ts';
import { tagNames } from '../model/run.ts';
import type { Command } from '../model/launch.ts';
import type { Store } from '../store/store.ts';

interface NewRun {
  readonly pk: number;
  readonly command: string | null;
  readonly source: string | null;
}

/**
 * Which runs are of which script, told from their launches' commands, else from the source that an
 * MLflow client names. Neither changes, so that only what has come since is read at each question.
 */
export class ScriptIndex {
  readonly #keys = new Map<string, number[]>();
  readonly #real = new Map<string, string>();
  #seen = 0;

  /** The runs of a script (absolute path), by the store's own keys. */
  keysOf(store: Store, file: string): readonly number[] {
    this.#readOn(store);
    return this.#keys.get(canonical(file)) ?? [];
  }

  #readOn(store: Store): void {
    const found = store.database
      .prepare<[string, number], NewRun>(
        `SELECT runs.pk AS pk, launches.command AS command, tags.value AS source FROM runs
         LEFT JOIN launches ON launches.id = runs.launch
         LEFT JOIN tags ON tags.run = runs.pk AND tags.key = ?
         WHERE runs.pk > ? ORDER BY runs.pk`,
      )
      .all(tagNames.sourceName, this.#seen);
    for (const run of found) {
      this.#seen = run.pk;
      const script = scriptOf(run, dirname(store.root));
      if (script === undefined) continue;
      const real = this.#canonical(script);
      const keys = this.#keys.get(real);
      if (keys === undefined) this.#keys.set(real, [run.pk]);
      else keys.push(run.pk);
    }
  }

  /** Many runs are of few scripts: each is looked up on the disk once. */
  #canonical(file: string): string {
    const known = this.#real.get(file) ?? canonical(file);
    this.#real.set(file, known);
    return known;
  }
}

function scriptOf({ command, source }: NewRun, root: string): string | undefined {
  if (command === null) return source === null ? undefined : resolve(root, source);
  // Only Trackline writes launches.
  const { argv, cwd } = JSON.parse(command) as Command;
  return scriptOfCommand(argv, cwd).path;
}

/** One path for a file however it is reached; as given when it is not there any more. */
function canonical(file: string): string {
  try {
    return realpathSync.native(file);
  } catch {
    return resolve(file);
  }
}
