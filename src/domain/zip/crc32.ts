/**
 * The CRC-32 (ISO 3309, as zips have it; unsigned) of bytes that may come in pieces: `before` is that of the pieces so far, 0 before the
 * first. Four bytes a step: Kounavis and Berry, "A systematic approach to building high performance software-based CRC
 * generators" (2005).
 */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  let at = 0;
  const whole = bytes.length - (bytes.length % 4);
  while (at < whole) {
    crc ^= byte(bytes, at) | (byte(bytes, at + 1) << 8) | (byte(bytes, at + 2) << 16) | (byte(bytes, at + 3) << 24);
    crc = step(3, crc & 0xff) ^ step(2, (crc >>> 8) & 0xff) ^ step(1, (crc >>> 16) & 0xff) ^ step(0, crc >>> 24);
    at += 4;
  }
  for (; at < bytes.length; at += 1) crc = step(0, (crc ^ byte(bytes, at)) & 0xff) ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** Row r, 256 numbers: what a byte does to the sum after r more bytes. */
const rows = new Int32Array(4 * 256);
for (let value = 0; value < 256; value += 1) {
  let sum = value;
  for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? 0xedb88320 ^ (sum >>> 1) : sum >>> 1;
  rows[value] = sum;
}
for (let place = 256; place < rows.length; place += 1) {
  const sum = rows[place - 256] ?? 0;
  rows[place] = step(0, sum & 0xff) ^ (sum >>> 8);
}

function step(row: number, value: number): number {
  return rows[row * 256 + value] ?? 0;
}

function byte(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}
