/**
 * The loops behind pre-emphasis and whitening: a linear predictor p = sum a_k r[n-k] over the samples r that the receiver has.
 *
 * The sender subtracts it, y = float32(x - p), and at once does what the receiver will do, r = float32(y + p). Both sides then
 * predict from the same r, so the two roundings of a sample stay with that sample: |r - x| <= 2^-24 (|y| + |r|), however
 * close to instability the inverse is. Predicting from x itself would add up all earlier roundings.
 */

/** One direction of the filter. */
export type PredictionLoop = (
  x: Float32Array,
  begin: number,
  end: number,
  predictor: Float64Array,
  past: Float64Array,
  out: Float32Array,
) => number;

/**
 * Writes the prediction error of `x[begin..end)` to `out[begin..end)`.
 *
 * @internal
 *
 * @param predictor a_1, a_2, ...
 * @param past the receiver's last samples, newest first, as many as `predictor`; brought up to date
 * @returns `end`, or the first i where the error or the sample is not finite
 */
export const predictionError: PredictionLoop = (x, begin, end, predictor, past, out) => {
  for (let i = begin; i < end; i++) {
    const p = predict(predictor, past);
    const y = Math.fround(x[i] - p);
    const r = Math.fround(y + p);
    if (r - r !== 0) return i;
    out[i] = y;
    past.copyWithin(1, 0);
    past[0] = r;
  }
  return end;
};

/** The inverse of {@link predictionError}: bit for bit the samples r of the sender's loop where the errors are the sender's. */
export const predictionSum: PredictionLoop = (y, begin, end, predictor, past, out) => {
  for (let i = begin; i < end; i++) {
    const r = Math.fround(y[i] + predict(predictor, past));
    if (r - r !== 0) return i;
    out[i] = r;
    past.copyWithin(1, 0);
    past[0] = r;
  }
  return end;
};

function predict(predictor: Float64Array, past: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < predictor.length; k++) sum += predictor[k] * past[k];
  return sum;
}
