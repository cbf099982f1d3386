import type { ColumnName } from '../../model/compare/columns.ts';
import { tagNames } from '../../model/run.ts';

/** How a column that is no parameter, metric or tag is read from the rows `r` of `runs`. */
export interface BuiltInColumn {
  readonly kind: 'text' | 'number';
  /** SQL. */
  readonly expression: string;
  readonly join: string;
}

const launch = 'LEFT JOIN launches AS l ON l.id = r.launch';

function ofRun(kind: BuiltInColumn['kind'], expression: string, join = ''): BuiltInColumn {
  return { kind, expression, join };
}

function ofLaunch(kind: BuiltInColumn['kind'], column: string, path: string): BuiltInColumn {
  return { kind, expression: `json_extract(l.${column}, '${path}')`, join: launch };
}

function ofTag(key: string): BuiltInColumn {
  return ofRun('text', `(SELECT value FROM tags WHERE run = r.pk AND key = '${key}')`);
}

/** What MLflow notes of the commit stands in for runs that were not launched by us. */
function gitText(path: string, tag: string): BuiltInColumn {
  return {
    kind: 'text',
    expression: `coalesce(json_extract(l.code, '${path}'),
      (SELECT value FROM tags WHERE run = r.pk AND key = '${tag}'))`,
    join: launch,
  };
}

const columns: Readonly<Record<string, BuiltInColumn>> = {
  'run:name': ofRun('text', 'r.name'),
  'run:status': ofRun('text', 'r.status'),
  'run:start': ofRun('number', 'r.start_time'),
  'run:duration': ofRun('number', 'r.end_time - r.start_time'),
  'run:experiment': ofRun('text', 'e.name', 'LEFT JOIN experiments AS e ON e.id = r.experiment'),
  'run:user': ofRun('text', 'r.user'),
  'run:id': ofRun('text', 'r.id'),
  'run:starred': ofTag(tagNames.star),
  'run:note': ofTag(tagNames.note),
  'system:host': ofRun('text', 'l.hostname', launch),
  'system:platform': ofLaunch('text', 'environment', '$.platform'),
  'system:python': ofLaunch('text', 'environment', '$.interpreter.version'),
  'system:cpu': ofLaunch('text', 'environment', '$.cpu'),
  'system:cpus': ofLaunch('number', 'environment', '$.cpus'),
  'system:memory': ofLaunch('number', 'environment', '$.memoryBytes'),
  'system:gpu': ofRun(
    'text',
    `(SELECT group_concat(value, ', ') FROM json_each(l.environment, '$.gpus'))`,
    launch,
  ),
  'git:commit': gitText('$.commit', tagNames.gitCommit),
  'git:branch': gitText('$.branch', tagNames.gitBranch),
  'git:dirty': ofRun(
    'text',
    `CASE json_extract(l.code, '$.dirty') WHEN 1 THEN 'yes' WHEN 0 THEN 'no' END`,
    launch,
  ),
  'git:snapshot': ofLaunch('text', 'code', '$.snapshot'),
};

/** How such a column is read; nothing when there is none of that name. */
export function builtInColumn(name: ColumnName): BuiltInColumn | undefined {
  if (name.source === 'data') return dataColumn(name.key);
  const id = `${name.source}:${name.key}`;
  return Object.hasOwn(columns, id) ? columns[id] : undefined;
}

/** A file that runs read, by its path, or a dataset that they named: what was in it. */
function dataColumn(key: string): BuiltInColumn {
  const text = `'${key.replaceAll("'", "''").replaceAll('\0', '')}'`;
  return ofRun(
    'text',
    `coalesce(
      (SELECT coalesce(digest, 'unknown') FROM files
       WHERE run = r.pk AND direction = 'input' AND path = ${text}),
      (SELECT group_concat(d.digest, ', ') FROM dataset_inputs AS i
       JOIN datasets AS d ON d.id = i.dataset WHERE i.run = r.pk AND d.name = ${text}))`,
  );
}
