import assert from 'node:assert/strict';
import { DataFiles } from '../../../src/launch/record/dataFiles.ts';
import { WriteQueue } from '../../../src/launch/record/writeQueue.ts';
import { addRun, temporaryStore } from '../store/temporaryStore.ts';

describe('the data files of a launch', () => {
  it('that were told one by one give way to their folder once there are many', async () => {
    await using made = await temporaryStore();
    const { store, project } = made;
    const run = addRun(store);
    const writes = new WriteQueue((text) => assert.fail(text));
    const files = new DataFiles(store, writes, run, project.folder);
    const read = async (from: number, to: number): Promise<void> => {
      for (let number = from; number < to; number += 1) {
        await project.write(`pictures/${number}.png`, `${number}`);
        const path = project.path('pictures', `${number}.png`);
        files.add({ kind: 'file', path, mode: 'read', time: Date.now() });
      }
      files.flush();
    };
    await read(0, 30);
    assert.equal(store.files.of(run).length, 30);
    await read(30, 300);
    const [folder, ...others] = store.files.of(run);
    assert.deepEqual([folder?.path, folder?.kind, others], ['pictures', 'folder', []]);
    await files.finish();
    const kept = store.files.of(run);
    assert.deepEqual(
      kept.map(({ path }) => path),
      ['pictures'],
      'nor do their digests bring them back',
    );
    assert.match(kept[0]?.digest ?? '', /^sha256:/);
    assert.deepEqual([kept[0]?.files, kept[0]?.bytes], [300, 790]);
  });
});
