import type { ByteReader } from '../byteReader.ts';
import { counted, lineOpcodes, lines, plainOpcodes, sized, sizes, plain } from './opcodes.ts';
import { skipArray } from './numpyArrays.ts';
import { runPlain } from './plainOpcodes.ts';
import type { PickleNotes } from './notes.ts';
import { MalformedPickle, PickleStack } from './stack.ts';
import { none, other } from './values.ts';
import type { PickleValue } from './values.ts';

/** Text and bytes beyond this are passed over: no name of a module is longer. */
const keptBytes = 64 * 1024;
const longestLine = 1024 * 1024;

/**
 * Follows one pickle from its first opcode to its STOP without building anything, and notes what
 * it would import and call. Afterwards the reader stands behind it.
 *
 * @returns what the pickle would load to, as far as it is known.
 * @throws {MalformedPickle | EndOfBytes} when it cannot be followed; `notes` hold what came before.
 */
export async function walkPickle(reader: ByteReader, notes: PickleNotes): Promise<PickleValue> {
  const stack = new PickleStack();
  for (;;) {
    // An opcode and a fixed argument fit in nine bytes; a shorter rest is read as it comes.
    if (reader.ready < 9) await reader.fill(9);
    const opcode = reader.byte();
    notes.opcodes += 1;
    if (plainOpcodes.has(opcode)) {
      if (opcode === plain.STOP) return stack.pop();
      const built = runPlain(opcode, stack, notes);
      if (built !== undefined && (await skipArray(built, reader, notes))) {
        const array = await walkPickle(reader, notes);
        if (built.state?.kind === 'dict') built.state.entries.set('array', array);
      }
    } else if (sizes.has(opcode)) {
      runSized(opcode, reader, stack, notes);
    } else if (counted.has(opcode)) {
      stack.push(await countedValue(opcode, reader));
    } else if (lineOpcodes.has(opcode)) {
      await runLine(opcode, reader, stack, notes);
    } else {
      throw new MalformedPickle(
        `byte ${reader.position - 1} is no opcode of pickle (0x${opcode.toString(16)})`,
      );
    }
  }
}

function runSized(
  opcode: number,
  reader: ByteReader,
  stack: PickleStack,
  notes: PickleNotes,
): void {
  const bytes = Buffer.alloc(8);
  const size = sizes.get(opcode) ?? 0;
  for (let index = 0; index < size; index += 1) bytes[index] = reader.byte();
  switch (opcode) {
    case sized.BININT:
      return stack.push({ kind: 'number', number: bytes.readInt32LE() });
    case sized.BININT1:
    case sized.BININT2:
      return stack.push({ kind: 'number', number: bytes.readUInt32LE() });
    case sized.BINFLOAT:
      return stack.push({ kind: 'number', number: bytes.readDoubleBE() });
    case sized.BINGET:
    case sized.LONG_BINGET:
      return stack.push(recalled(bytes.readUInt32LE(), stack, notes));
    case sized.BINPUT:
    case sized.LONG_BINPUT:
      return stack.keep(bytes.readUInt32LE());
    case sized.EXT1:
    case sized.EXT2:
    case sized.EXT4: {
      // A number that only the registry of the loading process can turn into a name.
      const named = {
        kind: 'global',
        module: 'copyreg extension',
        name: String(bytes.readUInt32LE()),
      } as const;
      notes.imports(named);
      return stack.push(named);
    }
    case sized.PROTO:
      notes.protocol = bytes[0] ?? 0;
      return undefined;
    default:
      // FRAME only says how much to buffer.
      return undefined;
  }
}

async function countedValue(opcode: number, reader: ByteReader): Promise<PickleValue> {
  const { width, is } = counted.get(opcode) ?? { width: 1, is: 'bytes' };
  const head = Buffer.alloc(8);
  head.set(await reader.take(width));
  const signed = is === 'long' && width === 4;
  const length = signed ? BigInt(head.readInt32LE()) : head.readBigUInt64LE();
  if (length < 0n || length > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new MalformedPickle('it has a length that cannot be');
  }
  const count = Number(length);
  if (reader.size !== undefined && reader.position + count > reader.size) {
    throw new MalformedPickle(`it has a value of ${count} bytes, more than are left`);
  }
  if (count > keptBytes) {
    await reader.skip(count);
    return other;
  }
  const bytes = await reader.take(count);
  switch (is) {
    case 'text':
      return { kind: 'text', text: Buffer.from(bytes).toString('utf8') };
    case 'bytes':
      return { kind: 'bytes', bytes: Uint8Array.from(bytes) };
    case 'long':
      return count > 6 ? other : { kind: 'number', number: littleEndian(bytes) };
  }
}

function littleEndian(bytes: Uint8Array): number {
  return bytes.length === 0 ? 0 : Buffer.from(bytes).readIntLE(0, bytes.length);
}

async function runLine(
  opcode: number,
  reader: ByteReader,
  stack: PickleStack,
  notes: PickleNotes,
): Promise<void> {
  const text = Buffer.from(await reader.line(longestLine)).toString('utf8');
  switch (opcode) {
    case lines.INT:
      // Protocol 0 writes booleans so.
      if (text === '00' || text === '01') stack.push({ kind: 'boolean', value: text === '01' });
      else stack.push({ kind: 'number', number: Number(text) });
      return;
    case lines.LONG:
    case lines.FLOAT:
      stack.push({ kind: 'number', number: Number(text.replace(/L$/, '')) });
      return;
    case lines.STRING:
      stack.push({ kind: 'text', text: unescaped(text.replace(/^(['"])(.*)\1\r?$/, '$2')) });
      return;
    case lines.UNICODE:
      stack.push({ kind: 'text', text: unescaped(text) });
      return;
    case lines.GET:
      stack.push(recalled(Number(text), stack, notes));
      return;
    case lines.PUT:
      stack.keep(Number(text));
      return;
    case lines.PERSID:
      stack.push(none);
      return;
    default: {
      const name = Buffer.from(await reader.line(longestLine)).toString('utf8');
      const named = { kind: 'global', module: text, name } as const;
      notes.imports(named);
      if (opcode === lines.GLOBAL) {
        stack.push(named);
        return;
      }
      const args = { kind: 'tuple', items: stack.popToMark() } as const;
      notes.calls(named, args);
      stack.push({ kind: 'object', made: named, args });
    }
  }
}

/** Text as Python's escapes mean it, so that no name hides behind them. */
function unescaped(text: string): string {
  return text.replaceAll(
    /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|([0-7]{1,3})|(.))/gi,
    (all, hex?: string, short?: string, long?: string, octal?: string, letter?: string) => {
      const digits = hex ?? short ?? long;
      const code =
        digits === undefined ? Number.parseInt(octal ?? '', 8) : Number.parseInt(digits, 16);
      if (Number.isNaN(code) || code > 0x10ffff) return letter ?? all;
      return String.fromCodePoint(code);
    },
  );
}

function recalled(index: number, stack: PickleStack, notes: PickleNotes): PickleValue {
  const value = stack.recall(index);
  if (value === undefined) notes.oddities.add('uses a memo entry that was never made');
  return value ?? other;
}
