import type { ByteReader } from '../byteReader.ts';
import type { PickleNotes } from './notes.ts';
import { MalformedPickle } from './stack.ts';
import { className, numberOf, stateEntry, textOf } from './values.ts';
import type { ObjectValue, PickleValue } from './values.ts';

/*
 * joblib writes the bytes of an array right behind the object that describes it, in the middle of
 * the pickle's opcodes. Source: `NumpyArrayWrapper` in joblib/numpy_pickle.py.
 */

/** With this as the count of padding bytes there is no padding. */
const noPadding = 255;

/**
 * Passes over the array that follows an object, when it is joblib's description of one.
 *
 * @returns whether a pickle of its own follows instead, as for an array of Python objects.
 * @throws {MalformedPickle} when it cannot be told where the array ends.
 */
export async function skipArray(
  object: ObjectValue,
  reader: ByteReader,
  notes: PickleNotes,
): Promise<boolean> {
  if (className(object) !== 'joblib.numpy_pickle.NumpyArrayWrapper') return false;
  const dtype = stateEntry(object, 'dtype');
  const code = dtypeCode(dtype);
  if (code === 'O8' || code === 'O') return true;
  if (numberOf(stateEntry(object, 'numpy_array_alignment_bytes')) !== undefined) {
    const padding = (await reader.take(1))[0] ?? noPadding;
    if (padding !== noPadding) await reader.skip(padding);
  }
  const bytes = elements(stateEntry(object, 'shape')) * itemSize(dtype, code);
  notes.arrayBytes += bytes;
  await reader.skip(bytes);
  return false;
}

function elements(shape: PickleValue | undefined): number {
  if (shape?.kind !== 'tuple') throw new MalformedPickle('an array has no shape');
  let count = 1;
  for (const side of shape.items) {
    const length = numberOf(side);
    if (length === undefined || length < 0) throw new MalformedPickle('an array has no shape');
    count *= length;
  }
  if (!Number.isSafeInteger(count))
    throw new MalformedPickle('an array has a shape that cannot be');
  return count;
}

/** `f8` of `numpy.dtype('f8', False, True)`. */
function dtypeCode(dtype: PickleValue | undefined): string {
  if (dtype?.kind !== 'object' || dtype.args.kind !== 'tuple') return '';
  return textOf(dtype.args.items[0]) ?? '';
}

function itemSize(dtype: PickleValue | undefined, code: string): number {
  const digits = /^[biufcSVMmU](\d+)$/.exec(code)?.[1];
  if (code.startsWith('V') && dtype?.kind === 'object' && dtype.state?.kind === 'tuple') {
    // Of a structured type the size stands in the state alone.
    const size = numberOf(dtype.state.items[5]);
    if (size !== undefined && size >= 0) return size;
  }
  if (digits === undefined) throw new MalformedPickle(`an array has the unknown type “${code}”`);
  // numpy counts text in characters of four bytes.
  return Number(digits) * (code.startsWith('U') ? 4 : 1);
}
