import { errorText } from '../model/errors.ts';
import { databaseExists } from '../store/database.ts';
import { readProjectFile } from '../store/project/projectFile.ts';
import { StoreFile } from '../launch/recovery/storeFile.ts';
import { isDamage } from '../store/damage/damage.ts';
import { setAsideDamaged } from '../store/damage/setAside.ts';
import { openOrBeginStore, type Store } from '../store/store.ts';
import { ScriptIndex } from './scriptIndex.ts';
import { dirname, join } from 'node:path';
import type { ProjectFile } from '../model/projectFile.ts';
import type { ProjectChange } from '../protocol/tracker.ts';

/** How often the change table is looked at; a part of the time from a logged value to a screen. */
const pollMs = 100;

interface OpenProject {
  /** Absent until some launch has made the database: looking at a project writes nothing. */
  store?: Store;
  file?: StoreFile;
  seen: number;
  scripts: ScriptIndex;
  /** What was last told about it, so that it is not told ten times a second. */
  trouble?: string;
}

/** Who is told what happens to the stores that are open. */
export interface ProjectListener {
  readonly onChange: (change: ProjectChange) => void;
  readonly onTrouble: (error: unknown) => void;
  /** A damaged database was set aside to this file; a fresh one begins in its place. */
  readonly onSetAside: (root: string, file: string) => void;
  /** A store is closed, since its database is not the project's any more. */
  readonly onClose: (store: Store) => void;
}

/** The stores that this window looks at, and a feed of what changes in them. */
export class OpenProjects {
  readonly #projects = new Map<string, OpenProject>();
  readonly #listener: ProjectListener;
  readonly #timer: NodeJS.Timeout;

  constructor(listener: ProjectListener) {
    this.#listener = listener;
    this.#timer = setInterval(() => this.#poll(), pollMs);
  }

  /**
   * The store of a `.trackline/` folder; `undefined` as long as nothing was recorded there. One
   * that is damaged is set aside, and a fresh one begins.
   *
   * @throws UserError as `openStore` does.
   */
  store(root: string): Store | undefined {
    let project = this.#projects.get(root);
    if (project === undefined) {
      project = { seen: 0, scripts: new ScriptIndex() };
      this.#projects.set(root, project);
    }
    if (project.store === undefined && databaseExists(join(root, 'trackline.db'))) {
      project.store = openOrBeginStore(root, (file) => this.#listener.onSetAside(root, file));
      project.file = new StoreFile(root);
      project.seen = project.store.changes.latest();
    }
    return project.store;
  }

  /** After a failure: a store whose database turns out to be damaged is set aside at once. */
  check(root: string, error: unknown): void {
    const project = this.#projects.get(root);
    if (project?.store === undefined || !isDamage(error)) return;
    const file = setAsideDamaged(root);
    this.#reopen(root, project);
    if (file !== undefined) this.#listener.onSetAside(root, file);
  }

  /** The runs of a script (absolute path) by the store's own keys; none when nothing is recorded. */
  runsOfScript(root: string, file: string): readonly number[] {
    const store = this.store(root);
    const scripts = this.#projects.get(root)?.scripts;
    return store === undefined || scripts === undefined ? [] : scripts.keysOf(store, file);
  }

  /** The project's `trackline.yaml` as it is now. */
  projectFile(root: string): ProjectFile {
    return readProjectFile(dirname(root)).file;
  }

  /** Stores that are open. */
  all(): Store[] {
    return [...this.#projects.values()].flatMap(({ store }) =>
      store === undefined ? [] : [store],
    );
  }

  close(): void {
    clearInterval(this.#timer);
    for (const store of this.all()) store.close();
    this.#projects.clear();
  }

  #poll(): void {
    for (const [root, project] of this.#projects) {
      try {
        this.#look(root, project);
        delete project.trouble;
      } catch (error) {
        this.#tell(root, project, error);
      }
    }
  }

  #tell(root: string, project: OpenProject, error: unknown): void {
    if (project.trouble === errorText(error)) return;
    project.trouble = errorText(error);
    try {
      this.check(root, error);
      if (isDamage(error)) return;
    } catch (failure) {
      this.#listener.onTrouble(failure);
    }
    this.#listener.onTrouble(error);
  }

  /** Lets go of a store whose database was set aside or cleared away; the next look finds another. */
  #reopen(root: string, project: OpenProject): void {
    const { store } = project;
    delete project.store;
    project.scripts = new ScriptIndex();
    if (store !== undefined) {
      this.#listener.onClose(store);
      store.close();
    }
    this.store(root);
    this.#listener.onChange({ store: root, runIds: [], experiments: true, models: true });
  }

  #look(root: string, project: OpenProject): void {
    if (project.store === undefined) {
      if (this.store(root) !== undefined) {
        this.#listener.onChange({ store: root, runIds: [], experiments: true, models: true });
      }
      return;
    }
    if (project.file?.state() !== 'same') {
      this.#reopen(root, project);
      return;
    }
    const { changes, runs } = project.store;
    const latest = changes.latest();
    if (latest === project.seen) return;
    const news = changes.since(project.seen);
    project.seen = latest;
    const runIds = news.flatMap(({ entity, id }) => {
      if (entity === 'run') return [id];
      return entity === 'launch' ? runs.ofLaunch(id).map((run) => run.id) : [];
    });
    this.#listener.onChange({
      store: root,
      runIds: [...new Set(runIds)],
      experiments: news.some(({ entity }) => entity === 'experiment'),
      models: news.some(({ entity }) => entity === 'model'),
    });
  }
}
