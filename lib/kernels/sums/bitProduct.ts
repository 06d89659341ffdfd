import { bitSums, gatherBits, packSigns, WORD } from '../bitSums.js';
import type { SampleRange } from './sampleRange.js';
import type { Accumulators } from './accumulators.js';
import type { Product } from './product.js';

/**
 * Whether weights of -1, 0 and 1 meet samples of one bit, enough of them for counted bits to be faster than multiplications: with samples
 * of two bits they are not.
 *
 * @internal
 */
export function fitsBits(weights: Int32Array, taps: number, { low, high }: SampleRange): boolean {
  return taps >= WORD && high - low <= 1 && weights.every(w => w >= -1 && w <= 1);
}

/**
 * A product that counts bits.
 *
 * @internal
 *
 * @param weights of -1, 0 and 1, shape (rows, taps)
 * @param offsets where the sample of each tap lies in a window, shape (taps)
 * @param low     smaller one of the two samples
 * @param channel first output channel
 */
export function bitProduct(
  weights: Int32Array,
  rows: number,
  offsets: Int32Array,
  low: number,
  channel: number,
  acc: Accumulators,
): Product {
  const taps = offsets.length;
  const [plus, minus] = packSigns(weights, rows, taps);
  // all samples are `low` at least
  const base = new Float64Array(rows);
  for (let i = 0; i < weights.length; i++) base[Math.floor(i / taps)] += low * weights[i];
  const [bits, lanes] = [new Int32Array(Math.ceil(taps / WORD)), new Float64Array(rows)];

  function sum(place: 0 | 1, x: Int16Array, at: number): void {
    gatherBits(x, at, offsets, low, bits);
    bitSums(base, plus, minus, bits, lanes);
    acc.add(place, lanes, 1, channel, true);
  }
  return {
    once: (x, at) => sum(0, x, at),
    twice(x, at, to) {
      sum(0, x, at);
      sum(1, x, to);
    },
  };
}
