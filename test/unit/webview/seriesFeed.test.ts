import assert from 'node:assert/strict';
import { mock } from 'node:test';
import type { SeriesBuckets, SeriesQuery } from '../../../src/protocol/views.ts';
import { SeriesFeed } from '../../../webview/run/metrics/seriesFeed.ts';
import { summaryOf } from './page/fixtures.ts';

function metrics(counts: Readonly<Record<string, number>>): Parameters<SeriesFeed['update']>[0] {
  return Object.fromEntries(
    Object.entries(counts).map(([key, count]) => [key, summaryOf(Array(count).fill(1))]),
  );
}

function series(key: string, count = 1): SeriesBuckets {
  const column = new Float64Array(count);
  return { key, count, x: column, min: column, max: column, mean: column, last: column };
}

function nothing(): void {
  // The points do not matter here.
}

describe('fetching series', () => {
  let asked: { request: number; queries: readonly SeriesQuery[] }[];
  let feed: SeriesFeed;
  const keys = (): string[][] => asked.map(({ queries }) => queries.map((query) => query.key));

  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout', 'Date'] });
    asked = [];
    feed = new SeriesFeed((request, queries) => asked.push({ request, queries }));
  });

  afterEach(() => mock.timers.reset());

  it('asks for what is watched only, all in one request', () => {
    feed.update(metrics({ a: 1, b: 1, c: 1 }), 'step');
    feed.watch('a', nothing);
    feed.watch('c', nothing);
    mock.timers.tick(0);
    assert.deepEqual(keys(), [['a', 'c']]);
  });

  it('asks again only when a series has grown', () => {
    feed.update(metrics({ a: 1, b: 1 }), 'step');
    feed.watch('a', nothing);
    feed.watch('b', nothing);
    mock.timers.tick(0);
    feed.receive(1, [series('a'), series('b')]);
    mock.timers.tick(5_000);
    assert.equal(asked.length, 1);
    feed.update(metrics({ a: 1, b: 2 }), 'step');
    mock.timers.tick(0);
    assert.deepEqual(keys(), [['a', 'b'], ['b']]);
  });

  it('asks at most twice in a second, and for one thing at a time', () => {
    feed.watch('a', nothing);
    for (let at = 0; at < 100; at += 1) {
      feed.update(metrics({ a: at + 1 }), 'step');
      mock.timers.tick(20);
      const last = asked.at(-1);
      if (last !== undefined) feed.receive(last.request, [series('a')]);
    }
    assert.ok(asked.length >= 3 && asked.length <= 5, String(asked.length));
    feed.update(metrics({ a: 1000 }), 'step');
    mock.timers.tick(500);
    const before = asked.length;
    feed.update(metrics({ a: 1001 }), 'step');
    mock.timers.tick(2_000);
    assert.equal(asked.length, before);
  });

  it('ends up with the newest points though they came while it waited', () => {
    const seen: number[] = [];
    feed.update(metrics({ a: 1 }), 'step');
    feed.watch('a', ({ count }) => seen.push(count));
    mock.timers.tick(0);
    feed.update(metrics({ a: 2 }), 'step');
    feed.receive(1, [series('a', 1)]);
    mock.timers.tick(500);
    feed.receive(2, [series('a', 2)]);
    assert.deepEqual(seen, [1, 2]);
  });

  it('gives up an answer that never comes, and ignores it when it does', () => {
    let seen = 0;
    feed.update(metrics({ a: 1 }), 'step');
    feed.watch('a', () => (seen += 1));
    mock.timers.tick(0);
    mock.timers.tick(11_000);
    assert.equal(asked.length, 2);
    feed.receive(1, [series('a')]);
    assert.equal(seen, 0);
    feed.receive(2, [series('a')]);
    assert.equal(seen, 1);
  });

  it('does not insist on a series that the host does not have', () => {
    feed.update(metrics({ a: 1 }), 'step');
    feed.watch('a', nothing);
    mock.timers.tick(0);
    feed.receive(1, []);
    mock.timers.tick(20_000);
    assert.equal(asked.length, 1);
  });

  it('keeps steps and times apart', () => {
    const seen: SeriesBuckets[] = [];
    feed.update(metrics({ a: 1 }), 'step');
    feed.watch('a', (each) => seen.push(each));
    mock.timers.tick(0);
    const bySteps = series('a');
    feed.receive(1, [bySteps]);
    feed.update(metrics({ a: 1 }), 'time');
    mock.timers.tick(0);
    assert.equal(asked[1]?.queries[0]?.x, 'time');
    feed.receive(2, [series('a')]);
    feed.update(metrics({ a: 1 }), 'step');
    assert.equal(seen.at(-1), bySteps);
    assert.equal(asked.length, 2);
  });

  it('stops when nobody watches any more', () => {
    feed.update(metrics({ a: 1 }), 'step');
    const stop = feed.watch('a', nothing);
    stop();
    mock.timers.tick(5_000);
    assert.equal(asked.length, 0);
  });
});
