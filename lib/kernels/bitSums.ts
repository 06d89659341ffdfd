/** Samples that a word holds, one bit each. */
export const WORD = 32;

/** Words that {@link bitSums} counts before the counts of a byte could overflow: 31 * 8 = 248. */
const BLOCK = 31;

/**
 * Weights of -1, 0 and 1 as two planes of bits: where they are 1, and where they are -1. Bits beyond the last tap are 0.
 *
 * @param weights shape (rows, taps)
 * @returns planes, shape (rows, ceil(taps / 32))
 */
export function packSigns(
  weights: Int32Array,
  rows: number,
  taps: number,
): readonly [plus: Int32Array, minus: Int32Array] {
  const words = Math.ceil(taps / WORD);
  const [plus, minus] = [new Int32Array(rows * words), new Int32Array(rows * words)];
  for (let r = 0; r < rows; r++) {
    for (let i = 0; i < taps; i++) {
      const plane = weights[r * taps + i] > 0 ? plus : minus;
      if (weights[r * taps + i] !== 0) plane[r * words + (i >> 5)] |= 1 << (i & 31);
    }
  }
  return [plus, minus];
}

/**
 * Samples of a window that are `low` or `low + 1`, as bits 0 and 1, 32 a word.
 *
 * @param out shape (ceil(taps / 32))
 */
export function gatherBits(x: Int16Array, at: number, offsets: Int32Array, low: number, out: Int32Array): void {
  for (let k = 0, i = 0; k < out.length; k++) {
    const end = Math.min(i + WORD, offsets.length);
    let word = 0;
    for (let bit = 0; i < end; i++, bit++) word |= (x[at + offsets[i]] - low) << bit;
    out[k] = word;
  }
}

/**
 * `lanes[r] = base[r] + popcount(plus[r] & bits) - popcount(minus[r] & bits)`: the sum of weights of -1, 0 and 1 times bits. Bits are
 * counted within bytes, and bytes are added up once a block of words.
 *
 * @param base  shape (rows)
 * @param plus  shape (rows, words)
 * @param minus shape (rows, words)
 * @param bits  shape (words)
 * @param lanes shape (rows)
 * @see Warren, Hacker's Delight, section 5-1
 */
export function bitSums(
  base: Float64Array,
  plus: Int32Array,
  minus: Int32Array,
  bits: Int32Array,
  lanes: Float64Array,
): void {
  const words = bits.length;
  let p = 0;
  for (let r = 0; r < lanes.length; r++) {
    let sum = base[r];
    for (let from = 0; from < words; from += BLOCK) {
      const to = Math.min(from + BLOCK, words);
      let up = 0;
      let down = 0;
      for (let k = from; k < to; k++, p++) {
        const b = bits[k];
        let u = plus[p] & b;
        let d = minus[p] & b;
        u = (u - ((u >>> 1) & 0x55555555)) | 0;
        d = (d - ((d >>> 1) & 0x55555555)) | 0;
        u = ((u & 0x33333333) + ((u >>> 2) & 0x33333333)) | 0;
        d = ((d & 0x33333333) + ((d >>> 2) & 0x33333333)) | 0;
        up = (up + ((u + (u >>> 4)) & 0x0f0f0f0f)) | 0;
        down = (down + ((d + (d >>> 4)) & 0x0f0f0f0f)) | 0;
      }
      up = (up & 0x00ff00ff) + ((up >>> 8) & 0x00ff00ff);
      down = (down & 0x00ff00ff) + ((down >>> 8) & 0x00ff00ff);
      sum += (up & 0xffff) + (up >>> 16) - (down & 0xffff) - (down >>> 16);
    }
    lanes[r] = sum;
  }
}
