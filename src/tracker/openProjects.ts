import { errorText } from '../model/errors.ts';
import { databaseExists } from '../store/database.ts';
import { readProjectFile } from '../store/project/projectFile.ts';
import { openStore, type Store } from '../store/store.ts';
import { ScriptIndex } from './scriptIndex.ts';
import { dirname, join } from 'node:path';
import type { ProjectFile } from '../model/projectFile.ts';
import type { ProjectChange } from '../protocol/tracker.ts';

/** How often the change table is looked at; a part of the time from a logged value to a screen. */
const pollMs = 100;

interface OpenProject {
  /** Absent until some launch has made the database: looking at a project writes nothing. */
  store?: Store;
  seen: number;
  readonly scripts: ScriptIndex;
  /** What was last told about it, so that it is not told ten times a second. */
  trouble?: string;
}

/** The stores that this window looks at, and a feed of what changes in them. */
export class OpenProjects {
  readonly #projects = new Map<string, OpenProject>();
  readonly #onChange: (change: ProjectChange) => void;
  readonly #onTrouble: (error: unknown) => void;
  readonly #timer: NodeJS.Timeout;

  constructor(onChange: (change: ProjectChange) => void, onTrouble: (error: unknown) => void) {
    this.#onChange = onChange;
    this.#onTrouble = onTrouble;
    this.#timer = setInterval(() => this.#poll(), pollMs);
  }

  /**
   * The store of a `.trackline/` folder; `undefined` as long as nothing was recorded there.
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
      project.store = openStore(root);
      project.seen = project.store.changes.latest();
    }
    return project.store;
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
        if (project.trouble === errorText(error)) continue;
        project.trouble = errorText(error);
        this.#onTrouble(error);
      }
    }
  }

  #look(root: string, project: OpenProject): void {
    if (project.store === undefined) {
      if (this.store(root) !== undefined) {
        this.#onChange({ store: root, runIds: [], experiments: true });
      }
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
    this.#onChange({
      store: root,
      runIds: [...new Set(runIds)],
      experiments: news.some(({ entity }) => entity === 'experiment'),
    });
  }
}
