import type { ByteReader } from '../byteReader.ts';
import { EndOfBytes } from '../byteReader.ts';

/** Thrown when bytes are not a protocol buffer message. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}

/** A field of a message; its content comes next in the reader. */
export interface Field {
  readonly number: number;
  /** 0 varint, 1 eight bytes, 2 counted bytes, 5 four bytes. */
  readonly wire: number;
  /** Where the content of counted bytes ends, as a position of the reader. */
  readonly end: number;
}

const longestText = 64 * 1024;

/**
 * The fields of a message, up to `end` or to the end of the bytes. Whatever of a field the caller
 * does not read is passed over.
 *
 * @throws {MalformedMessage | EndOfBytes}
 */
export async function* fields(reader: ByteReader, end?: number): AsyncGenerator<Field> {
  while (end === undefined ? await reader.fill(1) : reader.position < end) {
    const tag = await varint(reader);
    const wire = tag & 7;
    const number = tag >>> 3;
    if (number === 0 || ![0, 1, 2, 5].includes(wire)) {
      throw new MalformedMessage(`byte ${reader.position} is no field of a message`);
    }
    const begun = reader.position;
    const size = wire === 2 ? await varint(reader) : wire === 1 ? 8 : wire === 5 ? 4 : 0;
    const field = { number, wire, end: reader.position + size };
    if (end !== undefined && field.end > end) {
      throw new MalformedMessage('a field goes beyond its message');
    }
    if (reader.size !== undefined && field.end > reader.size) {
      throw new EndOfBytes(`it ends ${field.end - reader.size} bytes too early`);
    }
    const content = reader.position;
    yield field;
    if (wire !== 0) await reader.skip(field.end - reader.position);
    else if (reader.position === content && content === begun) await varint(reader);
  }
}

/** A varint; exact up to 2^53. @throws {MalformedMessage | EndOfBytes} */
export async function varint(reader: ByteReader): Promise<number> {
  let value = 0;
  for (let index = 0; index < 10; index += 1) {
    if (reader.ready === 0 && !(await reader.fill(1))) throw new EndOfBytes('it ends in a number');
    const byte = reader.byte();
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return value;
  }
  throw new MalformedMessage('a number is too long');
}

/** The content of counted bytes as text. @throws {MalformedMessage | EndOfBytes} */
export async function text(reader: ByteReader, field: Field): Promise<string> {
  const length = field.end - reader.position;
  if (length > longestText) throw new MalformedMessage('a name is too long');
  return Buffer.from(await reader.take(length)).toString('utf8');
}
