import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Changes } from './tables/changes.ts';
import { Datasets } from './tables/datasets.ts';
import { isDamage } from './damage/damage.ts';
import { setAsideDamaged } from './damage/setAside.ts';
import {
  databaseFailure,
  openDatabase,
  transactionsOf,
  type Database,
  type Transaction,
} from './database.ts';
import { Experiments } from './tables/experiments.ts';
import { Files } from './tables/files.ts';
import { Launches } from './tables/launches.ts';
import { LoggedModels } from './tables/loggedModels.ts';
import { Metrics } from './tables/metrics.ts';
import { ModelVersions } from './tables/modelVersions.ts';
import { Promotions } from './tables/promotions.ts';
import { Pushes } from './tables/pushes.ts';
import { RegistryChanges } from './tables/registryChanges.ts';
import { Redactor } from './redactor.ts';
import { RegisteredModels } from './tables/registeredModels.ts';
import { Runs } from './tables/runs.ts';

/** MLflow's experiment for runs that name none; it exists from the start. */
export const defaultExperimentId = '0';

/** A project's record: one SQLite file in `.trackline/`, and plain folders beside it. */
export interface Store {
  /** The absolute path of the `.trackline/` folder. */
  readonly root: string;
  /** For the parts of the store that bring their own tables. */
  readonly database: Database;
  readonly changes: Changes;
  /** Masks secrets in what is written. */
  readonly redactor: Redactor;
  readonly experiments: Experiments;
  readonly runs: Runs;
  readonly metrics: Metrics;
  readonly launches: Launches;
  readonly files: Files;
  readonly datasets: Datasets;
  readonly loggedModels: LoggedModels;
  readonly registeredModels: RegisteredModels;
  readonly modelVersions: ModelVersions;
  readonly pushes: Pushes;
  readonly promotions: Promotions;
  readonly registryChanges: RegistryChanges;
  readonly transaction: Transaction;
  close(): void;
}

/**
 * Opens the store of a `.trackline/` folder, making it when it is not there.
 *
 * @throws UserError as `openDatabase` does.
 */
export function openStore(root: string): Store {
  const file = join(root, 'trackline.db');
  const database = openDatabase(file);
  try {
    return storeIn(root, database);
  } catch (error) {
    database.close();
    throw databaseFailure(file, error);
  }
}

/**
 * As `openStore`; a database that is damaged is set aside first, and a fresh one begins.
 *
 * @param onSetAside is told where the damaged one is now.
 */
export function openOrBeginStore(root: string, onSetAside: (file: string) => void): Store {
  try {
    return openStore(root);
  } catch (error) {
    if (!isDamage(error)) throw error;
    const aside = setAsideDamaged(root);
    if (aside !== undefined) onSetAside(aside);
    return openStore(root);
  }
}

function storeIn(root: string, database: Database): Store {
  const changes = new Changes(database);
  const redactor = new Redactor();
  const experiments = new Experiments(database, changes, redactor);
  makeDefaultExperiment(database);
  return {
    root,
    database,
    changes,
    redactor,
    experiments,
    runs: new Runs(database, changes, redactor),
    metrics: new Metrics(database, changes),
    launches: new Launches(database, changes),
    files: new Files(database, changes),
    datasets: new Datasets(database, changes, redactor),
    loggedModels: new LoggedModels(database, changes, redactor),
    registeredModels: new RegisteredModels(database, changes, redactor),
    modelVersions: new ModelVersions(database, changes, redactor),
    pushes: new Pushes(database, changes),
    promotions: new Promotions(database, changes),
    registryChanges: new RegistryChanges(database, changes),
    transaction: transactionsOf(database),
    close: () => database.close(),
  };
}

/**
 * Artifact locations of the store's own are kept relative to its root (`artifacts/<run id>`), so
 * that a project may be moved; others are URIs or absolute paths.
 */
export function defaultArtifactUri(runId: string): string {
  return `artifacts/${runId}`;
}

/** The folder on this machine that an artifact location means; `undefined` when it is elsewhere. */
export function artifactFolder(storeRoot: string, artifactUri: string): string | undefined {
  if (artifactUri.startsWith('file:')) return fileURLToPath(artifactUri);
  // A drive letter is no scheme.
  if (/^[a-z][a-z0-9+.-]+:/i.test(artifactUri)) return undefined;
  return resolve(storeRoot, artifactUri);
}

function makeDefaultExperiment(database: Database): void {
  const known = database.prepare('SELECT 1 FROM experiments WHERE id = 0').get();
  if (known !== undefined) return;
  const now = Date.now();
  database
    .prepare(
      `INSERT OR IGNORE INTO experiments
         (id, name, artifact_location, creation_time, last_update_time)
       VALUES (0, 'Default', 'artifacts', ?, ?)`,
    )
    .run(now, now);
}
