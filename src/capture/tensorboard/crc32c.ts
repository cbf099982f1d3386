/**
 * Eight tables of 256 entries, one behind the other, for the reflected polynomial 0x82f63b78: eight
 * bytes take one round.
 */
const table = makeTable();

function makeTable(): Int32Array {
  const entries = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit++) {
      remainder = remainder & 1 ? (remainder >>> 1) ^ 0x82f63b78 : remainder >>> 1;
    }
    entries[byte] = remainder;
  }
  for (let index = 256; index < entries.length; index++) {
    const previous = entries[index - 256] ?? 0;
    entries[index] = (previous >>> 8) ^ (entries[previous & 0xff] ?? 0);
  }
  return entries;
}

/** CRC-32C (Castagnoli) of the bytes from `start` up to `end`, as an unsigned number. */
export function crc32c(bytes: DataView, start = 0, end = bytes.byteLength): number {
  let crc = -1;
  let at = start;
  for (; at + 8 <= end; at += 8) {
    const low = crc ^ bytes.getInt32(at, true);
    const high = bytes.getInt32(at + 4, true);
    crc =
      entry(0x700 | (low & 0xff)) ^
      entry(0x600 | ((low >>> 8) & 0xff)) ^
      entry(0x500 | ((low >>> 16) & 0xff)) ^
      entry(0x400 | (low >>> 24)) ^
      entry(0x300 | (high & 0xff)) ^
      entry(0x200 | ((high >>> 8) & 0xff)) ^
      entry(0x100 | ((high >>> 16) & 0xff)) ^
      entry(high >>> 24);
  }
  if (at + 4 <= end) {
    const word = crc ^ bytes.getInt32(at, true);
    crc =
      entry(0x300 | (word & 0xff)) ^
      entry(0x200 | ((word >>> 8) & 0xff)) ^
      entry(0x100 | ((word >>> 16) & 0xff)) ^
      entry(word >>> 24);
    at += 4;
  }
  for (; at < end; at++) crc = (crc >>> 8) ^ entry((crc ^ bytes.getUint8(at)) & 0xff);
  return (crc ^ -1) >>> 0;
}

/** The form in which TFRecord files hold a checksum. */
export function maskedCrc32c(bytes: DataView, start = 0, end = bytes.byteLength): number {
  const crc = crc32c(bytes, start, end);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

function entry(index: number): number {
  return table[index] as number;
}
