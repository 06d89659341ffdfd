/**
 * Samples and their neighbours in one double: `out[i] = x[i] + 2^26 * x[i + step]`, two fields as in {@link FIELD_BITS}.
 *
 * @param out shape of `x`; samples behind its end count as zeros
 */
export function pairSamples(x: Int16Array, step: number, out: Float64Array): void {
  const paired = x.length - step;
  for (let i = 0; i < paired; i++) out[i] = x[i] + x[i + step] * 67108864;
  for (let i = Math.max(paired, 0); i < x.length; i++) out[i] = x[i];
}

/**
 * Depthwise sums at two places: `lanes[o] = sum over k of w[o, k] * x[at + channel[o] + offsets[k]]`, and `second` the same from `to`.
 * With samples from {@link pairSamples} these are four places.
 *
 * @param weights integers, shape (channels out, taps)
 * @param offsets where the sample of each tap lies, shape (taps)
 * @param channel input channel of each output channel, shape (channels out)
 * @param lanes   shape (channels out)
 * @param second  shape (channels out)
 */
export function channelSums(
  weights: Float64Array,
  offsets: Int32Array,
  channel: Int32Array,
  x: Float64Array,
  at: number,
  to: number,
  lanes: Float64Array,
  second: Float64Array,
): void {
  const taps = offsets.length;
  let p = 0;
  for (let o = 0; o < channel.length; o++) {
    const c = channel[o];
    let a = 0;
    let b = 0;
    for (let k = 0; k < taps; k++, p++) {
      const w = weights[p];
      const i = c + offsets[k];
      a += w * x[at + i];
      b += w * x[to + i];
    }
    lanes[o] = a;
    second[o] = b;
  }
}
