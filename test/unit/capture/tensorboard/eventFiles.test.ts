import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { maskedCrc32c } from '../../../../src/capture/tensorboard/crc32c.ts';
import { EventFile } from '../../../../src/capture/tensorboard/eventFile.ts';
import { EventFileTail } from '../../../../src/capture/tensorboard/eventFiles.ts';
import type { TensorBoardEvent } from '../../../../src/capture/tensorboard/eventMessage.ts';
import type { MetricPoint } from '../../../../src/model/run.ts';
import { testPython } from '../../../harness/python.ts';
import { until } from '../../../harness/wait.ts';

const script = join(import.meta.dirname, 'write_events.py');

function shown(points: readonly MetricPoint[]): string[] {
  return points.map(({ key, value, step }) => `${key}=${value}@${step}`);
}

/** One record in TFRecord's framing. */
function framed(data: Uint8Array): Buffer {
  const bytes = Buffer.alloc(16 + data.length);
  bytes.writeBigUInt64LE(BigInt(data.length), 0);
  bytes.writeUInt32LE(maskedCrc32c(new DataView(bytes.buffer, bytes.byteOffset, 8)), 8);
  bytes.set(data, 12);
  bytes.writeUInt32LE(
    maskedCrc32c(new DataView(bytes.buffer, bytes.byteOffset + 12, data.length)),
    12 + data.length,
  );
  return bytes;
}

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return [...bytes, Number(rest)];
}

/** A length-delimited field. */
function field(number: number, content: Uint8Array | readonly number[] | string): number[] {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return [...varint(BigInt(number * 8 + 2)), ...varint(BigInt(bytes.length)), ...bytes];
}

function float(value: number): number[] {
  return [...new Uint8Array(new Float32Array([value]).buffer)];
}

function double(value: number): number[] {
  return [...new Uint8Array(new Float64Array([value]).buffer)];
}

/** An event with one summary value at a step. */
function summaryEvent(step: bigint, value: readonly number[]): Uint8Array {
  return Uint8Array.from([0x10, ...varint(step), ...field(5, field(1, value))]);
}

function scalarEvent(tag: string, step: number, value: number): Uint8Array {
  return summaryEvent(BigInt(step), [...field(1, tag), 0x15, ...float(value)]);
}

