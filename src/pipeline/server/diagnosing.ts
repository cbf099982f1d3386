import type { Diagnostic as LspDiagnostic } from 'vscode-languageserver/node';
import { isInside } from '../service/paths.ts';
import { Places } from './convert.ts';
import type { Repositories } from './repositories.ts';
import { Turns } from './turns.ts';
import { uriOfPath } from './uris.ts';

/** Milliseconds without a further change after which files are validated. */
const debounceMs = 150;

/** What diagnosing tells. */
export interface DiagnosingEvents {
  readonly publish: (uri: string, diagnostics: LspDiagnostic[]) => void;
  /** The files of a repository are others: what is drawn of them may be. */
  readonly changed: (root: string) => void;
  /** Validating a file failed, which is our fault. */
  readonly trouble: (path: string, error: unknown) => void;
}

/** A repository whose files want validating. */
interface Pending {
  readonly timer: NodeJS.Timeout;
}

/**
 * Validates all pipeline files of each repository some while after a change: the open ones first,
 * then the others, with requests answered in between. A file's diagnostics are sent when they are
 * others than those that were sent last.
 */
export class Diagnosing {
  readonly #repositories: Repositories;
  readonly #open: ReadonlyMap<string, string>;
  readonly #events: DiagnosingEvents;
  readonly #pending = new Map<string, Pending>();
  /** Counts the changes of a repository, so that work on an old state is left. */
  readonly #states = new Map<string, number>();
  /** What was sent last, by path; files without diagnostics are not there. */
  readonly #sent = new Map<string, string>();
  /** The paths that were edited, the last one at the end. */
  #edited: readonly string[] = [];

  constructor(
    repositories: Repositories,
    open: ReadonlyMap<string, string>,
    events: DiagnosingEvents,
  ) {
    this.#repositories = repositories;
    this.#open = open;
    this.#events = events;
  }

  /** A file was opened, edited or closed: it is the first to be validated. */
  edited(path: string): void {
    this.#edited = [...this.#edited.filter((one) => one !== path), path].slice(-20);
    this.schedule(this.#repositories.rootOf(path));
  }

  /** Validates a repository after a while without changes. @param after milliseconds */
  schedule(root: string, after = debounceMs): void {
    clearTimeout(this.#pending.get(root)?.timer);
    this.#states.set(root, (this.#states.get(root) ?? 0) + 1);
    const timer = setTimeout(() => {
      this.#pending.delete(root);
      void this.#run(root);
    }, after);
    this.#pending.set(root, { timer });
  }

  /** Validates all that is known anew. */
  scheduleAll(): void {
    for (const root of this.#states.keys()) this.schedule(root);
  }

  /** The repositories that were validated and that a path lies in. */
  rootsAround(path: string): string[] {
    return [...this.#states.keys()].filter((root) => isInside(path, root));
  }

  /** Takes back what was said of files that nobody looks at any more. */
  forget(isForgotten: (path: string) => boolean): void {
    for (const path of [...this.#sent.keys()].filter(isForgotten)) this.#send(path, []);
    for (const root of [...this.#states.keys()].filter(isForgotten)) {
      clearTimeout(this.#pending.get(root)?.timer);
      this.#states.delete(root);
    }
  }

  /** Validates nothing any more. */
  dispose(): void {
    for (const { timer } of this.#pending.values()) clearTimeout(timer);
    this.#states.clear();
  }

  async #run(root: string): Promise<void> {
    const state = this.#states.get(root);
    const turns = new Turns();
    const files = this.#repositories.files(root);
    const open = [...this.#open.keys()].filter((path) => this.#repositories.rootOf(path) === root);
    const all = new Set([...this.#byEdit(open), ...files]);
    let told = false;
    for (const path of all) {
      if (!told && !this.#open.has(path)) {
        this.#events.changed(root);
        told = true;
      }
      await turns.breathe();
      if (this.#states.get(root) !== state) return;
      this.#validate(path);
    }
    if (!told) this.#events.changed(root);
    for (const path of this.#sent.keys()) {
      if (!all.has(path) && this.#repositories.rootOf(path) === root) this.#send(path, []);
    }
  }

  /** Open files, the one that was edited last first. */
  #byEdit(open: readonly string[]): string[] {
    return open.toSorted((a, b) => this.#edited.indexOf(b) - this.#edited.indexOf(a));
  }

  #validate(path: string): void {
    try {
      const places = new Places((file) => this.#repositories.text(file));
      const found = this.#repositories.service(path).validate(path);
      this.#send(
        path,
        found.map((one) => places.diagnostic(one)),
      );
    } catch (error) {
      this.#events.trouble(path, error);
    }
  }

  #send(path: string, diagnostics: LspDiagnostic[]): void {
    const text = diagnostics.length === 0 ? undefined : JSON.stringify(diagnostics);
    if (this.#sent.get(path) === text) return;
    if (text === undefined) this.#sent.delete(path);
    else this.#sent.set(path, text);
    this.#events.publish(uriOfPath(path), diagnostics);
  }
}
