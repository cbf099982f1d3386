import { get, post, type Call } from './call.ts';
import { registryCalls } from './registryCalls.ts';

const time = 1_763_800_000_000;
const long = 'x'.repeat(9000);

const experiments: readonly Call[] = [
  get('the default experiment', 'experiments/get', () => ({ experiment_id: '0' })),
  post(
    'create an experiment',
    'experiments/create',
    () => ({ name: 'first', tags: [{ key: 'team', value: 'blue' }] }),
    { keep: { first: 'experiment_id' } },
  ),
  post('create it again', 'experiments/create', () => ({ name: 'first' }), { differ: 'message' }),
  post('create one without a name', 'experiments/create', () => ({})),
  post('create one with an empty name', 'experiments/create', () => ({ name: '' })),
  post('create one with a number for a name', 'experiments/create', () => ({ name: 123 })),
  post('create one with a long name', 'experiments/create', () => ({ name: 'n'.repeat(501) })),
  post(
    'create one at runs:',
    'experiments/create',
    () => ({ name: 'runs', artifact_location: 'runs:/x' }),
    { differ: 'message' },
  ),
  post('create one with a bad tag', 'experiments/create', () => ({
    name: 'badtag',
    tags: [{ key: '../a', value: 'b' }],
  })),
  post(
    'create one elsewhere',
    'experiments/create',
    () => ({ name: 'elsewhere', artifact_location: 's3://bucket/path' }),
    { keep: { elsewhere: 'experiment_id' } },
  ),
  get('get it', 'experiments/get', ({ elsewhere }) => ({ experiment_id: elsewhere })),
  get('get one', 'experiments/get', ({ first }) => ({ experiment_id: first })),
  get('get one by name', 'experiments/get-by-name', () => ({ experiment_name: 'first' })),
  get('get one that is not there', 'experiments/get', () => ({ experiment_id: '999' })),
  get('get one by no number', 'experiments/get', () => ({ experiment_id: 'abc' })),
  get('get none', 'experiments/get', () => ({})),
  get('get one by a name that is not there', 'experiments/get-by-name', () => ({
    experiment_name: 'nobody',
  })),
  post('tag it', 'experiments/set-experiment-tag', ({ first }) => ({
    experiment_id: first,
    key: 'a.b/c d',
    value: 'tag',
  })),
  post('tag it with nothing', 'experiments/set-experiment-tag', ({ first }) => ({
    experiment_id: first,
    key: 'empty',
    value: '',
  })),
  post('tag it with too much', 'experiments/set-experiment-tag', ({ first }) => ({
    experiment_id: first,
    key: 'k',
    value: 'v'.repeat(20_001),
  })),
  post('untag it', 'experiments/delete-experiment-tag', ({ first }) => ({
    experiment_id: first,
    key: 'empty',
  })),
  post('untag it again', 'experiments/delete-experiment-tag', ({ first }) => ({
    experiment_id: first,
    key: 'empty',
  })),
  post('rename it', 'experiments/update', ({ first }) => ({
    experiment_id: first,
    new_name: 'renamed',
  })),
  post('rename it to nothing', 'experiments/update', ({ first }) => ({ experiment_id: first })),
  post(
    'rename it to a taken name',
    'experiments/update',
    ({ first }) => ({ experiment_id: first, new_name: 'elsewhere' }),
    { differ: 'all' },
  ),
  get('get it renamed', 'experiments/get', ({ first }) => ({ experiment_id: first })),
  post('create a third', 'experiments/create', () => ({ name: 'third' }), {
    keep: { third: 'experiment_id' },
  }),
  post(
    'a run in it',
    'runs/create',
    ({ third }) => ({ experiment_id: third, start_time: time, run_name: 'doomed' }),
    { keep: { doomed: 'run.info.run_id' } },
  ),
  post('delete it', 'experiments/delete', ({ third }) => ({ experiment_id: third })),
  post('delete it again', 'experiments/delete', ({ third }) => ({ experiment_id: third })),
  get('its run is deleted', 'runs/get', ({ doomed }) => ({ run_id: doomed })),
  post(
    'rename it deleted',
    'experiments/update',
    ({ third }) => ({ experiment_id: third, new_name: 'no' }),
    { differ: 'status' },
  ),
  post('tag it deleted', 'experiments/set-experiment-tag', ({ third }) => ({
    experiment_id: third,
    key: 'a',
    value: 'b',
  })),
  post('a run in it deleted', 'runs/create', ({ third }) => ({
    experiment_id: third,
    start_time: time,
  })),
  post('restore it', 'experiments/restore', ({ third }) => ({ experiment_id: third })),
  post('restore it again', 'experiments/restore', ({ third }) => ({ experiment_id: third })),
  get('its run is back', 'runs/get', ({ doomed }) => ({ run_id: doomed })),
  post('search them', 'experiments/search', () => ({ max_results: 10, order_by: ['name ASC'] })),
  post('search deleted ones', 'experiments/search', () => ({
    max_results: 10,
    view_type: 'DELETED_ONLY',
  })),
  post('search by name', 'experiments/search', () => ({
    max_results: 10,
    filter: "name LIKE 'ren%'",
  })),
  post('search by the wrong case', 'experiments/search', () => ({
    max_results: 10,
    filter: "name LIKE 'REN%'",
  })),
  post('search in any case', 'experiments/search', () => ({
    max_results: 10,
    filter: "name ILIKE 'REN%'",
  })),
  post('search by tag', 'experiments/search', () => ({
    max_results: 10,
    filter: "tags.team = 'blue'",
  })),
  post('search by no tag', 'experiments/search', () => ({
    max_results: 10,
    filter: 'tags.team IS NULL',
    order_by: ['experiment_id DESC'],
  })),
  post('search by time', 'experiments/search', () => ({
    max_results: 10,
    filter: 'creation_time > 0 AND last_update_time < 5',
  })),
  post('page through them', 'experiments/search', () => ({ max_results: 2, order_by: ['name'] }), {
    keep: { experimentPage: 'next_page_token' },
  }),
  post('the next page', 'experiments/search', ({ experimentPage }) => ({
    max_results: 2,
    order_by: ['name'],
    page_token: experimentPage,
  })),
  post(
    'search by nonsense',
    'experiments/search',
    () => ({ max_results: 10, filter: "nope = 'x'" }),
    { differ: 'message' },
  ),
  post('search too many', 'experiments/search', () => ({ max_results: 50_001 }), {
    differ: 'message',
  }),
];

