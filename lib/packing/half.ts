const FLOAT = new Float32Array(1);
const BITS = new Uint32Array(FLOAT.buffer);

/**
 * The bits of an IEEE 754 binary16 number that equals `x` exactly, or -1 when there is none. NaN has none here.
 *
 * @see IEEE Std 754-2019, section 3.4
 */
export function halfBits(x: number): number {
  if (Math.fround(x) !== x) return -1;
  FLOAT[0] = x;
  const bits = BITS[0];
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 255) - 127;
  const fraction = bits & 0x7fffff;
  if (exponent === 128) return sign | 0x7c00; // an infinity, as NaN has left above
  if (exponent > 15) return -1;
  if (exponent >= -14) return fraction & 0x1fff ? -1 : sign | ((exponent + 15) << 10) | (fraction >>> 13);
  // below 2^-14 steps of 2^-24
  const steps = Math.abs(x) * 2 ** 24;
  return Number.isInteger(steps) ? sign | steps : -1;
}

/** The number that binary16 bits stand for. */
export function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}
