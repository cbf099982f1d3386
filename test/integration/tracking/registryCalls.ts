import { get, patch, post, remove, type Call, type Known } from './call.ts';

type Fields = (known: Known) => Record<string, unknown>;

const create = 'registered-models/create';
const createVersion = 'model-versions/create';
const net: Fields = () => ({ name: 'net' });
const first: Fields = () => ({ name: 'net', version: '1' });
const second: Fields = () => ({ name: 'net', version: '2' });

const names: readonly Call[] = [
  post('register a model', create, () => ({
    name: 'net',
    description: 'a net',
    tags: [{ key: 'team', value: 'blue' }],
  })),
  post('register it again', create, net),
  post('register a plain one', create, () => ({ name: 'Other net' })),
  post('register one without a name', create, () => ({})),
  post('register one with a blank name', create, () => ({ name: ' ' })),
  post('register one with a slash', create, () => ({ name: 'a/b' })),
  post('register one with a colon', create, () => ({ name: 'a:b' })),
  post('register one named ..', create, () => ({ name: '..' })),
  post('register one with a number for a name', create, () => ({ name: 5 })),
  post('register one with a bad tag', create, () => ({
    name: 'bad',
    tags: [{ key: '../a', value: 'b' }],
  })),
  post('register one with a long tag', create, () => ({
    name: 'bad',
    tags: [{ key: 'a', value: 'v'.repeat(100_001) }],
  })),
  get('get it', 'registered-models/get', net),
  get('get none', 'registered-models/get', () => ({})),
  get('get one that is not there', 'registered-models/get', () => ({ name: 'nobody' })),
  patch('describe it', 'registered-models/update', () => ({ name: 'net', description: 'new' })),
  patch('describe nothing', 'registered-models/update', () => ({ name: 'nobody' })),
  post('tag it', 'registered-models/set-tag', () => ({ name: 'net', key: 'a', value: 'b' })),
  post('tag it with nothing', 'registered-models/set-tag', () => ({ name: 'net', key: 'empty' })),
  post('tag it nameless', 'registered-models/set-tag', net),
  post('tag nobody', 'registered-models/set-tag', () => ({ name: 'nobody', key: 'a', value: 'b' })),
  remove('untag it', 'registered-models/delete-tag', () => ({ name: 'net', key: 'empty' })),
  remove('untag it again', 'registered-models/delete-tag', () => ({ name: 'net', key: 'empty' })),
  remove('untag nobody', 'registered-models/delete-tag', () => ({ name: 'nobody', key: 'empty' })),
  get('get it tagged', 'registered-models/get', net),
  post('latest versions of nothing', 'registered-models/get-latest-versions', () => ({
    name: 'Other net',
  })),
  get('the latest version of nothing', 'registered-models/alias', () => ({
    name: 'Other net',
    alias: 'latest',
  })),
];