const runs: readonly Call[] = [
  post(
    'create a run',
    'runs/create',
    ({ first }) => ({
      experiment_id: first,
      start_time: time,
      user_id: 'ann',
      run_name: 'one',
      tags: [{ key: 'mlflow.source.name', value: 'train.py' }],
    }),
    { keep: { one: 'run.info.run_id' } },
  ),
  post(
    'create one named by its tag',
    'runs/create',
    ({ first }) => ({
      experiment_id: first,
      start_time: time + 1,
      tags: [{ key: 'mlflow.runName', value: 'two' }],
    }),
    { keep: { two: 'run.info.run_id' } },
  ),
  post('create one with two names', 'runs/create', ({ first }) => ({
    experiment_id: first,
    run_name: 'a',
    tags: [{ key: 'mlflow.runName', value: 'b' }],
  })),
  post(
    'create one with times as text',
    'runs/create',
    ({ first }) => ({ experiment_id: first, start_time: String(time + 2), run_name: 'three' }),
    { keep: { three: 'run.info.run_id' } },
  ),
  post(
    'create one in the default experiment',
    'runs/create',
    () => ({ experiment_id: '0', start_time: time - 1, run_name: 'zero' }),
    { keep: { zero: 'run.info.run_id' } },
  ),
  post('create one nowhere', 'runs/create', () => ({ experiment_id: '999', start_time: time })),
  post('create one at no time', 'runs/create', ({ first }) => ({
    experiment_id: first,
    start_time: 'soon',
  })),
  get('get it', 'runs/get', ({ one }) => ({ run_id: one })),
  get('get it by its old name', 'runs/get', ({ one }) => ({ run_uuid: one })),
  get('get one that is not there', 'runs/get', () => ({ run_id: 'nobody' })),
  get('get none', 'runs/get', () => ({})),
  post('log a metric', 'runs/log-metric', ({ one }) => ({
    run_id: one,
    key: 'loss',
    value: 0.5,
    timestamp: time,
    step: 1,
  })),
  post('log it again', 'runs/log-metric', ({ one }) => ({
    run_id: one,
    key: 'loss',
    value: 0.5,
    timestamp: time,
    step: 1,
  })),
  post('log a later step', 'runs/log-metric', ({ one }) => ({
    run_id: one,
    key: 'loss',
    value: 0.25,
    timestamp: time - 5,
    step: 2,
  })),
  post('log an earlier step later', 'runs/log-metric', ({ one }) => ({
    run_id: one,
    key: 'loss',
    value: 9,
    timestamp: time + 99,
    step: 0,
  })),
  post('log a tie that is greater', 'runs/log-metric', ({ one }) => ({
    run_id: one,
    key: 'tie',
    value: 1,
    timestamp: time,
    step: 1,
  })),
  post('and the lesser', 'runs/log-metric', ({ one }) => ({
    run_id: one,
    key: 'tie',
    value: 0.5,
    timestamp: time,
    step: 1,
  })),
  post('log zero', 'runs/log-metric', ({ one }) => ({
    run_id: one,
    key: 'zero',
    value: 0,
    timestamp: 0,
  })),
  post('log text that is a number', 'runs/log-metric', ({ one }) => ({
    run_id: one,
    key: 'text',
    value: '0.125',
    timestamp: String(time),
    step: '3',
  })),
  post('log NaN', 'runs/log-metric', ({ one }) => ({
    run_id: one,
    key: 'nan',
    value: 'NaN',
    timestamp: time,
  })),
  post('log a negative step', 'runs/log-metric', ({ one }) => ({
    run_id: one,
    key: 'negative',
    value: 1,
    timestamp: time,
    step: -3,
  })),
  post('log with a name of Unicode', 'runs/log-metric', ({ one }) => ({
    run_id: one,
    key: 'vérité/准确率',
    value: 1,
    timestamp: time,
  })),
  post('log without a key', 'runs/log-metric', ({ one }) => ({
    run_id: one,
    value: 1,
    timestamp: time,
  })),
  post('log without a value', 'runs/log-metric', ({ one }) => ({
    run_id: one,
    key: 'a',
    timestamp: time,
  })),
  post('log without a time', 'runs/log-metric', ({ one }) => ({ run_id: one, key: 'a', value: 1 })),
  post('log without a run', 'runs/log-metric', () => ({ key: 'a', value: 1, timestamp: time })),
  post('log to nobody', 'runs/log-metric', () => ({
    run_id: 'nobody',
    key: 'a',
    value: 1,
    timestamp: time,
  })),
  post('log words', 'runs/log-metric', ({ one }) => ({
    run_id: one,
    key: 'a',
    value: 'high',
    timestamp: time,
  })),
  post(
    'log before time',
    'runs/log-metric',
    ({ one }) => ({ run_id: one, key: 'a', value: 1, timestamp: -1 }),
    { differ: 'message' },
  ),
  post('log a bad name', 'runs/log-metric', ({ one }) => ({
    run_id: one,
    key: 'a*b',
    value: 1,
    timestamp: time,
  })),
  post('log a path for a name', 'runs/log-metric', ({ one }) => ({
    run_id: one,
    key: 'a/../b',
    value: 1,
    timestamp: time,
  })),
  post('log an absolute path', 'runs/log-metric', ({ one }) => ({
    run_id: one,
    key: '/a',
    value: 1,
    timestamp: time,
  })),
  post('log a long name', 'runs/log-metric', ({ one }) => ({
    run_id: one,
    key: 'k'.repeat(251),
    value: 1,
    timestamp: time,
  })),
  post('log a parameter', 'runs/log-parameter', ({ one }) => ({
    run_id: one,
    key: 'lr',
    value: '0.1',
  })),
  post('log it again', 'runs/log-parameter', ({ one }) => ({
    run_id: one,
    key: 'lr',
    value: '0.1',
  })),
  post('change it', 'runs/log-parameter', ({ one }) => ({ run_id: one, key: 'lr', value: '0.2' })),
  post('an empty parameter', 'runs/log-parameter', ({ one }) => ({
    run_id: one,
    key: 'nothing',
    value: '',
  })),
  post('a long parameter', 'runs/log-parameter', ({ one }) => ({
    run_id: one,
    key: 'long',
    value: long,
  })),
  post('a parameter without a key', 'runs/log-parameter', ({ one }) => ({
    run_id: one,
    value: '1',
  })),
  post('a parameter that is a number', 'runs/log-parameter', ({ one }) => ({
    run_id: one,
    key: 'n',
    value: 5,
  })),
  post('set a tag', 'runs/set-tag', ({ one }) => ({ run_id: one, key: 'colour', value: 'red' })),
  post('set it anew', 'runs/set-tag', ({ one }) => ({ run_id: one, key: 'colour', value: 'blue' })),
  post('a long tag', 'runs/set-tag', ({ one }) => ({ run_id: one, key: 'long', value: long })),
  post('rename by tag', 'runs/set-tag', ({ two }) => ({
    run_id: two,
    key: 'mlflow.runName',
    value: 'second',
  })),
  get('it is renamed', 'runs/get', ({ two }) => ({ run_id: two })),
  post('delete a tag', 'runs/delete-tag', ({ one }) => ({ run_id: one, key: 'colour' })),
  post('delete it again', 'runs/delete-tag', ({ one }) => ({ run_id: one, key: 'colour' })),
  post('log a batch', 'runs/log-batch', ({ two }) => ({
    run_id: two,
    metrics: [
      { key: 'acc', value: 0.5, timestamp: time, step: 0 },
      { key: 'acc', value: 0.75, timestamp: time + 1, step: 1 },
      { key: 'acc', value: 0.75, timestamp: time + 1, step: 1 },
      { key: 'loss', value: 1, timestamp: time },
    ],
    params: [
      { key: 'lr', value: '0.2' },
      { key: 'depth', value: '3' },
    ],
    tags: [{ key: 'colour', value: 'red' }],
  })),
  post('an empty batch', 'runs/log-batch', ({ two }) => ({ run_id: two })),
  post('a batch that changes parameters', 'runs/log-batch', ({ two }) => ({
    run_id: two,
    params: [
      { key: 'lr', value: "it's" },
      { key: 'depth', value: '3' },
    ],
  })),
  post('a batch with a parameter twice', 'runs/log-batch', ({ two }) => ({
    run_id: two,
    params: [
      { key: 'q', value: '1' },
      { key: 'q', value: '2' },
    ],
  })),
  post('a batch of too many metrics', 'runs/log-batch', ({ two }) => ({
    run_id: two,
    metrics: Array.from({ length: 1001 }, (_, step) => ({
      key: 'm',
      value: 1,
      timestamp: time,
      step,
    })),
  })),
  post('a batch of too many parameters', 'runs/log-batch', ({ two }) => ({
    run_id: two,
    params: Array.from({ length: 101 }, (_, n) => ({ key: `p${n}`, value: '1' })),
  })),
  post('a batch of too many tags', 'runs/log-batch', ({ two }) => ({
    run_id: two,
    tags: Array.from({ length: 101 }, (_, n) => ({ key: `t${n}`, value: '1' })),
  })),
  post('a batch of too much in all', 'runs/log-batch', ({ two }) => ({
    run_id: two,
    metrics: Array.from({ length: 950 }, (_, step) => ({
      key: 'm',
      value: 1,
      timestamp: time,
      step,
    })),
    params: Array.from({ length: 60 }, (_, n) => ({ key: `p${n}`, value: '1' })),
  })),
  post('a batch with a metric without a key', 'runs/log-batch', ({ two }) => ({
    run_id: two,
    metrics: [{ value: 1, timestamp: time }],
  })),
  post('a batch with a metric without a value', 'runs/log-batch', ({ two }) => ({
    run_id: two,
    metrics: [{ key: 'a', timestamp: time }],
  })),
  post('a batch with a metric without a time', 'runs/log-batch', ({ two }) => ({
    run_id: two,
    metrics: [{ key: 'a', value: 1 }],
  })),
  post('a batch with a bad metric name', 'runs/log-batch', ({ two }) => ({
    run_id: two,
    metrics: [{ key: 'a*', value: 1, timestamp: time }],
  })),
  post('a batch with a bad parameter name', 'runs/log-batch', ({ two }) => ({
    run_id: two,
    params: [{ key: 'a/../b', value: '1' }],
  })),
  post('a batch with a bad tag name', 'runs/log-batch', ({ two }) => ({
    run_id: two,
    tags: [{ key: '.', value: '1' }],
  })),
  post('a batch with a bad run', 'runs/log-batch', () => ({ run_id: '../x' })),
  post('a batch to nobody', 'runs/log-batch', () => ({ run_id: 'nobody' })),
  post(
    'a batch that is no list',
    'runs/log-batch',
    ({ two }) => ({ run_id: two, metrics: 'loss' }),
    { differ: 'all' },
  ),
  post('update a run', 'runs/update', ({ one }) => ({
    run_id: one,
    status: 'FINISHED',
    end_time: time + 9,
    run_name: 'uno',
  })),
  post('update it by number', 'runs/update', ({ two }) => ({ run_id: two, status: 4 })),
  post('update nothing', 'runs/update', ({ three }) => ({ run_id: three })),
  post('update nobody', 'runs/update', () => ({ run_id: 'nobody', status: 'FINISHED' })),
  get('get it full', 'runs/get', ({ one }) => ({ run_id: one })),
  get('get the other full', 'runs/get', ({ two }) => ({ run_id: two })),
  post('delete a run', 'runs/delete', ({ three }) => ({ run_id: three })),
  post('delete it again', 'runs/delete', ({ three }) => ({ run_id: three })),
  post('delete nobody', 'runs/delete', () => ({ run_id: 'nobody' })),
  post('log to a deleted one', 'runs/log-metric', ({ three }) => ({
    run_id: three,
    key: 'a',
    value: 1,
    timestamp: time,
  })),
  post('update a deleted one', 'runs/update', ({ three }) => ({
    run_id: three,
    status: 'FINISHED',
  })),
  post('tag a deleted one', 'runs/set-tag', ({ three }) => ({
    run_id: three,
    key: 'a',
    value: '1',
  })),
  get('get a deleted one', 'runs/get', ({ three }) => ({ run_id: three })),
  post('search deleted ones', 'runs/search', ({ first }) => ({
    experiment_ids: [first],
    run_view_type: 'DELETED_ONLY',
  })),
  post('restore it', 'runs/restore', ({ three }) => ({ run_id: three })),
  post('restore nobody', 'runs/restore', () => ({ run_id: 'nobody' })),
];

