import { SearchError } from './filterError.ts';

/** What a clause of a filter, or a column to sort by, is about. */
export type Entity = 'attribute' | 'metric' | 'param' | 'tag' | 'dataset';

/** An attribute of what is searched, by the names that clients may call it. */
export interface Attribute {
  /** Its one name among the others. */
  readonly key: string;
  readonly type: 'number' | 'text';
}

/** What can be searched for: the words, and what may be asked of each. */
export interface Grammar {
  /** Entities by the names that clients may call them. */
  readonly entities: ReadonlyMap<string, Entity>;
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** Attributes that may be compared with a list; all of them where it says so. */
  readonly listAttributes: ReadonlySet<string> | 'all';
  /** Entities whose presence may be asked for. */
  readonly nullable: ReadonlySet<Entity>;
  /** Whether numbers may stand for text, as in `params.lr = 0.01`. */
  readonly bareText: boolean;
}

/** A column: an entity and its key. */
export interface Column {
  readonly entity: Entity;
  readonly key: string;
  readonly type: 'number' | 'text';
}

function attributes(
  type: Attribute['type'],
  names: Readonly<Record<string, readonly string[]>>,
): [string, Attribute][] {
  return Object.entries(names).flatMap(([key, aliases]) =>
    [key, ...aliases].map((name): [string, Attribute] => [name, { key, type }]),
  );
}

function entities(
  names: Readonly<Partial<Record<Entity, readonly string[]>>>,
): Map<string, Entity> {
  return new Map(
    Object.entries(names).flatMap(([entity, aliases]) =>
      [entity, ...aliases].map((name): [string, Entity] => [name, entity as Entity]),
    ),
  );
}

const common: Partial<Record<Entity, readonly string[]>> = {
  metric: ['metrics'],
  param: ['params', 'parameter', 'parameters'],
  tag: ['tags'],
};

/** What `runs/search` understands. */
export const runGrammar: Grammar = {
  entities: entities({
    ...common,
    attribute: ['attributes', 'attr', 'run'],
    dataset: ['datasets'],
  }),
  attributes: new Map([
    ...attributes('text', {
      run_id: [],
      run_name: ['run name', 'Run name', 'Run Name'],
      status: [],
      artifact_uri: [],
      user_id: [],
    }),
    ...attributes('number', { start_time: ['created', 'Created'], end_time: [] }),
  ]),
  listAttributes: new Set(['run_id']),
  nullable: new Set<Entity>(['param', 'tag']),
  bareText: false,
};

/** What `experiments/search` understands. */
export const experimentGrammar: Grammar = {
  entities: entities({ attribute: ['attributes'], tag: ['tags'] }),
  attributes: new Map([
    ...attributes('text', { name: [], experiment_id: [] }),
    ...attributes('number', { creation_time: [], last_update_time: [] }),
  ]),
  listAttributes: new Set(['experiment_id']),
  nullable: new Set<Entity>(['tag']),
  bareText: false,
};

/** What `logged-models/search` understands. */
export const loggedModelGrammar: Grammar = {
  entities: entities({ ...common, attribute: ['attributes'] }),
  attributes: new Map([
    ...attributes('text', {
      name: [],
      model_id: [],
      model_type: [],
      status: [],
      source_run_id: [],
      experiment_id: [],
      artifact_uri: ['artifact_location'],
    }),
    ...attributes('number', {
      creation_timestamp: ['creation_time', 'creation_timestamp_ms'],
      last_updated_timestamp: ['last_updated_time', 'last_updated_timestamp_ms'],
    }),
  ]),
  listAttributes: 'all',
  nullable: new Set<Entity>(),
  bareText: true,
};

/** What `registered-models/search` understands. */
export const registeredModelGrammar: Grammar = {
  entities: entities({ attribute: [], tag: ['tags'] }),
  attributes: new Map(attributes('text', { name: [] })),
  listAttributes: new Set(['name']),
  nullable: new Set<Entity>(),
  bareText: false,
};

/** What `registered-models/search` can sort by. */
export const registeredModelOrderGrammar: Grammar = {
  ...registeredModelGrammar,
  attributes: new Map([
    ...attributes('text', { name: [] }),
    ...attributes('number', { last_updated_timestamp: ['timestamp'] }),
  ]),
};

/** What `model-versions/search` understands. */
export const modelVersionGrammar: Grammar = {
  entities: entities({ attribute: [], tag: ['tags'] }),
  attributes: new Map([
    ...attributes('text', { name: [], run_id: [], source_path: [] }),
    ...attributes('number', { version_number: [] }),
  ]),
  listAttributes: new Set(['name', 'run_id']),
  nullable: new Set<Entity>(),
  bareText: false,
};

/** What `model-versions/search` can sort by. */
export const modelVersionOrderGrammar: Grammar = {
  ...modelVersionGrammar,
  attributes: new Map([
    ...attributes('text', { name: [] }),
    ...attributes('number', {
      version_number: [],
      creation_timestamp: [],
      last_updated_timestamp: [],
    }),
  ]),
};

const datasetKeys: ReadonlySet<string> = new Set(['name', 'digest', 'context']);

/** Finds what a name means. @throws SearchError when it means nothing. */
export function resolveColumn(
  grammar: Grammar,
  name: { readonly entity?: string; readonly key: string },
): Column {
  const entity = name.entity === undefined ? 'attribute' : grammar.entities.get(name.entity);
  if (entity === undefined) {
    const known = [...new Set(grammar.entities.values())];
    throw new SearchError({ kind: 'entity', name: name.entity ?? '', known });
  }
  if (entity === 'metric') return { entity, key: name.key, type: 'number' };
  if (entity === 'attribute') return resolveAttribute(grammar, name.key);
  if (entity === 'dataset' && !datasetKeys.has(name.key)) {
    throw unknownKey('dataset', name.key, datasetKeys);
  }
  return { entity, key: name.key, type: 'text' };
}

function resolveAttribute(grammar: Grammar, name: string): Column {
  const attribute = grammar.attributes.get(name);
  if (attribute === undefined) throw unknownKey('attribute', name, grammar.attributes.keys());
  return { entity: 'attribute', key: attribute.key, type: attribute.type };
}

function unknownKey(
  of: 'attribute' | 'dataset',
  name: string,
  known: Iterable<string>,
): SearchError {
  return new SearchError({ kind: 'key', of, name, known: [...known] });
}