const sources: readonly Call[] = [
  post(
    'a run to register from',
    'runs/create',
    ({ first: experiment }) => ({ experiment_id: experiment, run_name: 'maker' }),
    { keep: { home: 'run.info.artifact_uri', maker: 'run.info.run_id' } },
  ),
  post(
    'a logged model to register',
    'logged-models',
    ({ first: experiment, maker }) => ({
      experiment_id: experiment,
      name: 'made',
      source_run_id: maker,
    }),
    { keep: { modelHome: 'model.info.artifact_uri', made: 'model.info.model_id' } },
  ),
  post('a version of its artifacts', createVersion, ({ home, maker }) => ({
    name: 'net',
    source: `${home}/model`,
    run_id: maker,
    tags: [{ key: 'v', value: '1' }],
    description: 'the first',
    run_link: 'https://example.com/run',
  })),
  post('a version of the logged model', createVersion, ({ made }) => ({
    name: 'net',
    source: `models:/${made}`,
    model_id: made,
  })),
  get(
    'the logged model knows',
    ({ made }) => `logged-models/${made}`,
    () => ({}),
  ),
  post('a version of where it is', createVersion, ({ modelHome, made }) => ({
    name: 'net',
    source: `${modelHome}`,
    model_id: made,
  })),
  post('a version of a version', createVersion, () => ({
    name: 'Other net',
    source: 'models:/net/1',
  })),
  post('a version of the latest', createVersion, () => ({
    name: 'Other net',
    source: 'models:/net/latest',
  })),
  post('a version of a bucket', createVersion, () => ({
    name: 'net',
    source: 's3://bucket/models/net',
  })),
  post('a version of a run URI', createVersion, ({ maker }) => ({
    name: 'net',
    source: `runs:/${maker}/model`,
    run_id: maker,
  })),
  post(
    'a version of a model that is not there',
    createVersion,
    () => ({ name: 'net', source: 'models:/m-nobody', model_id: 'm-nobody' }),
    { differ: 'all' },
  ),
  ...[
    { name: 'nobody', source: 's3://bucket/models/net' },
    { name: 'net' },
    { name: 'a/b', source: 's3://bucket/models/net' },
    { name: 'net', source: 's3://bucket/a/../../b' },
    { name: 'net', source: 's3://bucket/a/%252e%252e/b' },
    { name: 'net', source: 's3://bucket/a/./b' },
    { name: 'net', source: 's3://bucket/models/a%00' },
    { name: 'net', source: 's3://bucket' },
    { name: 'net', source: '/etc' },
    { name: 'net', source: 'file:///etc' },
    { name: 'net', source: '/etc', run_id: 'nobody' },
    { name: 'net', source: 'mlflow-artifacts:/models' },
    { name: 'net', source: 'mlflow-artifacts:/models', run_id: 'nobody' },
    { name: 'net', source: 'runs:/nobody/model' },
    { name: 'net', source: 'models:/m-nobody' },
    { name: 'net', source: 'models:/net/99' },
    { name: 'net', source: 'models://host/net/1' },
    { name: 'net', source: 'models:/net/1', run_id: 'another' },
    { name: 'net', source: 's3://bucket/models/net', tags: [{ key: '../a', value: 'b' }] },
  ].map((fields) => post(`no version of ${JSON.stringify(fields)}`, createVersion, () => fields)),
  ...['http://host/models', 'mlflow-artifacts://host:9000/models', 'hdfs://host/models'].map(
    (source) =>
      post(`no version of ${source}`, createVersion, () => ({ name: 'net', source }), {
        differ: 'message',
      }),
  ),
  post(
    'no version of a version of nobody',
    createVersion,
    () => ({ name: 'net', source: 'models:/nobody/1' }),
    { differ: 'message' },
  ),
  post('no version of another folder', createVersion, ({ maker }) => ({
    name: 'net',
    source: 'file:///etc',
    run_id: maker,
  })),
];

