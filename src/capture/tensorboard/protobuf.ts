/** Thrown when bytes are not a protocol buffer message. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}

/** A protocol buffer wire type: how the bytes of a field are framed. */
export const wire = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/**
 * Walks over the fields of messages in place: nothing is copied and nothing allocated, so that one
 * reader serves for millions of small messages. After {@link next} has returned true, `field` and
 * `type` tell what comes, and exactly one of the reading methods takes it. They throw
 * {@link MalformedMessage} at a message that ends too early.
 */
export class MessageReader {
  /** Number of the current field. */
  field = 0;
  /** Wire type of the current field. */
  type = 0;
  /** Where the current message goes on. */
  at = 0;
  /** Where the current message ends. */
  end = 0;
  #bytes: Uint8Array = new Uint8Array();
  #view = new DataView(this.#bytes.buffer);

  /** Begins with the message in `bytes` from `start` up to `end`. */
  open(bytes: Uint8Array, start = 0, end = bytes.length): void {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    this.at = start;
    this.end = end;
  }

  /** Goes to the next field; false at the end of the message. */
  next(): boolean {
    if (this.at >= this.end) return false;
    const tag = this.#length();
    this.field = tag >>> 3;
    this.type = tag & 7;
    return true;
  }

  /** Whether the current field has this number and wire type. */
  is(field: number, type: number): boolean {
    return this.field === field && this.type === type;
  }

  /** Goes into the message that is the current field; gives what {@link leave} needs. */
  enter(): number {
    const outer = this.end;
    const length = this.#length();
    const start = this.#advance(length);
    this.at = start;
    this.end = start + length;
    return outer;
  }

  /** Goes on behind the message that was entered. */
  leave(outer: number): void {
    this.at = this.end;
    this.end = outer;
  }

  /** Passes over the current field. */
  skip(): void {
    if (this.type === wire.varint) this.#varint();
    else if (this.type === wire.fixed64) this.#advance(8);
    else if (this.type === wire.fixed32) this.#advance(4);
    else if (this.type === wire.bytes) this.#advance(this.#length());
    else throw new MalformedMessage(`unknown wire type ${this.type}`);
  }

  /** A signed 64-bit integer. Exact up to 2^53, as far as a number can be. */
  int64(): number {
    const start = this.at;
    const length = this.#varint();
    if (length <= 4) return this.#small(start, length);
    let value = 0n;
    for (let index = 0; index < length; index++) {
      value |= BigInt(this.#byte(start + index) & 0x7f) << BigInt(7 * index);
    }
    return Number(BigInt.asIntN(64, value));
  }

  double(): number {
    return this.#view.getFloat64(this.#advance(8), true);
  }

  float(): number {
    return this.#view.getFloat32(this.#advance(4), true);
  }

  /** The current field's content; it shares memory with the whole. */
  bytes(): Uint8Array {
    const length = this.#length();
    const start = this.#advance(length);
    return this.#bytes.subarray(start, start + length);
  }

  string(): string {
    return decoder.decode(this.bytes());
  }

  /** As {@link string}, for texts that come again and again. */
  repeatedString(cache: StringCache): string {
    const length = this.#length();
    const start = this.#advance(length);
    return cache.get(this.#bytes, start, start + length);
  }

  /** Passes over `length` bytes and tells where they began. */
  #advance(length: number): number {
    const start = this.at;
    const at = start + length;
    if (at > this.end) throw new MalformedMessage('a field goes beyond its message');
    this.at = at;
    return start;
  }

  /** Passes over a variable-length integer and tells how many bytes it has. */
  #varint(): number {
    const start = this.at;
    let at = start;
    while (at < this.end) {
      if (this.#byte(at++) < 0x80) {
        this.at = at;
        return at - start;
      }
      if (at - start >= 10) break;
    }
    throw new MalformedMessage('an integer has no end');
  }

  /** A tag or a length, which is below 2^28 in a record that anybody writes. */
  #length(): number {
    const start = this.at;
    const first = this.#byte(start);
    if (first < 0x80 && start < this.end) {
      this.at = start + 1;
      return first;
    }
    const length = this.#varint();
    if (length > 4) throw new MalformedMessage('a length is too great');
    return this.#small(start, length);
  }

  #small(start: number, length: number): number {
    let value = 0;
    for (let index = 0; index < length; index++) {
      value |= (this.#byte(start + index) & 0x7f) << (7 * index);
    }
    return value;
  }

  #byte(at: number): number {
    return this.#bytes[at] ?? 0;
  }
}

const decoder = new TextDecoder();
const maxCached = 10_000;

/** Texts by their bytes, since decoding a short text costs far more than finding it again. */
export class StringCache {
  readonly #texts = new Map<number, string>();

  /** The UTF-8 text of `bytes` from `start` up to `end`. */
  get(bytes: Uint8Array, start: number, end: number): string {
    let hash = end - start;
    for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
    const cached = this.#texts.get(hash);
    if (cached !== undefined && isSame(cached, bytes, start, end)) return cached;
    const text = decoder.decode(bytes.subarray(start, end));
    if (this.#texts.size < maxCached || cached !== undefined) this.#texts.set(hash, text);
    return text;
  }
}

/** Whether `text` is ASCII and has exactly these bytes. */
function isSame(text: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let index = 0; index < text.length; index++) {
    const byte = bytes[start + index] ?? 0;
    if (byte >= 0x80 || text.charCodeAt(index) !== byte) return false;
  }
  return true;
}
