import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { searchRuns, type RunSearch } from '../../../src/store/search/searchRuns.ts';
import { openStore, type Store } from '../../../src/store/store.ts';

describe('searching runs in the store', () => {
  let folder: string;
  let store: Store;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'trackline-search-'));
    store = openStore(folder);
  });
  afterEach(() => {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function add(name: string, startTime: number, metrics: Record<string, number> = {}): void {
    const id = name.padEnd(32, '-');
    store.runs.create({
      id,
      name,
      experimentId: '0',
      status: 'FINISHED',
      startTime,
      userId: '',
      artifactUri: '',
      lifecycle: 'active',
    });
    const points = Object.entries(metrics).map(([key, value]) => ({
      key,
      value,
      timestamp: 1,
      step: 0,
    }));
    store.metrics.log(id, points, 'logged');
  }

  function names(search: Partial<RunSearch>): string[] {
    return searchRuns(store, { maxResults: 100, ...search }).runs.map(({ run }) => run.name);
  }

  it('puts numbers before NaN and NaN before nothing, whichever way it sorts', () => {
    add('none', 9);
    add('nan', 8, { m: Number.NaN });
    add('high', 7, { m: Infinity });
    add('low', 6, { m: -Infinity });
    add('mid', 5, { m: 0 });
    assert.deepEqual(names({ orderBy: ['metrics.m'] }), ['low', 'mid', 'high', 'nan', 'none']);
    assert.deepEqual(names({ orderBy: ['metrics.m DESC'] }), ['high', 'mid', 'low', 'nan', 'none']);
    assert.deepEqual(names({}), ['none', 'nan', 'high', 'low', 'mid']);
  });

  it('lets NaN equal nothing, and the infinities be numbers', () => {
    add('nan', 2, { m: Number.NaN });
    add('high', 1, { m: Infinity });
    assert.deepEqual(names({ filter: 'metrics.m > 0' }), ['high']);
    assert.deepEqual(names({ filter: 'metrics.m >= 1e308' }), ['high']);
    assert.deepEqual(names({ filter: 'metrics.m < 0' }), []);
    assert.deepEqual(names({ filter: 'metrics.m != 0' }), ['nan', 'high']);
  });

  it('takes the wildcards of LIKE for wildcards and nothing else', () => {
    for (const [index, name] of ['a*b', 'axb', 'a[b', 'A_B', 'a?b'].entries()) add(name, 9 - index);
    assert.deepEqual(names({ filter: "run_name LIKE 'a*b'" }), ['a*b']);
    assert.deepEqual(names({ filter: "run_name LIKE 'a[%'" }), ['a[b']);
    assert.deepEqual(names({ filter: "run_name LIKE 'a_b'" }), ['a*b', 'axb', 'a[b', 'a?b']);
    assert.deepEqual(names({ filter: "run_name ILIKE 'a_b'" }).length, 5);
  });

  it('goes through all of them page by page', () => {
    for (let index = 0; index < 25; index += 1) add(`r${index}`, 1, { m: index % 3 });
    const seen: string[] = [];
    for (let offset = 0; ; offset += 10) {
      const page = searchRuns(store, { orderBy: ['metrics.m DESC'], maxResults: 10, offset });
      seen.push(...page.runs.map(({ run }) => run.name));
      if (!page.more) break;
    }
    assert.equal(new Set(seen).size, 25);
    assert.equal(seen.length, 25);
  });

  it('reads what belongs to each run, whatever it is called', () => {
    add('one', 2, { constructor: 1, 'a b': 2 });
    add('two', 1);
    const id = 'one'.padEnd(32, '-');
    store.runs.logParams(id, JSON.parse('{"__proto__":"p","lr":"1"}') as Record<string, string>);
    const [one, two] = searchRuns(store, { maxResults: 10 }).runs;
    assert.deepEqual(Object.entries(one?.params ?? {}), [
      ['__proto__', 'p'],
      ['lr', '1'],
    ]);
    assert.deepEqual(Object.keys(one?.metrics ?? {}).sort(), ['a b', 'constructor']);
    assert.equal(one?.metrics['a b']?.last, 2);
    assert.deepEqual([two?.params, two?.metrics], [{}, {}]);
    assert.equal(two?.tags['mlflow.runName'], 'two');
  });
});
