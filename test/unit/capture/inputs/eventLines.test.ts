import assert from 'node:assert/strict';
import { EventLineReader, parseEventLine } from '../../../../src/capture/inputs/eventLines.ts';

function event(line: string): unknown {
  const parsed = parseEventLine(line);
  assert.equal(parsed.kind, 'event', line);
  return parsed.kind === 'event' ? parsed.event : undefined;
}

describe('parseEventLine', () => {
  it('reads each kind of event', () => {
    assert.deepEqual(
      event('{"e":"start","pid":5,"argv":["a.py"],"executable":"/p","version":"3.8.1","cwd":"/"}'),
      { kind: 'start', pid: 5, argv: ['a.py'], executable: '/p', version: '3.8.1', cwd: '/' },
    );
    assert.deepEqual(event('{"e":"metric","t":9,"step":-1.5,"k":{"loss":0.3,"acc":"NaN"}}'), {
      kind: 'metric',
      time: 9,
      step: -1.5,
      values: [
        ['loss', 0.3],
        ['acc', NaN],
      ],
    });
    assert.deepEqual(event('{"e":"param","k":{"lr":"0.1"}}'), {
      kind: 'param',
      values: [['lr', '0.1']],
    });
    assert.deepEqual(event('{"e":"tag","k":{}}'), { kind: 'tag', values: [] });
    assert.deepEqual(event('{"e":"artifact","path":"/a","to":"plots"}'), {
      kind: 'artifact',
      path: '/a',
      to: 'plots',
    });
    assert.deepEqual(event('{"e":"open","path":"/a","mode":"w","t":7}'), {
      kind: 'file',
      path: '/a',
      mode: 'write',
      time: 7,
    });
    assert.deepEqual(event('{"e":"folder","path":"/a","mode":"r","new":1}'), {
      kind: 'folder',
      path: '/a',
      mode: 'read',
      time: 0,
    });
  });

  it('keeps infinities and names that objects treat specially', () => {
    const line =
      '{"e":"metric","t":1,"k":{"__proto__":1,"constructor":"-Infinity","x":"Infinity"}}';
    assert.deepEqual(event(line), {
      kind: 'metric',
      time: 1,
      values: [
        ['__proto__', 1],
        ['constructor', -Infinity],
        ['x', Infinity],
      ],
    });
  });

  it('tells events of a newer helper from faults', () => {
    assert.deepEqual(parseEventLine('{"e":"video","x":1}'), { kind: 'unknown', name: 'video' });
    for (const [line, reason] of [
      ['{"e":"metric"', /not JSON/],
      ['[]', /without the name/],
      ['{"e":5}', /without the name/],
      ['{"e":"metric","t":1,"k":[1]}', /^k: k is not an object/],
      ['{"e":"metric","t":1,"k":{"a":"high"}}', /^k\.0\.1: /],
      ['{"e":"metric","t":"now","k":{}}', /^t: /],
      ['{"e":"open","path":"/a","mode":"x"}', /^mode: /],
    ] as const) {
      const parsed = parseEventLine(line);
      assert.equal(parsed.kind, 'malformed', line);
      assert.match(parsed.kind === 'malformed' ? parsed.reason : '', reason);
    }
  });
});

describe('EventLineReader', () => {
  it('gives each event once its line is whole, however the bytes are cut', () => {
    const bytes = Buffer.from(
      '{"e":"tag","k":{"a":"ü"}}\n{"e":"new"}\nbroken\n\n{"e":"new"}\n{"e":"tag","k":{"b":"2"}}\n{"e":',
    );
    for (const size of [1, 2, 3, 7, bytes.length]) {
      const reader = new EventLineReader();
      const events = [];
      for (let at = 0; at < bytes.length; at += size) {
        events.push(...reader.push(bytes.subarray(at, at + size)));
      }
      assert.deepEqual(events, [
        { kind: 'tag', values: [['a', 'ü']] },
        { kind: 'tag', values: [['b', '2']] },
      ]);
      assert.deepEqual([...reader.unknown], [['new', 2]]);
      assert.deepEqual(reader.malformed, [{ line: 3, reason: 'not JSON' }]);
      assert.equal(reader.malformedCount, 1);
    }
  });
});
