import assert from 'node:assert/strict';
import { parseFilter } from '../../../../src/model/search/filter.ts';
import { loggedModelGrammar, runGrammar } from '../../../../src/model/search/grammar.ts';
import { parseOrdering } from '../../../../src/model/search/ordering.ts';

/** Clauses in one line each: entity, key and what is asked. */
function read(filter: string, grammar = runGrammar): string[] {
  return parseFilter(filter, grammar).map(({ column, condition }) => {
    const { kind, ...asked } = condition;
    return `${column.entity} ${column.key} ${kind} ${Object.values(asked).map(String).join(' ')}`;
  });
}

/** Columns in one line each, and which way they are sorted. */
function readOrders(...clauses: string[]): string[] {
  return parseOrdering(clauses, runGrammar).map(
    ({ column, ascending }) => `${column.entity} ${column.key} ${ascending ? 'up' : 'down'}`,
  );
}

describe('filters', () => {
  it('are comparisons joined by AND', () => {
    assert.deepEqual(read("metrics.acc >= .5 and params.lr != '1' AND status = 'FINISHED'"), [
      'metric acc number >= 0.5',
      'param lr text != 1',
      'attribute status text = FINISHED',
    ]);
    assert.deepEqual(read('  '), []);
  });

  it('name keys in backticks and double quotes, and with dots', () => {
    assert.deepEqual(read("tags.mlflow.user = 'a' AND params.`a b.c` = 'x' AND `run name` = 'n'"), [
      'tag mlflow.user text = a',
      'param a b.c text = x',
      'attribute run_name text = n',
    ]);
    assert.deepEqual(read('metrics."loss/val" < -1e-3'), ['metric loss/val number < -0.001']);
  });

  it('take strings in both quotes, with quotes in them', () => {
    assert.deepEqual(read(`params.a = "it's" AND params.b = 'say "x"' AND params.c = 'it''s'`), [
      "param a text = it's",
      'param b text = say "x"',
      "param c text = it's",
    ]);
  });

  it('know lists, patterns and presence', () => {
    assert.deepEqual(
      read('run_id not in (\'a\', "b") and tags.x is not null and params.y IS NULL'),
      ['attribute run_id list true a,b', 'tag x presence true', 'param y presence false'],
    );
    assert.deepEqual(read("dataset.context ilike '%a_'"), ['dataset context text ILIKE %a_']);
  });

  it('of logged models may leave out the quotes of numbers', () => {
    assert.deepEqual(read('params.lr = 0.010', loggedModelGrammar), ['param lr text = 0.010']);
  });

  const wrong: Readonly<Record<string, RegExp>> = {
    "a = 'b' OR c = 'd'": /Invalid (clause|attribute key)/,
    'metrics.a > 1 OR metrics.b > 2': /Invalid clause\(s\) in filter string: 'OR'/,
    '(metrics.a > 1)': /Invalid clause\(s\) in filter string: '\('/,
    'metrics.a > 1 AND': /Invalid clause\(s\) in filter string: 'AND'/,
    "metrics.a > 'x'": /Expected numeric value type for metric\. Found 'x'/,
    'params.a = 1': /Expected a quoted string value for param/,
    "params.a > 'x'": /Invalid comparator '>' not one of/,
    "nobody.a = 'x'": /Invalid entity type 'nobody'/,
    "nothing = 'x'": /Invalid attribute key 'nothing' specified\. Valid keys are '\{/,
    "status IN ('a')": /Only \['run_id'\] attributes support comparison with a list/,
    'run_id IN ()': /non-empty list of string values, but got empty list/,
    'run_id IN (1)': /ill-formed list/,
    'metrics.a IS NULL': /IS NULL \/ IS NOT NULL is only supported for/,
    "params.a = 'open": /Invalid clause\(s\) in filter string/,
    ';': /Invalid clause\(s\) in filter string: ';'/,
  };
  for (const [filter, message] of Object.entries(wrong)) {
    it(`are refused with the reason: ${filter}`, () => {
      assert.throws(() => read(filter), message);
    });
  }
});

describe('orderings', () => {
  it('are a column and a direction', () => {
    assert.deepEqual(readOrders('metrics.`a b` DESC', 'Created', 'params.lr asc'), [
      'metric a b down',
      'attribute start_time up',
      'param lr up',
    ]);
  });

  it('are refused with the reason', () => {
    assert.throws(() => readOrders('metrics.a', 'metric.a DESC'), /duplicate fields/);
    assert.throws(
      () => readOrders('metrics.a SIDEWAYS'),
      /Invalid ordering key in order_by clause/,
    );
    assert.throws(() => readOrders('metrics.a > 1'), /Could not be parsed/);
    assert.throws(() => readOrders(''), /Could not be parsed/);
    assert.throws(() => readOrders('dataset.name'), /Invalid order_by entity type/);
  });
});
