import { EndOfBytes } from '../byteReader.ts';
import type { ByteReader } from '../byteReader.ts';
import { Damaged } from './damaged.ts';

/** What a document holds at the paths that were asked for. */
export type FoundValues = ReadonlyMap<string, unknown>;

const longestKept = 4 * 1024 * 1024;
const quote = 0x22;
const backslash = 0x5c;

/**
 * Reads some values of a JSON document of any size, from front to back and without keeping the
 * rest. Paths join keys by dots, `learner.objective.name`; below lists nothing is found.
 *
 * @throws {Damaged | EndOfBytes} when the document is cut off or is no JSON object.
 */
export async function jsonValues(
  reader: ByteReader,
  wanted: ReadonlySet<string>,
): Promise<FoundValues> {
  const found = new Map<string, unknown>();
  const scan = new JsonScan(reader);
  if ((await scan.next()) !== 0x7b) throw new Damaged('it is no JSON object');
  await readObject(scan, '', wanted, found);
  return found;
}

async function readObject(
  scan: JsonScan,
  path: string,
  wanted: ReadonlySet<string>,
  found: Map<string, unknown>,
): Promise<void> {
  for (;;) {
    const byte = await scan.next();
    if (byte === 0x7d) return;
    if (byte === 0x2c) continue;
    if (byte !== quote) throw new Damaged(`byte ${scan.position - 1} is no JSON`);
    const key = String(parse(await scan.string()));
    if ((await scan.next()) !== 0x3a) throw new Damaged(`byte ${scan.position - 1} is no JSON`);
    const here = path === '' ? key : `${path}.${key}`;
    const begins = [...wanted].some((want) => want.startsWith(`${here}.`));
    const first = await scan.next();
    if (first === 0x7b && begins) await readObject(scan, here, wanted, found);
    else if (wanted.has(here)) found.set(here, parse(await scan.value(first, true)));
    else await scan.value(first, false);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Damaged('a value in it is no JSON');
  }
}

/** Goes over JSON text byte by byte. */
class JsonScan {
  readonly #reader: ByteReader;

  constructor(reader: ByteReader) {
    this.#reader = reader;
  }

  get position(): number {
    return this.#reader.position;
  }

  /** The next byte that is no space. */
  async next(): Promise<number> {
    for (;;) {
      const byte = this.#reader.ready > 0 ? this.#reader.byte() : await this.#byte();
      if (byte > 0x20) return byte;
    }
  }

  /** The text of a string whose opening quote is behind, with its quotes. */
  async string(): Promise<string> {
    const bytes: number[] = [quote];
    await this.#stringInto(bytes);
    return Buffer.from(bytes).toString('utf8');
  }

  /** Passes over a value whose first byte is behind; its text when it is to be kept. */
  async value(first: number, keep: boolean): Promise<string> {
    const kept: number[] | undefined = keep ? [first] : undefined;
    if (first === quote) await this.#stringInto(kept);
    else if (first === 0x7b || first === 0x5b) await this.#container(kept);
    else await this.#scalar(kept);
    return kept === undefined ? '' : Buffer.from(kept).toString('utf8');
  }

  async #container(kept: number[] | undefined): Promise<void> {
    let depth = 1;
    while (depth > 0) {
      const byte = this.#reader.ready > 0 ? this.#reader.byte() : await this.#byte();
      push(kept, byte);
      if (byte === quote) await this.#stringInto(kept);
      else if (byte === 0x7b || byte === 0x5b) depth += 1;
      else if (byte === 0x7d || byte === 0x5d) depth -= 1;
    }
  }

  async #stringInto(kept: number[] | undefined): Promise<void> {
    for (;;) {
      const byte = this.#reader.ready > 0 ? this.#reader.byte() : await this.#byte();
      push(kept, byte);
      if (byte === quote) return;
      if (byte === backslash) push(kept, await this.#byte());
    }
  }

  async #scalar(kept: number[] | undefined): Promise<void> {
    while (await this.#reader.fill(1)) {
      // A comma or a closing brace belongs to what is around.
      if (this.#reader.startsWith([0x2c], [0x7d], [0x5d], [0x20], [0x0a], [0x0d])) return;
      push(kept, this.#reader.byte());
    }
  }

  async #byte(): Promise<number> {
    if (!(await this.#reader.fill(1))) throw new EndOfBytes('it ends before its last brace');
    return this.#reader.byte();
  }
}

function push(kept: number[] | undefined, byte: number): void {
  if (kept === undefined) return;
  if (kept.length >= longestKept) throw new Damaged('a value in it is too long');
  kept.push(byte);
}