const versions: readonly Call[] = [
  get('get a version', 'model-versions/get', first),
  get('get one by no number', 'model-versions/get', () => ({ name: 'net', version: 'one' })),
  get('get one that is not there', 'model-versions/get', () => ({ name: 'net', version: '99' })),
  get('get one of nobody', 'model-versions/get', () => ({ name: 'nobody', version: '1' })),
  get('get one of nothing', 'model-versions/get', net),
  get('where it is', 'model-versions/get-download-uri', first),
  get('where nothing is', 'model-versions/get-download-uri', () => ({
    name: 'net',
    version: '99',
  })),
  patch('describe it', 'model-versions/update', () => ({ ...first({}), description: 'better' })),
  patch('describe it no more', 'model-versions/update', first),
  patch('describe nothing', 'model-versions/update', () => ({ name: 'net', version: '99' })),
  patch('describe a number', 'model-versions/update', () => ({ name: 'net', version: 1 })),
  post('tag it', 'model-versions/set-tag', () => ({ ...first({}), key: 'kind', value: 'good' })),
  post('tag it badly', 'model-versions/set-tag', () => ({ ...first({}), key: '/x', value: '' })),
  post('tag nothing', 'model-versions/set-tag', () => ({
    name: 'net',
    version: '99',
    key: 'a',
    value: 'b',
  })),
  remove('untag it', 'model-versions/delete-tag', () => ({ ...first({}), key: 'v' })),
  remove('untag it again', 'model-versions/delete-tag', () => ({ ...first({}), key: 'v' })),
  get('get it tagged', 'model-versions/get', first),
  post('alias it', 'registered-models/alias', () => ({ ...first({}), alias: 'champion' })),
  post('alias it twice', 'registered-models/alias', () => ({ ...first({}), alias: 'other' })),
  post('move an alias', 'registered-models/alias', () => ({ ...second({}), alias: 'other' })),
  ...['latest', 'Latest', 'v3', 'a b', 'a'.repeat(256)].map((alias) =>
    post(`no alias ${alias.slice(0, 8)}`, 'registered-models/alias', () => ({
      ...first({}),
      alias,
    })),
  ),
  post('an alias of nothing', 'registered-models/alias', () => ({
    name: 'net',
    version: '99',
    alias: 'x',
  })),
  get('by alias', 'registered-models/alias', () => ({ name: 'net', alias: 'champion' })),
  get('by the latest', 'registered-models/alias', () => ({ name: 'net', alias: 'latest' })),
  get('by no alias', 'registered-models/alias', () => ({ name: 'net', alias: 'nobody' })),
  get('by alias of nobody', 'registered-models/alias', () => ({ name: 'nobody', alias: 'x' })),
  get('get the model with its aliases', 'registered-models/get', net),
  post('a version of an alias', createVersion, () => ({
    name: 'Other net',
    source: 'models:/net@champion',
  })),
  post('stage it', 'model-versions/transition-stage', () => ({ ...first({}), stage: 'staging' })),
  post('stage another, archiving', 'model-versions/transition-stage', () => ({
    ...second({}),
    stage: 'Staging',
    archive_existing_versions: true,
  })),
  get('get the archived', 'model-versions/get', first),
  post('stage it nowhere', 'model-versions/transition-stage', () => ({
    ...first({}),
    stage: 'stage',
  })),
  post(
    'archive for an inactive stage',
    'model-versions/transition-stage',
    () => ({ ...first({}), stage: 'Archived', archive_existing_versions: true }),
    { differ: 'status' },
  ),
  post('stage nothing', 'model-versions/transition-stage', () => ({
    name: 'net',
    version: '99',
    stage: 'None',
  })),
  post('latest versions', 'registered-models/get-latest-versions', net),
  get('latest versions, asked the old way', 'registered-models/get-latest-versions', () => ({
    name: 'net',
    stages: ['production', 'Staging'],
  })),
  post('latest versions of no stage', 'registered-models/get-latest-versions', () => ({
    name: 'net',
    stages: ['x'],
  })),
  post('latest versions of nobody', 'registered-models/get-latest-versions', () => ({
    name: 'nobody',
  })),
];

const searches: readonly Call[] = [
  ...[
    {},
    { filter: "name = 'net'" },
    { filter: "name != 'net'" },
    { filter: "name LIKE '%net'" },
    { filter: "name ILIKE 'OTHER%'" },
    { filter: "name IN ('net', 'x')" },
    { filter: "tags.team = 'blue'" },
    { filter: "tags.team = 'blue' AND tags.a != 'c'" },
    { filter: "tags.nobody != 'x'" },
    { filter: "tags.`mlflow.prompt.is_prompt` != 'true'" },
    { filter: "tags.`mlflow.prompt.is_prompt` = 'true'" },
    { order_by: ['name DESC'] },
  ].map((fields) =>
    get(`models ${JSON.stringify(fields)}`, 'registered-models/search', () => fields),
  ),
  ...[
    { filter: "name > 'a'" },
    { filter: "run_id = 'a'" },
    { filter: "metrics.a = 'a'" },
    { filter: "name = 'a' OR name = 'b'" },
    { filter: 'name = 5' },
    { filter: "tags.a IN ('x')" },
    { order_by: ['creation_timestamp'] },
    { order_by: ['name SIDEWAYS'] },
    { max_results: 1001 },
  ].map((fields) =>
    get(`no models ${JSON.stringify(fields)}`, 'registered-models/search', () => fields, {
      differ: 'message',
    }),
  ),
  get('a page of models', 'registered-models/search', () => ({ max_results: 1 }), {
    keep: { registryPage: 'next_page_token' },
  }),
  get('the next page of models', 'registered-models/search', ({ registryPage }) => ({
    max_results: 1,
    page_token: registryPage,
  })),
  ...[
    { filter: "name = 'net'" },
    { filter: "name = 'net' AND version_number > 2" },
    { filter: 'version_number = 1' },
    { filter: "tags.kind = 'good'" },
    { filter: "tags.kind LIKE 'g%' AND name = 'net'" },
    { filter: "source_path LIKE 's3://%'" },
    { filter: "run_id = ''" },
    { filter: "name = 'nobody'" },
    { filter: "name IN ('net')" },
  ].map((fields) =>
    get(`versions ${JSON.stringify(fields)}`, 'model-versions/search', () => ({
      order_by: ['name', 'version_number'],
      ...fields,
    })),
  ),
  get('versions of a run', 'model-versions/search', ({ maker }) => ({
    filter: `run_id IN ('${maker}')`,
    order_by: ['name DESC', 'version_number ASC'],
  })),
  ...[
    { filter: "version_number LIKE '1'" },
    { filter: "current_stage = 'None'" },
    { filter: "source_path IN ('a')" },
    { filter: 'version_number = 1.5' },
    { order_by: ['source_path'] },
    { order_by: ['tags.a'] },
    { max_results: 0 },
    { max_results: 200_001 },
  ].map((fields) =>
    get(`no versions ${JSON.stringify(fields)}`, 'model-versions/search', () => fields, {
      differ: 'message',
    }),
  ),
  get(
    'a page of versions',
    'model-versions/search',
    () => ({ max_results: 2, order_by: ['version_number'] }),
    { keep: { versionPage: 'next_page_token' } },
  ),
  get('the next page of versions', 'model-versions/search', ({ versionPage }) => ({
    max_results: 2,
    order_by: ['version_number'],
    page_token: versionPage,
  })),
];

