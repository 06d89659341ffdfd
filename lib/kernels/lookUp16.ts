/**
 * A function of int16 codes from a table of 513 entries, one every 128 codes, interpolated.
 *
 * @internal
 *
 * @see TensorFlow Lite, `LUTLookup`
 */
export function lookUp16(table: Int16Array, q: number): number {
  const k = 256 + (q >> 7);
  const slope = ((table[k + 1] - table[k]) << 16) >> 16; // wraps as int16
  return ((table[k] + ((slope * (q & 127) + 64) >> 7)) << 16) >> 16;
}
