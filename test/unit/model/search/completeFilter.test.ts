import assert from 'node:assert/strict';
import {
  completeFilter,
  type FilterKnowledge,
} from '../../../../src/model/search/completeFilter.ts';
import { FilterError } from '../../../../src/model/search/filterError.ts';
import { parseFilter } from '../../../../src/model/search/filter.ts';
import { runGrammar } from '../../../../src/model/search/grammar.ts';

const values: Readonly<Record<string, readonly string[]>> = {
  'param.lr': ['0.1', '0.01'],
  'tag.team': ['vision', "mina's", 'television'],
  'attribute.user_id': ['mina'],
};

const known: FilterKnowledge = {
  names: [
    { entity: 'metric', key: 'loss' },
    { entity: 'metric', key: 'val loss' },
    { entity: 'param', key: 'lr' },
    { entity: 'tag', key: 'team' },
  ],
  valuesOf: ({ entity, key }) => values[`${entity}.${key}`] ?? [],
};

/** What is offered at the mark. */
function offered(marked: string): readonly string[] {
  const caret = marked.indexOf('|');
  return completeFilter(marked.replace('|', ''), caret, known, 100).items;
}

/** The part of a filter that is said to be wrong. */
function faultOf(filter: string): string {
  try {
    parseFilter(filter, runGrammar);
  } catch (error) {
    assert.ok(error instanceof FilterError);
    const { start, end } = error.place;
    return start === end ? `end at ${start}` : filter.slice(start, end);
  }
  return 'nothing';
}

describe('completing a filter', () => {
  it('offers names, with those in quotes that need them', () => {
    assert.deepEqual(offered('lo|'), ['metrics.loss', 'metrics.`val loss`']);
    assert.deepEqual(offered('metrics.|'), ['metrics.loss', 'metrics.`val loss`']);
    assert.deepEqual(offered('metrics.`val|'), ['metrics.`val loss`']);
    assert.deepEqual(offered("params.lr = '1' and te|"), ['tags.team']);
    assert.ok(offered('|').includes('status'));
  });

  it('offers the comparisons that the column knows', () => {
    assert.deepEqual(offered('metrics.loss |'), ['>', '>=', '<', '<=', '=', '!=']);
    assert.ok(offered('params.lr |').includes('IS NULL'));
    assert.ok(!offered('status |').includes('IS NULL'));
  });

  it('offers statuses, and what joins one comparison to the next', () => {
    assert.ok(offered('status = |').includes("'FAILED'"));
    assert.deepEqual(offered("status = 'FAILED' |"), ['and']);
    assert.deepEqual(offered("status = 'FAILED'|"), []);
  });

  it('offers the values that runs have, whatever of their quotes is written', () => {
    assert.deepEqual(offered('params.lr = |'), ["'0.1'", "'0.01'"]);
    assert.deepEqual(offered("params.lr = '0.0|"), ["'0.01'"]);
    assert.deepEqual(offered("metrics.loss > 1 and tags.team != 'vis|"), [
      "'vision'",
      "'television'",
    ]);
    assert.deepEqual(offered('tags.team = vis|'), ["'vision'", "'television'"]);
    assert.deepEqual(offered("tags.team = 'mina''|"), ["'mina''s'"]);
    assert.deepEqual(offered("user_id = 'm|"), ["'mina'"]);
    assert.deepEqual(offered("metrics.loss > '|"), []);
    assert.deepEqual(offered("params.lr = '0.1'|"), []);
  });

  it('puts a value in the place of the open string', () => {
    const { from, to } = completeFilter("tags.team = 'vi", 15, known, 10);
    assert.deepEqual([from, to], [12, 15]);
  });

  it('says what is replaced', () => {
    const { from, to } = completeFilter("params.lr = '1' and metr", 24, known, 10);
    assert.deepEqual([from, to], [20, 24]);
  });
});

describe('a filter that is wrong', () => {
  for (const [filter, fault] of Object.entries({
    "metrics.loss >> 'x'": '>>',
    "metrics.loss > 'x'": "'x'",
    "metric.loss > 1 or params.lr = '1'": 'or',
    "thing.lr = '1'": 'thing.lr',
    "statu = 'FAILED'": 'statu',
    'metrics.loss >': 'end at 14',
    "params.lr = 'open": "'open",
    "run_id IN ('a', 5)": '5',
    'metrics.loss > 1 and params.lr LIKE 3': '3',
  })) {
    it(`is wrong at the word at fault: ${filter}`, () => assert.equal(faultOf(filter), fault));
  }
});
