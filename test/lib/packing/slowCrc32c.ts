/** CRC-32C bit by bit: polynomial 0x1EDC6F41, reflected, all ones at the start, inverted at the end. */
export function slowCrc32c(bytes: Iterable<number>): number {
  let c = 0xffffffff;
  for (const byte of bytes) {
    c ^= byte;
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0x82f63b78 : c >>> 1;
  }
  return ~c >>> 0;
}
