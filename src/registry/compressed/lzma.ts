import { Damaged } from '../formats/damaged.ts';
import type { Window } from './window.ts';

/*
 * The symbols of LZMA: literals and matches, each in bits whose likelihood is learnt on the way.
 * Source: LZMA specification (draft of 2015-06-14, public domain) of the LZMA SDK.
 */

/** Where each kind of likelihood begins in one array of them. */
const at = {
  isMatch: 0,
  isRep: 192,
  isRepFirst: 204,
  isRepSecond: 216,
  isRepThird: 228,
  isRepLong: 240,
  slot: 432,
  special: 688,
  align: 803,
  length: 819,
  repLength: 1333,
  literal: 1847,
} as const;
const literalSize = 0x300;
const half = 1024;
const lowest = 0x1000000;

/** What a symbol needs at most in the file, in bytes. */
export const longestSymbol = 32;

/** How literals and places are told apart. */
export interface LzmaProperties {
  readonly lc: number;
  readonly lp: number;
  readonly pb: number;
}

/** Reads the byte that holds them. @throws {Damaged} */
export function lzmaProperties(byte: number): LzmaProperties {
  if (byte >= 9 * 5 * 5) throw new Damaged('it has properties that LZMA does not know');
  return { lc: byte % 9, lp: Math.floor(byte / 9) % 5, pb: Math.floor(byte / 45) };
}

/** Decodes symbols of bytes that it is given into a window. */
export class LzmaDecoder {
  readonly #window: Window;
  #likely = new Uint16Array();
  #properties: LzmaProperties = { lc: 0, lp: 0, pb: 0 };
  #state = 0;
  #distances: [number, number, number, number] = [1, 1, 1, 1];
  #range = 0;
  #code = 0;
  #input: Uint8Array = new Uint8Array();
  #position = 0;

  constructor(window: Window) {
    this.#window = window;
  }

  /** Forgets what was learnt. */
  reset(properties: LzmaProperties = this.#properties): void {
    const { lc, lp } = properties;
    this.#properties = properties;
    this.#likely = new Uint16Array(at.literal + (literalSize << (lc + lp))).fill(half);
    this.#state = 0;
    this.#distances = [1, 1, 1, 1];
  }

  /** Begins with bytes of which the first five set the range. */
  begin(input: Uint8Array): void {
    this.#input = input;
    this.#position = 5;
    this.#range = 0xffffffff;
    this.#code = Buffer.from(input.subarray(1, 5)).readUInt32BE();
  }

  /** Goes on with bytes that follow those which it has. */
  feed(more: Uint8Array): void {
    this.#input = Buffer.concat([this.#input.subarray(this.#position), more]);
    this.#position = 0;
  }

  /** How many bytes of the input are left; negative when it went beyond them. */
  get left(): number {
    return this.#input.length - this.#position;
  }

