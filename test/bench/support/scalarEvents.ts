import { open } from 'node:fs/promises';
import { maskedCrc32c } from '../../../src/capture/tensorboard/crc32c.ts';
import { seeded } from '../../harness/seeded.ts';

/** Event files are the same for the same seed. */
export const seed = 8;

/** Metrics that the file holds, one value of each a step. */
export const tags: readonly string[] = [
  'train/loss',
  'train/accuracy',
  'train/learning_rate',
  'validation/loss',
  'validation/accuracy',
  'time/batch_seconds',
  'gradients/norm',
  'gpu/memory_allocated',
];

const chunkBytes = 4 * 1024 * 1024;

/**
 * Writes an event file of scalars of about `bytes` bytes, as TensorBoard's writers do: a TFRecord
 * for each `Event` with a wall time, a step and one `simple_value`.
 * @returns how many bytes and values it has.
 */
export async function writeScalarEvents(
  file: string,
  bytes: number,
): Promise<{ readonly bytes: number; readonly values: number }> {
  const random = seeded(seed);
  const encodedTags = tags.map((tag) => Buffer.from(tag));
  await using output = await open(file, 'w');
  const chunk = Buffer.alloc(chunkBytes + 1024);
  let total = 0;
  let values = 0;
  let at = record(chunk, 0, (event) => versionEvent(event));
  for (let step = 0; total + at < bytes; step += 1) {
    for (const tag of encodedTags) {
      at = record(chunk, at, (event) => scalarEvent(event, step, tag, random()));
      values += 1;
    }
    if (at < chunkBytes) continue;
    await output.write(chunk, 0, at);
    total += at;
    at = 0;
  }
  await output.write(chunk, 0, at);
  return { bytes: total + at, values };
}

/** Frames one message: length, its checksum, the message, its checksum; where the next one goes. */
function record(chunk: Buffer, at: number, write: (event: Buffer) => number): number {
  const length = write(chunk.subarray(at + 12));
  const view = new DataView(chunk.buffer, chunk.byteOffset + at, length + 16);
  view.setUint32(0, length, true);
  view.setUint32(4, 0, true);
  view.setUint32(8, maskedCrc32c(view, 0, 8), true);
  view.setUint32(12 + length, maskedCrc32c(view, 12, 12 + length), true);
  return at + length + 16;
}

/** `Event{wall_time = 1, file_version = 3}`, with which each file begins. */
function versionEvent(event: Buffer): number {
  const at = wallTime(event, 0);
  const version = 'brain.Event:2';
  event[at] = 0x1a;
  event[at + 1] = version.length;
  return at + 2 + event.write(version, at + 2);
}

/** `Event{wall_time = 1, step = 2, summary = 5 {value = 1 {tag = 1, simple_value = 2}}}`. */
function scalarEvent(event: Buffer, step: number, tag: Buffer, value: number): number {
  let at = wallTime(event, step);
  if (step > 0) {
    event[at] = 0x10;
    at += 1;
    for (let rest = step; rest > 0; rest = Math.floor(rest / 128)) {
      event[at] = (rest % 128) | (rest >= 128 ? 0x80 : 0);
      at += 1;
    }
  }
  const valueLength = 2 + tag.length + 5;
  for (const byte of [0x2a, valueLength + 2, 0x0a, valueLength, 0x0a, tag.length]) {
    event[at] = byte;
    at += 1;
  }
  at += tag.copy(event, at);
  event[at] = 0x15;
  return event.writeFloatLE(value, at + 1);
}

function wallTime(event: Buffer, step: number): number {
  event[0] = 0x09;
  return event.writeDoubleLE(1_763_800_000 + step * 0.05, 1);
}