/** Lets tensorboardX write one of the scenes of the script. */
async function write(into: string, what: string): Promise<void> {
  const child = spawn(testPython(), [script, into, what], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  const [code] = (await once(child, 'close')) as [number];
  assert.equal(code, 0, errors);
}

/** Appends scalars at these steps to an event file. */
async function put(folder: string, path: string, steps: readonly number[]): Promise<string> {
  const absolute = join(folder, path);
  await mkdir(join(absolute, '..'), { recursive: true });
  await appendFile(
    absolute,
    Buffer.concat(steps.map((step) => framed(scalarEvent('loss', step, step)))),
  );
  return absolute;
}

describe('TensorBoard event files', () => {
  let folder = '';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trackline events '));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  async function eventsOf(content: Uint8Array): Promise<{ file: EventFile; events: string[] }> {
    const path = join(folder, 'a.tfevents.1');
    await writeFile(path, content);
    const file = new EventFile(path);
    const events: string[] = [];
    await file.read((event) => events.push(describeEvent(event)));
    return { file, events };
  }

  describe('damaged files', () => {
    it('lose the record whose data is damaged, and no other', async () => {
      const damaged = framed(scalarEvent('loss', 2, 2));
      damaged[20] = (damaged[20] ?? 0) ^ 1;
      const { file, events } = await eventsOf(
        Buffer.concat([
          framed(scalarEvent('loss', 1, 1)),
          damaged,
          framed(scalarEvent('loss', 3, 3)),
        ]),
      );
      assert.deepEqual(events, ['loss=1@1', 'loss=3@3']);
      assert.equal(file.skipped, 1);
      assert.equal(file.stopped, undefined);
    });

    it('end at a record whose length is damaged, and say so', async () => {
      const damaged = framed(scalarEvent('loss', 2, 2));
      damaged[0] = (damaged[0] ?? 0) ^ 1;
      const first = framed(scalarEvent('loss', 1, 1));
      const { file, events } = await eventsOf(Buffer.concat([first, damaged, first]));
      assert.deepEqual(events, ['loss=1@1']);
      assert.match(file.stopped ?? '', new RegExp(`byte ${first.length} has a damaged length`));
    });

    it('lose a record that is no event, whatever its bytes are', async () => {
      const good = framed(scalarEvent('loss', 1, 1));
      const wrong = [[0x2a, 0x7f], [0xff, 0xff], [0x0b], [0x10, ...Array(12).fill(0xff)]];
      const { file, events } = await eventsOf(
        Buffer.concat([...wrong.map((bytes) => framed(Uint8Array.from(bytes))), good]),
      );
      assert.deepEqual(events, ['loss=1@1']);
      assert.equal(file.skipped, wrong.length);
    });

    it('keep an incomplete end for the next time, wherever it was cut', async () => {
      const records = [1, 2].map((step) => framed(scalarEvent('loss', step, step)));
      const whole = Buffer.concat(records);
      for (let cut = 0; cut <= whole.length; cut++) {
        const { file, events } = await eventsOf(whole.subarray(0, cut));
        await appendFile(file.path, whole.subarray(cut));
        await file.read((event) => events.push(describeEvent(event)));
        assert.deepEqual(events, ['loss=1@1', 'loss=2@2'], `cut at ${cut}`);
      }
    });

    it('pass over records too great to be scalars without reading them', async () => {
      const path = join(folder, 'a.tfevents.1');
      const length = 100 * 1024 * 1024;
      const header = Buffer.alloc(12);
      header.writeBigUInt64LE(BigInt(length), 0);
      header.writeUInt32LE(maskedCrc32c(new DataView(header.buffer, header.byteOffset, 8)), 8);
      await writeFile(path, header);
      const file = new EventFile(path);
      const events: string[] = [];
      await file.read((event) => events.push(describeEvent(event)));
      assert.equal(file.offset, 12 + length + 4);
      assert.equal(file.skipped, 1);
    });
  });

  describe('values', () => {
    const tensors: readonly (readonly [name: string, tensor: number[], value: number])[] = [
      ['float content', [8, 1, ...field(4, float(0.5))], 0.5],
      ['float list', [8, 1, ...field(5, float(1.5))], 1.5],
      ['float unpacked', [8, 1, 0x2d, ...float(2.5)], 2.5],
      ['double content', [8, 2, ...field(4, double(0.1))], 0.1],
      ['double list', [8, 2, ...field(6, double(-0.1))], -0.1],
      ['int32 list', [8, 3, ...field(7, varint(-7n))], -7],
      ['int64 list', [8, 9, ...field(10, varint(2n ** 40n))], 2 ** 40],
      ['int64 content', [8, 9, ...field(4, [255, 255, 255, 255, 255, 255, 255, 255])], -1],
      ['half list', [8, 19, ...field(13, varint(0x3e00n))], 1.5],
      ['half content', [8, 19, ...field(4, [0x00, 0xbc])], -1],
      ['bfloat16 content', [8, 14, ...field(4, [0xc0, 0x3f])], 1.5],
      ['bool list', [8, 10, ...field(11, [1])], 1],
    ];
    for (const [name, tensor, value] of tensors) {
      it(`are read from tensors: ${name}`, async () => {
        const metadata = field(9, field(1, field(1, 'scalars')));
        const bytes = summaryEvent(4n, [...field(1, 't'), ...field(8, tensor), ...metadata]);
        assert.deepEqual((await eventsOf(framed(bytes))).events, [`t=${value}@4`]);
      });
    }

    it('of other plugins are no metrics, also where only the first says whose they are', async () => {
      const tensor = field(8, [8, 1, ...field(5, float(1))]);
      const metadata = field(9, field(1, field(1, 'pr_curves')));
      const { events } = await eventsOf(
        Buffer.concat([
          framed(summaryEvent(1n, [...field(1, 'curve'), ...tensor, ...metadata])),
          framed(summaryEvent(2n, [...field(1, 'curve'), ...tensor])),
        ]),
      );
      assert.deepEqual(events, []);
    });

    it('of several elements are no metrics', async () => {
      const shape = field(2, field(2, [8, 2]));
      const tensor = field(8, [8, 1, ...shape, ...field(4, [...float(1), ...float(2)])]);
      const { events } = await eventsOf(framed(summaryEvent(1n, [...field(1, 'v'), ...tensor])));
      assert.deepEqual(events, []);
    });

    it('keep negative and huge steps', async () => {
      const value = [...field(1, 'x'), 0x15, ...float(1)];
      const steps = [-(2n ** 63n), -1n, 2n ** 53n];
      const { events } = await eventsOf(
        Buffer.concat(steps.map((step) => framed(summaryEvent(step, value)))),
      );
      assert.deepEqual(
        events,
        steps.map((step) => `x=1@${Number(step)}`),
      );
    });

    it('follow the announcement of a restart', async () => {
      const { events } = await eventsOf(
        framed(Uint8Array.from([0x10, ...varint(40n), ...field(7, [8, 1])])),
      );
      assert.deepEqual(events, ['restart@40']);
    });
  });

  describe('written by tensorboardX', function () {
    this.timeout(60_000);

    it('give every scalar, and let histograms, images and texts pass by', async () => {
      await write(folder, 'all');
      const { points, warnings } = await new EventFileTail({ folders: [folder], since: 0 }).poll();
      assert.deepEqual(shown(points), [
        'train/loss=1@0',
        'train/loss=0.5@1',
        'train/loss=0.3333333432674408@2',
        'train/loss=0.25@3',
        'train/loss=0.20000000298023224@4',
        'odd=NaN@-3',
        'odd=Infinity@0',
        'odd=-Infinity@1099511627776',
        'größe=2.5@7',
      ]);
      assert.equal(points[1]?.timestamp, 1_763_800_001_250);
      assert.deepEqual(warnings, []);
    });

    it('give hyper-parameters, and their metrics without the folder made for them', async () => {
      await write(folder, 'hparams');
      const { points, params } = await new EventFileTail({ folders: [folder], since: 0 }).poll();
      assert.deepEqual(params, { lr: '0.1', layers: '3', name: 'adam', bias: 'true' });
      assert.deepEqual(shown(points), ['loss=0.5@1', 'hparam/acc=0.8999999761581421@0']);
    });

    it('are told apart by the folders of their writers', async () => {
      await write(folder, 'scalars');
      const { points } = await new EventFileTail({ folders: [folder], since: 0 }).poll();
      assert.deepEqual(shown(points), ['loss=0.5@1', 'split/a/split=1@1', 'split/b/split=2@1']);
    });

    it('are read while they are written', async () => {
      const child = spawn(testPython(), [script, join(folder, 'runs', 'x'), 'live'], {
        stdio: ['pipe', 'ignore', 'inherit'],
      });
      const closed = once(child, 'close');
      try {
        const tail = new EventFileTail({ folders: [folder], since: Date.now() });
        for (let step = 0; step < 5; step++) {
          child.stdin.write(`${step}\n`);
          const points = await until(async () => {
            const poll = await tail.poll({ final: true });
            return poll.points.length > 0 ? poll.points : undefined;
          }, `step ${step} of a live writer`);
          assert.deepEqual(shown(points), [`loss=${step}@${step}`]);
        }
        child.stdin.end();
        await closed;
        assert.deepEqual((await tail.poll({ final: true })).points, []);
      } finally {
        child.kill();
        await closed;
      }
    });
  });

  describe('of a run', function () {
    this.timeout(60_000);

    it('are those made since it started', async () => {
      await put(folder, 'old/events.tfevents.1', [1]);
      const later = new EventFileTail({ folders: [folder], since: Date.now() + 60_000 });
      assert.deepEqual((await later.poll()).points, []);
    });

    it('keep the parts of a training apart, whichever comes first', async () => {
      const tail = new EventFileTail({ folders: [folder], since: 0 });
      tail.found(await put(folder, 'logs/train/events.tfevents.1', [1]));
      assert.deepEqual(shown((await tail.poll()).points), ['train/loss=1@1']);
      tail.found(await put(folder, 'logs/validation/events.tfevents.1', [1]));
      assert.deepEqual(shown((await tail.poll()).points), ['validation/loss=1@1']);
    });

    it('never change the name of a metric when another writer joins', async () => {
      const tail = new EventFileTail({ folders: [folder], since: 0 });
      tail.found(await put(folder, 'runs/a/events.tfevents.1', [1]));
      assert.deepEqual(shown((await tail.poll()).points), ['loss=1@1']);
      await put(folder, 'runs/a/events.tfevents.1', [2]);
      tail.found(await put(folder, 'runs/b/events.tfevents.1', [1]));
      assert.deepEqual(shown((await tail.poll()).points), ['loss=2@2', 'b/loss=1@1']);
    });

    it('are not searched for once the run has named its own', async () => {
      const tail = new EventFileTail({ folders: [folder], since: 0 });
      await put(folder, 'other/events.tfevents.1', [1]);
      tail.found(await put(folder, 'mine/events.tfevents.1', [2]));
      tail.found(join(folder, 'model.pt'));
      assert.deepEqual(shown((await tail.poll({ final: true })).points), ['loss=2@2']);
    });

    it('are not searched for in environments and version control', async () => {
      for (const name of ['.venv', 'node_modules', '.git', '.trackline']) {
        await put(folder, `${name}/events.tfevents.1`, [1]);
      }
      await put(folder, 'lightning_logs/version_0/events.tfevents.1', [3]);
      const { points } = await new EventFileTail({ folders: [folder], since: 0 }).poll();
      assert.deepEqual(shown(points), ['loss=3@3']);
    });

    it('come in portions when they are large, and whole in the end', async () => {
      const steps = Array.from({ length: 1000 }, (_, step) => step);
      const path = await put(folder, 'events.tfevents.1', steps);
      const part = await readFile(path);
      const parts = Math.ceil((20 * 1024 * 1024) / part.length);
      await writeFile(path, Buffer.concat(Array<Buffer>(parts).fill(part)));
      const tail = new EventFileTail({ folders: [folder], since: 0 });
      const found: number[] = [];
      let portions = 0;
      for (let more = true; more; portions++) {
        const poll = await tail.poll();
        for (const { step } of poll.points) found.push(step);
        more = poll.more;
      }
      assert.equal(found.length, parts * steps.length);
      assert.ok(found.every((step, index) => step === index % steps.length));
      assert.ok(portions > 1);
    });

    it('are reported once when they cannot be read', async () => {
      await put(folder, 'events.tfevents.1', [1]);
      await appendFile(join(folder, 'events.tfevents.1'), 'x'.repeat(100));
      const tail = new EventFileTail({ folders: [folder], since: 0 });
      const { points, warnings } = await tail.poll();
      assert.deepEqual(shown(points), ['loss=1@1']);
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? '', /events\.tfevents\.1 was not read: .*damaged length/);
      assert.deepEqual((await tail.poll({ final: true })).warnings, []);
    });
  });
});

function describeEvent(event: TensorBoardEvent): string {
  switch (event.kind) {
    case 'scalar':
      return `${event.tag}=${event.value}@${event.step}`;
    case 'restart':
      return `restart@${event.step}`;
    case 'hparams':
      return JSON.stringify(event.params);
  }
}
