import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Recognition, SafetyFinding } from '../../../src/model/modelFile.ts';
import { recogniseModel } from '../../../src/registry/formats/recognise.ts';
import { compressedDumps } from './compressedDumps.ts';

/** Numbers that are the same in each run of the test. */
function* randomNumbers(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

describe('a compressed joblib file', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'trackline-compressed-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const dumps = Object.entries(compressedDumps).map(
    ([how, text]) => [how, Buffer.from(text, 'base64')] as const,
  );

  async function look(bytes: Uint8Array, name = 'model.joblib'): Promise<Recognition> {
    const file = path.join(folder, name);
    await writeFile(file, bytes);
    return await recogniseModel(file);
  }

  async function findings(bytes: Uint8Array, name?: string): Promise<readonly SafetyFinding[]> {
    const found = await look(bytes, name);
    assert.equal(found.kind, 'model', name);
    return found.facts.findings;
  }

  it('is read to its end, and what it would run is told', async () => {
    for (const [how, bytes] of dumps) {
      for (const name of ['model.joblib', 'weights.bin']) {
        assert.deepEqual(
          await findings(bytes, name),
          [
            {
              level: 'dangerous',
              file: name,
              text: 'Loading it calls builtins.eval with "1 + 1", which can run any code.',
            },
          ],
          how,
        );
      }
    }
  });

  it('is read on where another stream follows the first', async () => {
    for (const [how, bytes] of dumps.filter(([each]) => each !== 'lzma')) {
      const twice = await findings(Buffer.concat([bytes, bytes]));
      // The second holds the same pickle again.
      assert.deepEqual(
        twice.map(({ level }) => level),
        ['dangerous'],
        how,
      );
      const behind = await findings(Buffer.concat([bytes, Buffer.from('junk')]));
      assert.ok(
        behind.some(({ level }) => level === 'unread'),
        how,
      );
    }
  });

  it('is never called clean when it is cut off or changed', async () => {
    const random = randomNumbers(11);
    const next = (limit: number): number => Math.floor(random.next().value * limit);
    for (const [how, whole] of dumps) {
      for (let length = 8; length < whole.length - 40; length += 7) {
        const levels = (await findings(whole.subarray(0, length))).map(({ level }) => level);
        assert.ok(levels.includes('unread'), `${how} ${length}`);
      }
      for (let round = 0; round < 150; round += 1) {
        const bytes = Buffer.from(whole);
        for (let change = 1 + next(3); change > 0; change -= 1) {
          bytes[6 + next(bytes.length - 6)] = next(256);
        }
        const found = await look(bytes);
        assert.equal(found.kind, 'model', how);
      }
    }
  }).timeout(120_000);

  it('takes no more memory than what is in it needs, whatever it says', async () => {
    const lzma = Buffer.from(compressedDumps['lzma'] ?? '', 'base64');
    // A dictionary of almost 4 GiB.
    lzma.writeUInt32LE(0xffffff00, 1);
    const [finding, ...others] = await findings(lzma);
    assert.deepEqual([finding?.level, others], ['unread', []]);
    assert.match(finding?.text ?? '', /more than 128 MB of memory/);
  });

  it('is no model when it is something else', async () => {
    const csv = Buffer.from('H4sIAAAAAAACA0vWyUzRyUvMTeUy1DHSMeYy0THVMeMCAGTKE+4WAAAA', 'base64');
    assert.deepEqual(await look(csv, 'data.csv.gz'), { kind: 'other' });
  });
});