const histories: readonly Call[] = [
  get('a history', 'metrics/get-history', ({ one }) => ({ run_id: one, metric_key: 'loss' })),
  get('a history with NaN', 'metrics/get-history', ({ one }) => ({
    run_id: one,
    metric_key: 'nan',
  })),
  get('a history of nothing', 'metrics/get-history', ({ one }) => ({
    run_id: one,
    metric_key: 'nothing',
  })),
  get(
    'a page of a history',
    'metrics/get-history',
    ({ one }) => ({ run_id: one, metric_key: 'loss', max_results: 2 }),
    { keep: { historyPage: 'next_page_token' } },
  ),
  get('the next page', 'metrics/get-history', ({ one, historyPage }) => ({
    run_id: one,
    metric_key: 'loss',
    max_results: 2,
    page_token: historyPage,
  })),
  get('an empty page', 'metrics/get-history', ({ one }) => ({
    run_id: one,
    metric_key: 'loss',
    max_results: 0,
  })),
  get(
    'a page of a bad token',
    'metrics/get-history',
    ({ one }) => ({ run_id: one, metric_key: 'loss', page_token: '!' }),
    { differ: 'message' },
  ),
  get('a history without a key', 'metrics/get-history', ({ one }) => ({ run_id: one })),
  get(
    'a history of nobody',
    'metrics/get-history',
    () => ({ run_id: 'nobody', metric_key: 'loss' }),
    { differ: 'all' },
  ),
  get('an interval', 'metrics/get-history-bulk-interval', ({ one, two }) => ({
    run_ids: [one, two],
    metric_key: 'loss',
    start_step: 0,
    end_step: 100,
  })),
  get('half an interval', 'metrics/get-history-bulk-interval', ({ one }) => ({
    run_ids: [one],
    metric_key: 'loss',
    start_step: 1,
  })),
  get('an interval that ends before it starts', 'metrics/get-history-bulk-interval', ({ one }) => ({
    run_ids: [one],
    metric_key: 'loss',
    start_step: 5,
    end_step: 1,
  })),
  get('an interval of too much', 'metrics/get-history-bulk-interval', ({ one }) => ({
    run_ids: [one],
    metric_key: 'loss',
    max_results: 2501,
  })),
  get('an interval of no runs', 'metrics/get-history-bulk-interval', () => ({
    metric_key: 'loss',
  })),
  get('an interval of too many runs', 'metrics/get-history-bulk-interval', ({ one }) => ({
    run_ids: Array.from({ length: 101 }, () => one),
    metric_key: 'loss',
  })),
];

