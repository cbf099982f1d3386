import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { recogniseModel } from '../../../src/registry/formats/recognise.ts';

/** Small beginnings of each format, from which broken files are made. */
const seeds: readonly (readonly [string, Buffer])[] = [
  [
    'model.onnx',
    Buffer.from('08071205736b6c32783a1a0a0a0a0158120161220452656c7512016742020809', 'hex'),
  ],
  ['model.safetensors', safetensors({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }, 8)],
  ['model.gguf', Buffer.concat([Buffer.from('GGUF'), Buffer.from([3, 0, 0, 0]), Buffer.alloc(16)])],
  [
    'model.json',
    Buffer.from(
      '{"learner":{"objective":{"name":"reg:x"},"feature_names":["a"]},"version":[3,1,0]}',
    ),
  ],
  [
    'model.ubj',
    Buffer.from(
      '{L\0\0\0\0\0\0\0\x07learner{}L\0\0\0\0\0\0\0\x07version[#L\0\0\0\0\0\0\0\x01i\x03',
      'latin1',
    ),
  ],
  ['model.txt', Buffer.from('tree\nversion=v4\nfeature_names=a b\n\nTree=0\nend of trees\n')],
  [
    'model.pkl',
    Buffer.from(
      '\x80\x04\x95\x1e\0\0\0\0\0\0\0\x8c\x05posix\x94\x8c\x06system\x94\x93\x94\x8c\x02hi\x94\x85\x94R\x94.',
      'latin1',
    ),
  ],
  ['old.pkl', Buffer.from("cposix\nsystem\n(S'hi'\ntR.")],
];

function safetensors(header: unknown, bytes: number): Buffer {
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, Buffer.alloc(bytes)]);
}

/** Numbers that are the same in each run of the test. */
function* randomNumbers(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

describe('recognising a model file that is broken', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'trackline-broken-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('answers for 1,600 seeded changes of real beginnings, and never throws', async () => {
    const random = randomNumbers(7);
    const next = (limit: number): number => Math.floor(random.next().value * limit);
    for (const [name, whole] of seeds) {
      for (let round = 0; round < 200; round += 1) {
        const bytes = Buffer.from(
          whole.subarray(0, next(4) === 0 ? next(whole.length) : whole.length),
        );
        for (let change = next(4); change > 0 && bytes.length > 0; change -= 1) {
          bytes[next(bytes.length)] = next(256);
        }
        const file = path.join(folder, name);
        await writeFile(file, bytes);
        const found = await recogniseModel(file);
        assert.ok(['model', 'damaged', 'other'].includes(found.kind), bytes.toString('hex'));
      }
    }
  }).timeout(120_000);

  it('believes no length that goes beyond the file', async () => {
    const lies: readonly (readonly [string, Buffer])[] = [
      // Announce 2^62 bytes.
      ['lie.pkl', Buffer.from('80048e0000000000000040', 'hex')],
      [
        'lie.safetensors',
        Buffer.concat([Buffer.from('0000000000000040', 'hex'), Buffer.from('{"a":1}')]),
      ],
      ['lie.onnx', Buffer.from('08073affffffffffffffff3f', 'hex')],
      [
        'lie.gguf',
        Buffer.concat([
          Buffer.from('GGUF'),
          Buffer.from('0300000000000000000000000100000000000000ffffffffffffff7f', 'hex'),
        ]),
      ],
    ];
    for (const [name, bytes] of lies) {
      const file = path.join(folder, name);
      await writeFile(file, bytes);
      const found = await recogniseModel(file);
      if (found.kind === 'model') {
        assert.ok(
          found.facts.findings.some(({ level }) => level === 'unread'),
          name,
        );
      } else assert.ok(['damaged', 'other'].includes(found.kind), name);
    }
  });

  it('calls nothing clean that it cannot follow', async () => {
    const file = path.join(folder, 'strange.pkl');
    await writeFile(file, Buffer.from('\x80\x04\xff\xfe', 'latin1'));
    const found = await recogniseModel(file);
    assert.equal(found.kind, 'model');
    assert.deepEqual(
      found.facts.findings.map(({ level }) => level),
      ['unread'],
    );
  });
});
