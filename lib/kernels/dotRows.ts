/** Rows that {@link dotRows} computes at a time. */
export const ROWS = 4;

/**
 * int8 weights laid out for {@link dotRows}: one word holds the weights of four rows for one input, row 0 in its lowest
 * byte. Rows beyond the last are zeros.
 *
 * @param weights int8 codes, shape (rows, taps)
 * @returns words, shape (ceil(rows / 4), taps)
 */
export function packRows(weights: ArrayLike<number>, rows: number, taps: number): Int32Array {
  const packed = new Int32Array(Math.ceil(rows / ROWS) * taps);
  for (let r = 0; r < rows; r++) {
    const at = Math.floor(r / ROWS) * taps;
    for (let i = 0; i < taps; i++) packed[at + i] |= (weights[r * taps + i] & 0xff) << (8 * (r % ROWS));
  }
  return packed;
}

/**
 * acc[r] = bias[r] + sum over i of W[r, i] * x[at + i], modulo 2^32: exact wherever the result fits int32.
 *
 * A word brings the weights of four rows with one load and one bounds check; shifts take them apart.
 *
 * @param packed weights from {@link packRows}, shape (groups, taps)
 * @param x      samples less their zero point
 * @param bias   int32, shape (4 groups)
 * @param acc    accumulators, shape (4 groups)
 */
export function dotRows(
  packed: Int32Array,
  taps: number,
  x: Int16Array,
  at: number,
  bias: Int32Array,
  acc: Int32Array,
): void {
  const end = at + taps;
  let p = 0;
  for (let r = 0; r < bias.length; r += 4) {
    let a = bias[r];
    let b = bias[r + 1];
    let c = bias[r + 2];
    let d = bias[r + 3];
    for (let i = at; i < end; i++, p++) {
      const v = x[i];
      const w = packed[p];
      a = (a + Math.imul((w << 24) >> 24, v)) | 0;
      b = (b + Math.imul((w << 16) >> 24, v)) | 0;
      c = (c + Math.imul((w << 8) >> 24, v)) | 0;
      d = (d + Math.imul(w >> 24, v)) | 0;
    }
    acc[r] = a;
    acc[r + 1] = b;
    acc[r + 2] = c;
    acc[r + 3] = d;
  }
}