const filters = [
  '',
  'metrics.loss > 0.5',
  'metrics.loss >= 1',
  'metrics.loss = 0.25',
  'metric.loss != 0.25',
  'metrics.loss < 1e1',
  'metrics.nan = 0',
  'metrics.nan != 0',
  'metrics.nan > 0',
  'metrics.`loss` <= 0.25 AND metrics."loss" > -1',
  "params.lr = '0.1'",
  'params.lr = "0.2"',
  "params.lr != '0.1'",
  "param.lr LIKE '0._'",
  "parameters.lr ILIKE '%2'",
  'params.depth IS NULL',
  'params.depth IS NOT NULL',
  "tags.colour = 'red'",
  "tags.colour LIKE 'RED'",
  "tags.colour ILIKE 'R%'",
  'tags.colour is not null',
  "tags.mlflow.runName = 'second'",
  "tags.`mlflow.source.name` = 'train.py'",
  "attributes.status = 'FINISHED'",
  "status != 'FINISHED'",
  "attr.run_name LIKE '%o%'",
  "run_name ILIKE 'UNO'",
  "`run name` = 'uno'",
  "user_id = 'ann'",
  'start_time > 0 and end_time > 0',
  'attributes.created >= 1763800000001',
  "run_id IN ('nobody')",
  "run_id NOT IN ('nobody', 'else')",
  "dataset.name = 'iris'",
  "datasets.context ILIKE 'TRA%'",
  "dataset.digest IN ('d1', 'd2')",
  "dataset.name NOT IN ('iris')",
  "status = 'FINISHED' OR status = 'FAILED'",
  'metrics.loss',
  "metrics.loss > '1'",
  'params.lr = 0.1',
  "metrics.loss LIKE '1'",
  "params.lr > '1'",
  "nobody.loss = '1'",
  "attributes.nothing = '1'",
  "dataset.nothing = '1'",
  "status IN ('FINISHED')",
  'start_time > 1.5',
  "start_time LIKE '1'",
  'run_id IN ()',
  'run_id IN (1, 2)',
  'metrics.loss IS NULL',
  'status IS NULL',
];

