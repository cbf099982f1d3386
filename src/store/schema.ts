/**
 * The tables of `trackline.db`, one script for each schema version; `PRAGMA user_version` says how
 * many have been applied. Published scripts are never edited: a change is a new script at the end.
 *
 * Times are milliseconds since the epoch, UTC. Values of metrics and steps are REAL; SQLite has no
 * NaN, so NaN is the text 'NaN' (which SQLite sorts after every number). JSON columns hold the
 * types of `model/launch.ts`, checked when they are read.
 */
export const migrations: readonly string[] = [
  `
CREATE TABLE experiments (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  artifact_location TEXT NOT NULL,
  lifecycle TEXT NOT NULL DEFAULT 'active',
  creation_time INTEGER NOT NULL,
  last_update_time INTEGER NOT NULL
);
CREATE TABLE experiment_tags (
  experiment INTEGER NOT NULL REFERENCES experiments(id) ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (experiment, key)
) WITHOUT ROWID;

CREATE TABLE launches (
  id TEXT PRIMARY KEY,
  command TEXT NOT NULL,
  user TEXT NOT NULL,
  hostname TEXT NOT NULL,
  start_time INTEGER NOT NULL,
  end_time INTEGER,
  end TEXT,
  interpreter TEXT,
  code TEXT,
  environment TEXT,
  warnings TEXT NOT NULL DEFAULT '[]'
) WITHOUT ROWID;

CREATE TABLE runs (
  pk INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  experiment INTEGER NOT NULL REFERENCES experiments(id),
  launch TEXT REFERENCES launches(id),
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  start_time INTEGER NOT NULL,
  end_time INTEGER,
  user TEXT NOT NULL,
  artifact_uri TEXT NOT NULL,
  lifecycle TEXT NOT NULL DEFAULT 'active',
  deleted_time INTEGER
);
CREATE INDEX runs_of_experiment ON runs (experiment, lifecycle, start_time);
CREATE INDEX runs_of_launch ON runs (launch);
CREATE INDEX runs_by_start ON runs (start_time, id);

CREATE TABLE params (
  run INTEGER NOT NULL REFERENCES runs(pk) ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY (run, key)
) WITHOUT ROWID;
CREATE INDEX params_by_key ON params (key, run, value);
CREATE TABLE tags (
  run INTEGER NOT NULL REFERENCES runs(pk) ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (run, key)
) WITHOUT ROWID;
CREATE INDEX tags_by_key ON tags (key, run, value);

CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs(pk) ON DELETE CASCADE,
  key TEXT NOT NULL,
  source TEXT NOT NULL,
  last REAL NOT NULL,
  step REAL NOT NULL,
  timestamp INTEGER NOT NULL,
  min REAL,
  max REAL,
  count INTEGER NOT NULL,
  UNIQUE (run, key)
);
CREATE INDEX series_by_key ON series (key, run, last);
CREATE TABLE points (
  series INTEGER NOT NULL REFERENCES series(id) ON DELETE CASCADE,
  step REAL NOT NULL,
  timestamp INTEGER NOT NULL,
  value REAL NOT NULL,
  PRIMARY KEY (series, step, timestamp, value)
) WITHOUT ROWID;

CREATE TABLE files (
  run INTEGER NOT NULL REFERENCES runs(pk) ON DELETE CASCADE,
  direction TEXT NOT NULL,
  path TEXT NOT NULL,
  kind TEXT NOT NULL,
  digest TEXT,
  bytes INTEGER,
  files INTEGER NOT NULL,
  PRIMARY KEY (run, direction, path)
) WITHOUT ROWID;
CREATE TABLE file_hashes (
  path TEXT PRIMARY KEY,
  bytes INTEGER NOT NULL,
  mtime_ms REAL NOT NULL,
  inode INTEGER NOT NULL,
  digest TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE datasets (
  id INTEGER PRIMARY KEY,
  experiment INTEGER NOT NULL REFERENCES experiments(id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  digest TEXT NOT NULL,
  source_type TEXT NOT NULL,
  source TEXT NOT NULL,
  schema TEXT,
  profile TEXT,
  UNIQUE (experiment, name, digest)
);
CREATE TABLE dataset_inputs (
  run INTEGER NOT NULL REFERENCES runs(pk) ON DELETE CASCADE,
  dataset INTEGER NOT NULL REFERENCES datasets(id) ON DELETE CASCADE,
  tags TEXT NOT NULL,
  PRIMARY KEY (run, dataset)
) WITHOUT ROWID;

CREATE TABLE logged_models (
  pk INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  experiment INTEGER NOT NULL REFERENCES experiments(id),
  name TEXT NOT NULL,
  model_type TEXT,
  source_run TEXT,
  status TEXT NOT NULL,
  creation_time INTEGER NOT NULL,
  last_update_time INTEGER NOT NULL,
  artifact_uri TEXT NOT NULL,
  lifecycle TEXT NOT NULL DEFAULT 'active'
);
CREATE INDEX logged_models_of_run ON logged_models (source_run);
CREATE TABLE logged_model_params (
  model INTEGER NOT NULL REFERENCES logged_models(pk) ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (model, key)
) WITHOUT ROWID;
CREATE TABLE logged_model_tags (
  model INTEGER NOT NULL REFERENCES logged_models(pk) ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (model, key)
) WITHOUT ROWID;
CREATE TABLE logged_model_metrics (
  model INTEGER NOT NULL REFERENCES logged_models(pk) ON DELETE CASCADE,
  run INTEGER NOT NULL REFERENCES runs(pk) ON DELETE CASCADE,
  key TEXT NOT NULL,
  step REAL NOT NULL,
  timestamp INTEGER NOT NULL,
  value REAL NOT NULL,
  dataset_name TEXT NOT NULL DEFAULT '',
  dataset_digest TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (model, key, run, step, timestamp, value, dataset_name, dataset_digest)
) WITHOUT ROWID;
CREATE TABLE model_links (
  run INTEGER NOT NULL REFERENCES runs(pk) ON DELETE CASCADE,
  direction TEXT NOT NULL,
  model TEXT NOT NULL,
  step INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (run, direction, model, step)
) WITHOUT ROWID;

CREATE TABLE registered_models (
  pk INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  description TEXT NOT NULL,
  creation_time INTEGER NOT NULL,
  last_update_time INTEGER NOT NULL
);
CREATE TABLE registered_model_tags (
  model INTEGER NOT NULL REFERENCES registered_models(pk) ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (model, key)
) WITHOUT ROWID;
CREATE TABLE model_versions (
  pk INTEGER PRIMARY KEY,
  model INTEGER NOT NULL REFERENCES registered_models(pk) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  stage TEXT NOT NULL DEFAULT 'None',
  description TEXT,
  source TEXT NOT NULL,
  location TEXT NOT NULL,
  run TEXT,
  run_link TEXT,
  logged_model TEXT,
  lifecycle TEXT NOT NULL DEFAULT 'active',
  creation_time INTEGER NOT NULL,
  last_update_time INTEGER NOT NULL,
  UNIQUE (model, version)
);
CREATE INDEX model_versions_of_run ON model_versions (run);
CREATE TABLE model_version_tags (
  version INTEGER NOT NULL REFERENCES model_versions(pk) ON DELETE CASCADE,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (version, key)
) WITHOUT ROWID;
CREATE TABLE registered_model_aliases (
  model INTEGER NOT NULL REFERENCES registered_models(pk) ON DELETE CASCADE,
  alias TEXT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (model, alias)
) WITHOUT ROWID;

CREATE TABLE pushes (
  id INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  user TEXT NOT NULL,
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  package TEXT NOT NULL,
  registry TEXT NOT NULL,
  reference TEXT NOT NULL,
  digest TEXT NOT NULL,
  run TEXT,
  override TEXT
);
CREATE INDEX pushes_of_model ON pushes (name, time);
CREATE TABLE promotions (
  id INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  user TEXT NOT NULL,
  name TEXT NOT NULL,
  alias TEXT NOT NULL,
  version TEXT NOT NULL,
  package TEXT NOT NULL,
  registry TEXT,
  run TEXT
);
CREATE INDEX promotions_of_model ON promotions (name, alias);

CREATE TABLE changes (
  entity TEXT NOT NULL,
  id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (entity, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX changes_by_seq ON changes (seq);
`,
  `
CREATE TABLE registry_changes (
  id INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  user TEXT NOT NULL,
  registry TEXT NOT NULL,
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  what TEXT NOT NULL
);
CREATE INDEX registry_changes_of_model ON registry_changes (registry, name);
`,
  // The latest runs first, out of the index alone.
  `
DROP INDEX runs_by_start;
CREATE INDEX runs_by_start ON runs (lifecycle, start_time DESC, id);
`,
];
