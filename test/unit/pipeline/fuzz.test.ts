import assert from 'node:assert/strict';
import { createPipelineService } from '../../../src/pipeline/service/service.ts';
import { askEverything } from './support/askEverything.ts';
import { broken, chance, large, params, seeds } from './support/broken.ts';
import { MemoryWorkspace } from './support/memoryWorkspace.ts';

const files = 20_000;
/** One in so many is asked for everything, at several places. */
const oneIn = 16;
const places = 4;
/** Of processor time: far more than anything may take, and less than what never ends. */
const mostMilliseconds = 2_000;

function workspaceWith(path: string, text: string): MemoryWorkspace {
  return new MemoryWorkspace({
    '.dvc/config': '',
    'dvc.yaml': large,
    'params.yaml': params,
    [path]: text,
  });
}

/** Milliseconds of processor time that something takes. */
function cost(action: () => void): number {
  const before = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

describe('broken files', () => {
  it('are never too much: nothing is thrown, nothing hangs, and all places are in the text', function () {
    this.timeout(600_000);
    const next = chance(20_241_122);
    for (let count = 0; count < files; count += 1) {
      const [path, seed] = seeds[next(seeds.length)] ?? ['dvc.yaml', large];
      const text = broken(seed, next);
      const workspace = workspaceWith(path, text);
      const service = createPipelineService(workspace);
      const at = workspace.at(path);
      try {
        const milliseconds = cost(() => {
          for (const { start, end } of service.validate(at)) {
            assert.ok(start >= 0 && start <= end && end <= Math.max(1, text.length), 'place');
          }
          if (count % oneIn !== 0) return;
          for (let times = places; times > 0; times -= 1) {
            askEverything(service, at, text, next(text.length + 2));
          }
        });
        assert.ok(milliseconds <= mostMilliseconds, `${milliseconds} ms`);
      } catch (error) {
        throw new Error(`${path} with ${JSON.stringify(text)}`, { cause: error });
      }
    }
  });

  it('may be broken and mended with the service at work', function () {
    this.timeout(300_000);
    const next = chance(19_991_231);
    const workspace = workspaceWith('dvc.yaml', large);
    const service = createPipelineService(workspace);
    for (let count = 0; count < 500; count += 1) {
      const name = ['dvc.yaml', 'params.yaml', 'dvc.lock', 'sub/dvc.yaml'][next(4)] ?? 'dvc.yaml';
      const seed = name === 'params.yaml' ? params : large;
      const text = next(3) === 0 ? seed : broken(seed, next);
      workspace.write(name, text);
      service.changed(workspace.at(name));
      for (const file of service.files(workspace.root)) service.validate(file);
      askEverything(service, workspace.at(name), text, next(text.length + 1));
    }
    for (const name of ['dvc.yaml', 'sub/dvc.yaml']) {
      workspace.write(name, large);
      service.changed(workspace.at(name));
    }
    workspace.write('params.yaml', params);
    service.changed(workspace.at('params.yaml'));
    const fresh = createPipelineService(workspace);
    const path = workspace.at('dvc.yaml');
    assert.deepEqual(service.verdict(path), fresh.verdict(path));
  });

  for (const [what, text] of [
    ['5 MB of one list', '- a\n'.repeat(1_300_000)],
    ['5 MB of brackets', '['.repeat(5_000_000)],
    ['5 MB of one line', 'a'.repeat(5_000_000)],
    [
      '5 MB of noise',
      Array.from({ length: 5_000 }, (_, index) =>
        String.fromCharCode(index % 256).repeat(1_000),
      ).join(''),
    ],
    [
      'keys within keys',
      Array.from({ length: 3_000 }, (_, depth) => `${' '.repeat(depth)}k:`).join('\n'),
    ],
  ] as const) {
    it(`are answered for: ${what}`, function () {
      this.timeout(300_000);
      const workspace = new MemoryWorkspace({ '.dvc/config': '', 'dvc.yaml': text });
      const service = createPipelineService(workspace);
      const path = workspace.at('dvc.yaml');
      assert.ok(service.validate(path).some(({ severity }) => severity === 'error'));
      askEverything(service, path, text, Math.floor(text.length / 2));
    });
  }
});