const orders = [
  ['metrics.loss'],
  ['metrics.loss DESC'],
  ['metrics.nan ASC'],
  ['metrics.nan DESC'],
  ['params.lr DESC', 'metrics.loss'],
  ['tags.colour'],
  ['start_time ASC'],
  ['attributes.end_time DESC'],
  ['run_name'],
  ['`metrics`.`loss` desc'],
  ['Created'],
  ['metrics.loss', 'metrics.loss DESC'],
  ['metrics.loss SIDEWAYS'],
  ['metrics.loss, start_time'],
  ['nothing'],
  [''],
];

/** Sets in messages have no order, and some filters are read by different parsers. */
const wordsDiffer =
  /^(run_id IN \(|params.lr = 0|metrics.loss$|status =.*OR|nobody|attributes.nothing|dataset.nothing|metrics.loss LIKE|params.lr >|start_time LIKE|metrics.loss IS|status IS|metrics.loss SIDE|metrics.loss,|nothing)/;

const searches: readonly Call[] = [
  post('log inputs', 'runs/log-inputs', ({ one }) => ({
    run_id: one,
    datasets: [
      {
        tags: [{ key: 'mlflow.data.context', value: 'train' }],
        dataset: {
          name: 'iris',
          digest: 'd1',
          source_type: 'local',
          source: '{"uri":"iris.csv"}',
          schema: '{}',
          profile: '{"num_rows":150}',
        },
      },
    ],
  })),
  post('log them again', 'runs/log-inputs', ({ one }) => ({
    run_id: one,
    datasets: [{ dataset: { name: 'iris', digest: 'd1', source_type: 'local', source: 'other' } }],
  })),
  post('log them to another', 'runs/log-inputs', ({ two }) => ({
    run_id: two,
    datasets: [
      { dataset: { name: 'iris', digest: 'd1', source_type: 'local', source: '{}' } },
      {
        tags: [{ key: 'mlflow.data.context', value: 'eval' }],
        dataset: { name: 'wine', digest: 'd2', source_type: 'local', source: '{}' },
      },
    ],
  })),
  post('log inputs with a long digest', 'runs/log-inputs', ({ one }) => ({
    run_id: one,
    datasets: [
      { dataset: { name: 'a', digest: 'd'.repeat(37), source_type: 'local', source: '{}' } },
    ],
  })),
  post('log inputs to nobody', 'runs/log-inputs', () => ({ run_id: 'nobody', datasets: [] })),
  get('the run has them', 'runs/get', ({ one }) => ({ run_id: one })),
  get('the other has them', 'runs/get', ({ two }) => ({ run_id: two })),
  ...filters.map((filter): Call =>
    post(
      `search: ${filter}`,
      'runs/search',
      ({ first }) => ({ experiment_ids: [first], filter }),
      wordsDiffer.test(filter) ? { differ: 'message' } : {},
    ),
  ),
  ...orders.map((orderBy): Call =>
    post(
      `sorted: ${orderBy.join(', ')}`,
      'runs/search',
      ({ first }) => ({ experiment_ids: [first], order_by: orderBy }),
      orderBy.length > 1 && orderBy[1]?.includes('loss DESC')
        ? { differ: 'status' }
        : orderBy[0] === '' || wordsDiffer.test(orderBy[0] ?? '')
          ? { differ: 'all' }
          : {},
    ),
  ),
  post('search two experiments', 'runs/search', ({ first }) => ({ experiment_ids: [first, '0'] })),
  post('search none', 'runs/search', () => ({})),
  post('search too many', 'runs/search', ({ first }) => ({
    experiment_ids: [first],
    max_results: 50_001,
  })),
  post('a page', 'runs/search', ({ first }) => ({ experiment_ids: [first], max_results: 2 }), {
    keep: { runPage: 'next_page_token' },
  }),
  post('the next page', 'runs/search', ({ first, runPage }) => ({
    experiment_ids: [first],
    max_results: 2,
    page_token: runPage,
  })),
  post('search everything', 'runs/search', ({ first }) => ({
    experiment_ids: [first],
    run_view_type: 'ALL',
  })),
  post('search by no experiment', 'runs/search', () => ({ experiment_ids: ['abc'] })),
];

const models: readonly Call[] = [
  post(
    'create a model',
    'logged-models',
    ({ first, one }) => ({
      experiment_id: first,
      name: 'model',
      model_type: 'xgb',
      source_run_id: one,
      params: [{ key: 'depth', value: '3' }],
      tags: [{ key: 'a', value: 'b' }],
    }),
    { keep: { model: 'model.info.model_id' } },
  ),
  post(
    'create another',
    'logged-models',
    ({ first }) => ({ experiment_id: first, name: 'other' }),
    { keep: { other: 'model.info.model_id' } },
  ),
  post(
    'create a badly named one',
    'logged-models',
    ({ first }) => ({ experiment_id: first, name: 'a/b' }),
    { differ: 'message' },
  ),
  post('create one nowhere', 'logged-models', () => ({ experiment_id: '999' })),
  post('create one in nothing', 'logged-models', () => ({})),
  {
    name: 'more parameters',
    method: 'POST',
    path: ({ model }) => `logged-models/${model}/params`,
    fields: ({ model }) => ({ model_id: model, params: [{ key: 'eta', value: '0.1' }] }),
  },
  {
    name: 'ready',
    method: 'PATCH',
    path: ({ model }) => `logged-models/${model}`,
    fields: ({ model }) => ({ model_id: model, status: 'LOGGED_MODEL_READY' }),
  },
  {
    name: 'tags',
    method: 'PATCH',
    path: ({ model }) => `logged-models/${model}/tags`,
    fields: () => ({
      tags: [
        { key: 'c', value: 'd' },
        { key: 'e.f', value: 'g' },
      ],
    }),
  },
  { name: 'untag', method: 'DELETE', path: ({ model }) => `logged-models/${model}/tags/e.f` },
  { name: 'untag again', method: 'DELETE', path: ({ model }) => `logged-models/${model}/tags/e.f` },
  post('outputs', 'runs/outputs', ({ one, model }) => ({
    run_id: one,
    models: [{ model_id: model, step: 4 }],
  })),
  post('inputs', 'runs/log-inputs', ({ two, model }) => ({
    run_id: two,
    models: [{ model_id: model }],
  })),
  post('measure it', 'runs/log-metric', ({ one, model }) => ({
    run_id: one,
    key: 'acc',
    value: 0.9,
    timestamp: time,
    step: 4,
    model_id: model,
    dataset_name: 'iris',
    dataset_digest: 'd1',
  })),
  post('measure the other', 'runs/log-batch', ({ one, other }) => ({
    run_id: one,
    metrics: [{ key: 'acc', value: 0.7, timestamp: time, step: 4, model_id: other }],
  })),
  { name: 'get it', path: ({ model }) => `logged-models/${model}` },
  { name: 'get nobody', path: () => 'logged-models/m-nobody' },
  get('the run made it', 'runs/get', ({ one }) => ({ run_id: one })),
  get('the run used it', 'runs/get', ({ two }) => ({ run_id: two })),
  ...[
    {},
    { filter: 'metrics.acc > 0.8' },
    { filter: "params.depth = '3' AND tags.a = 'b'" },
    { filter: "name LIKE 'o%'" },
    { filter: "name IN ('model')" },
    { filter: "model_type = 'xgb'" },
    { filter: 'creation_timestamp > 0' },
    { filter: "name = 'model' OR name = 'other'" },
    { filter: "name > 'a'" },
    { datasets: [{ dataset_name: 'iris', dataset_digest: 'd1' }] },
    { datasets: [{ dataset_name: 'nothing' }], filter: 'metrics.acc > 0' },
    { datasets: [{ dataset_digest: 'd1' }] },
    { order_by: [{ field_name: 'metrics.acc', ascending: false }] },
    { order_by: [{ field_name: 'name', ascending: true }] },
    { order_by: [{ field_name: 'params.depth' }] },
    { order_by: [{ field_name: 'nothing' }] },
  ].map((search): Call =>
    post(
      `search ${JSON.stringify(search)}`,
      'logged-models/search',
      ({ first }) => ({
        experiment_ids: [first],
        order_by: [{ field_name: 'name', ascending: true }],
        ...search,
      }),
      JSON.stringify(search).includes('OR') || JSON.stringify(search).includes('>')
        ? { differ: 'message' }
        : {},
    ),
  ),
  post(
    'a page',
    'logged-models/search',
    ({ first }) => ({
      experiment_ids: [first],
      max_results: 1,
      order_by: [{ field_name: 'name', ascending: true }],
    }),
    { keep: { modelPage: 'next_page_token' } },
  ),
  post('the next page', 'logged-models/search', ({ first, modelPage }) => ({
    experiment_ids: [first],
    max_results: 1,
    order_by: [{ field_name: 'name', ascending: true }],
    page_token: modelPage,
  })),
  post(
    "another search's page",
    'logged-models/search',
    ({ first, modelPage }) => ({ experiment_ids: [first], page_token: modelPage }),
    { differ: 'message' },
  ),
  post('search nowhere', 'logged-models/search', () => ({})),
  { name: 'delete it', method: 'DELETE', path: ({ model }) => `logged-models/${model}` },
  { name: 'it is gone', path: ({ model }) => `logged-models/${model}` },
  { name: 'but not wholly', path: ({ model }) => `logged-models/${model}?allow_deleted=true` },
];

const others: readonly Call[] = [
  { name: 'no such call', path: 'runs/nothing', differ: 'message' },
  { name: 'no such gateway', path: 'gateway/endpoints/list', differ: 'all' },
  post('a legacy model', 'runs/log-model', ({ two }) => ({
    run_id: two,
    model_json: JSON.stringify({
      artifact_path: 'm',
      flavors: {},
      utc_time_created: '2026-01-01',
      run_id: 'x',
    }),
  })),
  post('a legacy model without all', 'runs/log-model', ({ two }) => ({
    run_id: two,
    model_json: '{"artifact_path":"m","flavors":{},"run_id":"x"}',
  })),
  post('a legacy model of nonsense', 'runs/log-model', ({ two }) => ({
    run_id: two,
    model_json: '{',
  })),
  get('a path out of the folder', 'artifacts/list', ({ one }) => ({ run_id: one, path: '../..' })),
  get('an encoded path out of the folder', 'artifacts/list', ({ one }) => ({
    run_id: one,
    path: '%252e%252e/x',
  })),
  get('artifacts of nobody', 'artifacts/list', () => ({ run_id: 'nobody' })),
  get('no artifacts', 'artifacts/list', ({ one }) => ({ run_id: one })),
  get('artifacts of nothing', 'artifacts/list', () => ({})),
];

/** In the order in which they are made. */
export const calls: Readonly<Record<string, readonly Call[]>> = {
  experiments,
  runs,
  histories,
  searches,
  models,
  'the model registry': registryCalls,
  others,
};
