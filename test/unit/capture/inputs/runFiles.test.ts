import assert from 'node:assert/strict';
import path from 'node:path';
import type { FileEvent } from '../../../../src/capture/inputs/eventLines.ts';
import { runFiles } from '../../../../src/capture/inputs/runFiles.ts';

const root = '/home/me/project';

/** Events in the order of their times, written as `r file`, `w file`, `r folder/`. */
function events(...opened: readonly string[]): FileEvent[] {
  return opened.map((one, time) => {
    const mode = one.startsWith('r ') ? 'read' : 'write';
    const folder = one.endsWith('/');
    const name = one.slice(2, folder ? -1 : undefined);
    const full = name === '' ? root : path.posix.resolve(root, name);
    return { kind: folder ? 'folder' : 'file', path: full, mode, time };
  });
}

function shown(...opened: readonly string[]): string[] {
  return runFiles(events(...opened), root, path.posix).map(
    (file) => `${file.direction} ${file.path} ${file.kind} ${file.files}`,
  );
}

describe('runFiles', () => {
  it('tells each path once with its direction, relative to the project', () => {
    assert.deepEqual(
      shown('r data/a.csv', 'w out/model', 'r data/a.csv', 'r ..fine.csv', 'r /data/big.csv'),
      [
        'input ..fine.csv file 1',
        'input /data/big.csv file 1',
        'input data/a.csv file 1',
        'output out/model file 1',
      ],
    );
  });

  it('takes what the launch made before it read it for an output alone', () => {
    assert.deepEqual(shown('w made.csv', 'r made.csv'), ['output made.csv file 1']);
    assert.deepEqual(shown('w parts/', 'r parts/1.csv', 'r parts/'), ['output parts folder 0']);
    assert.deepEqual(shown('r state.json', 'w state.json'), [
      'input state.json file 1',
      'output state.json file 1',
    ]);
  });

  it('lets a folder stand for the files and folders below it', () => {
    assert.deepEqual(shown('r img/1.png', 'r img/', 'r img/sub/2.png', 'r img/sub/', 'w img/out'), [
      'input img folder 2',
      'output img/out file 1',
    ]);
    assert.deepEqual(shown('r a/1', 'r /'), ['input . folder 1']);
  });

  it('finds the full folder that no process saw as full alone', () => {
    const many = Array.from({ length: 250 }, (_, i) => `r img/${i}.png`);
    assert.deepEqual(shown('r imgs.csv', ...many), [
      'input img folder 250',
      'input imgs.csv file 1',
    ]);
    const few = Array.from({ length: 200 }, (_, i) => `r img/${i}.png`);
    assert.equal(shown(...few).length, 200);
  });

  it('takes names on Windows in either case for the same', () => {
    const files = runFiles(
      [
        { kind: 'file', path: 'C:\\Work\\Data\\A.csv', mode: 'read', time: 1 },
        { kind: 'file', path: 'c:\\work\\data\\a.CSV', mode: 'read', time: 2 },
        { kind: 'file', path: 'D:\\other\\b.csv', mode: 'write', time: 3 },
      ],
      'c:\\work',
      path.win32,
    );
    assert.deepEqual(
      files.map((file) => file.path),
      ['Data/A.csv', 'D:/other/b.csv'],
    );
  });
});