  /**
   * Decodes until as many bytes were made, or one match more; or fewer than `spare` bytes of the
   * input are left.
   *
   * @returns whether the mark of an end was met.
   * @throws {Damaged}
   */
  run(bytes: number, spare: number): boolean {
    const window = this.#window;
    const until = window.total + bytes;
    while (window.total < until && this.left >= spare) {
      const place = window.total & ((1 << this.#properties.pb) - 1);
      if (this.#bit(at.isMatch + (this.#state << 4) + place) === 0) this.#literal();
      else if (this.#match(place)) return true;
    }
    return false;
  }

  #literal(): void {
    const { lc, lp } = this.#properties;
    const window = this.#window;
    const before = window.total === 0 ? 0 : window.back(1);
    const context = ((window.total & ((1 << lp) - 1)) << lc) + (before >>> (8 - lc));
    const base = at.literal + literalSize * context;
    let symbol = 1;
    if (this.#state >= 7) {
      // After a match its next byte is known not to be this one.
      let matched = window.back(this.#distances[0]);
      do {
        const bit = (matched >>> 7) & 1;
        matched <<= 1;
        const taken = this.#bit(base + ((1 + bit) << 8) + symbol);
        symbol = (symbol << 1) | taken;
        if (bit !== taken) break;
      } while (symbol < 0x100);
    }
    while (symbol < 0x100) symbol = (symbol << 1) | this.#bit(base + symbol);
    window.put(symbol & 0xff);
    this.#state = this.#state < 4 ? 0 : this.#state - (this.#state < 10 ? 3 : 6);
  }

  /** Whether it is no match but the mark of the end. */
  #match(place: number): boolean {
    const state = this.#state;
    let length;
    if (this.#bit(at.isRep + state) === 0) {
      length = this.#length(at.length, place);
      const distance = this.#distance(length) + 1;
      if (distance === 0x100000000) return true;
      const [a, b, c] = this.#distances;
      this.#distances = [distance, a, b, c];
      this.#state = state < 7 ? 7 : 10;
    } else if (this.#isOneByteAgain(place)) {
      length = -1;
      this.#state = state < 7 ? 9 : 11;
    } else {
      length = this.#length(at.repLength, place);
      this.#state = state < 7 ? 8 : 11;
    }
    this.#window.copy(this.#distances[0], length + 2);
    return false;
  }

  /** Chooses one of the last four distances; whether a single byte of the last is meant. */
  #isOneByteAgain(place: number): boolean {
    const state = this.#state;
    const [a, b, c, d] = this.#distances;
    if (this.#bit(at.isRepFirst + state) === 0) {
      return this.#bit(at.isRepLong + (state << 4) + place) === 0;
    }
    if (this.#bit(at.isRepSecond + state) === 0) this.#distances = [b, a, c, d];
    else if (this.#bit(at.isRepThird + state) === 0) this.#distances = [c, a, b, d];
    else this.#distances = [d, a, b, c];
    return false;
  }

  #length(base: number, place: number): number {
    if (this.#bit(base) === 0) return this.#tree(base + 2 + (place << 3), 3);
    if (this.#bit(base + 1) === 0) return 8 + this.#tree(base + 130 + (place << 3), 3);
    return 16 + this.#tree(base + 258, 8);
  }

  #distance(length: number): number {
    const slot = this.#tree(at.slot + (Math.min(length, 3) << 6), 6);
    if (slot < 4) return slot;
    const bits = (slot >>> 1) - 1;
    const high = ((2 | (slot & 1)) << bits) >>> 0;
    if (slot < 14) return high + this.#reversed(at.special + high - slot, bits);
    return high + this.#direct(bits - 4) * 16 + this.#reversed(at.align, 4);
  }

  #tree(base: number, bits: number): number {
    let symbol = 1;
    for (let left = bits; left > 0; left -= 1) symbol = (symbol << 1) | this.#bit(base + symbol);
    return symbol - (1 << bits);
  }

  #reversed(base: number, bits: number): number {
    let node = 1;
    let value = 0;
    for (let index = 0; index < bits; index += 1) {
      const bit = this.#bit(base + node);
      node = (node << 1) | bit;
      value |= bit << index;
    }
    return value;
  }

  #bit(index: number): 0 | 1 {
    const likely = this.#likely[index] ?? half;
    const bound = (this.#range >>> 11) * likely;
    let bit: 0 | 1;
    if (this.#code < bound) {
      this.#range = bound;
      this.#likely[index] = likely + ((2048 - likely) >>> 5);
      bit = 0;
    } else {
      this.#range -= bound;
      this.#code -= bound;
      this.#likely[index] = likely - (likely >>> 5);
      bit = 1;
    }
    if (this.#range < lowest) this.#shift();
    return bit;
  }

  #direct(bits: number): number {
    let value = 0;
    for (let left = bits; left > 0; left -= 1) {
      this.#range >>>= 1;
      const bit = this.#code >= this.#range ? 1 : 0;
      if (bit === 1) this.#code -= this.#range;
      value = value * 2 + bit;
      if (this.#range < lowest) this.#shift();
    }
    return value;
  }

  #shift(): void {
    this.#range = (this.#range << 8) >>> 0;
    this.#code = ((this.#code << 8) | (this.#input[this.#position] ?? 0)) >>> 0;
    this.#position += 1;
  }
}
