/**
 * `lanes[l] = sum over i of W[l, i] * x[at + offsets[i]]`: exact where the fields of the lanes stay in their bounds
 * ({@link FIELD_BITS}).
 *
 * A lane that holds two rows makes two multiply-accumulates of one multiplication and one addition.
 *
 * @param weights lanes from `packFields`, shape (lanes / 4, taps, 4)
 * @param offsets where the sample of each tap lies, shape (taps)
 * @param x       samples less their zero point
 * @param lanes   sums, shape (lanes), a multiple of 4
 */
export function fieldSums(
  weights: Float64Array,
  offsets: Int32Array,
  x: Int16Array,
  at: number,
  lanes: Float64Array,
): void {
  const taps = offsets.length;
  const block = 4 * taps;
  let l = 0;
  let p = 0;
  // two blocks at a time load each sample once for eight lanes
  for (; l + 4 < lanes.length; l += 8, p += block) {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let e = 0;
    let f = 0;
    let g = 0;
    let h = 0;
    for (let i = 0; i < taps; i++, p += 4) {
      const v = x[at + offsets[i]];
      const q = p + block;
      a += weights[p] * v;
      b += weights[p + 1] * v;
      c += weights[p + 2] * v;
      d += weights[p + 3] * v;
      e += weights[q] * v;
      f += weights[q + 1] * v;
      g += weights[q + 2] * v;
      h += weights[q + 3] * v;
    }
    lanes[l] = a;
    lanes[l + 1] = b;
    lanes[l + 2] = c;
    lanes[l + 3] = d;
    lanes[l + 4] = e;
    lanes[l + 5] = f;
    lanes[l + 6] = g;
    lanes[l + 7] = h;
  }
  if (l === lanes.length) return;
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let i = 0; i < taps; i++, p += 4) {
    const v = x[at + offsets[i]];
    a += weights[p] * v;
    b += weights[p + 1] * v;
    c += weights[p + 2] * v;
    d += weights[p + 3] * v;
  }
  lanes[l] = a;
  lanes[l + 1] = b;
  lanes[l + 2] = c;
  lanes[l + 3] = d;
}

/**
 * {@link fieldSums} for the samples from `at` and for those from `to`: each weight is loaded once for both.
 *
 * @param second sums of the samples from `to`, shape (lanes)
 */
export function fieldSumsTwice(
  weights: Float64Array,
  offsets: Int32Array,
  x: Int16Array,
  at: number,
  to: number,
  lanes: Float64Array,
  second: Float64Array,
): void {
  const taps = offsets.length;
  let p = 0;
  for (let l = 0; l < lanes.length; l += 4) {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let e = 0;
    let f = 0;
    let g = 0;
    let h = 0;
    for (let i = 0; i < taps; i++, p += 4) {
      const offset = offsets[i];
      const v = x[at + offset];
      const u = x[to + offset];
      const w0 = weights[p];
      const w1 = weights[p + 1];
      const w2 = weights[p + 2];
      const w3 = weights[p + 3];
      a += w0 * v;
      b += w1 * v;
      c += w2 * v;
      d += w3 * v;
      e += w0 * u;
      f += w1 * u;
      g += w2 * u;
      h += w3 * u;
    }
    lanes[l] = a;
    lanes[l + 1] = b;
    lanes[l + 2] = c;
    lanes[l + 3] = d;
    second[l] = e;
    second[l + 1] = f;
    second[l + 2] = g;
    second[l + 3] = h;
  }
}