const prompts: readonly Call[] = [
  post('register a prompt', create, () => ({
    name: 'ask',
    tags: [{ key: 'mlflow.prompt.is_prompt', value: 'true' }],
  })),
  post('register a model of its name', create, () => ({ name: 'ask' })),
  post('a version of the prompt', createVersion, () => ({
    name: 'ask',
    source: 'dummy-source',
    tags: [
      { key: 'mlflow.prompt.is_prompt', value: 'true' },
      { key: 'mlflow.prompt.text', value: 'Why {{x}}?' },
    ],
  })),
  post('no version of the prompt from files', createVersion, () => ({
    name: 'ask',
    source: 's3://bucket/x',
    tags: [{ key: 'mlflow.prompt.is_prompt', value: 'true' }],
  })),
  get('models without prompts', 'registered-models/search', () => ({})),
  get('prompts alone', 'registered-models/search', () => ({
    filter: "tags.`mlflow.prompt.is_prompt` = 'true'",
  })),
  get('versions without prompts', 'model-versions/search', () => ({
    order_by: ['name', 'version_number'],
  })),
  get('versions of prompts', 'model-versions/search', () => ({
    filter: "tags.`mlflow.prompt.is_prompt` = 'true'",
  })),
];

const endings: readonly Call[] = [
  remove('delete the second', 'model-versions/delete', second),
  remove('delete it again', 'model-versions/delete', second),
  get('its alias is gone', 'registered-models/alias', () => ({ name: 'net', alias: 'other' })),
  get('get what is left', 'registered-models/get', net),
  get('versions that are left', 'model-versions/search', () => ({
    filter: "name = 'net'",
    order_by: ['version_number'],
  })),
  post('its number is not used again', createVersion, () => ({
    name: 'net',
    source: 's3://bucket/models/net',
  })),
  remove('take an alias off', 'registered-models/alias', () => ({
    name: 'net',
    alias: 'champion',
  })),
  remove('take it off again', 'registered-models/alias', () => ({
    name: 'net',
    alias: 'champion',
  })),
  remove('take one off nobody', 'registered-models/alias', () => ({ name: 'nobody', alias: 'x' })),
  post('rename it', 'registered-models/rename', () => ({ name: 'net', new_name: 'network' })),
  get('its versions came along', 'model-versions/get', () => ({ name: 'network', version: '1' })),
  post('rename it again', 'registered-models/rename', () => ({ name: 'net', new_name: 'x' })),
  post('rename it to nothing', 'registered-models/rename', () => ({ name: 'network' })),
  post('rename it badly', 'registered-models/rename', () => ({
    name: 'network',
    new_name: 'a/b',
  })),
  post(
    'rename it to a taken name',
    'registered-models/rename',
    () => ({ name: 'network', new_name: 'Other net' }),
    { differ: 'message' },
  ),
  remove('delete it all', 'registered-models/delete', () => ({ name: 'network' })),
  remove('delete it all again', 'registered-models/delete', () => ({ name: 'network' })),
  get('models that are left', 'registered-models/search', () => ({})),
  get('its versions are gone', 'model-versions/search', () => ({ filter: "name = 'network'" })),
];

/** The calls of the model registry, in the order in which they are made. */
export const registryCalls: readonly Call[] = [
  ...names,
  ...sources,
  ...versions,
  ...searches,
  ...prompts,
  ...endings,
];
