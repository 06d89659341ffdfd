/** The fewest numbers that something is said of. */
const ENOUGH = 16;

/**
 * Whether bytes are little-endian float32 numbers rather than codes of 8 or 16 bits: nearly all of them have a magnitude that measured values
 * have, and their high bytes are others than their low ones, which codes do not know of.
 *
 * @internal
 */
export function looksLikeFloat32(bytes: Uint8Array): boolean {
  const count = Math.floor(bytes.length / 4);
  if (count < ENOUGH) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, 4 * count);
  let [some, usual] = [0, 0];
  const [low, high] = [new Float64Array(256), new Float64Array(256)];
  for (let k = 0; k < count; k++) {
    const x = Math.abs(view.getFloat32(4 * k, true));
    low[bytes[4 * k + 1]]++;
    high[bytes[4 * k + 3]]++;
    if (x === 0) continue;
    some++;
    if (x >= 1e-8 && x <= 1e8) usual++;
  }
  const apart = low.reduce((sum, n, k) => sum + Math.abs(n - high[k]), 0) / (2 * count);
  return some >= ENOUGH / 4 && usual >= 0.99 * some && apart >= 0.5;
}

/**
 * Whether little-endian float32 numbers are none that were measured or computed: more than a few are not finite, or of a magnitude that
 * arbitrary bytes have.
 *
 * @internal
 */
export function areNoFloats(bytes: Uint8Array): boolean {
  const count = Math.floor(bytes.length / 4);
  if (count < ENOUGH) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, 4 * count);
  let odd = 0;
  for (let k = 0; k < count; k++) {
    const x = Math.abs(view.getFloat32(4 * k, true));
    if (!(x === 0 || (x >= 1e-15 && x <= 1e15))) odd++;
  }
  return odd > 0.25 * count;
}
