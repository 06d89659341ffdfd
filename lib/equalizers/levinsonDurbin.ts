import { checkInteger, checkNumber } from '../check.js';
import { OptionRangeError } from '../errors.js';

/** A linear predictor and what it leaves over. */
export interface LinearPrediction {
  /** a_1 to a_p of the prediction x[n] ~ sum a_k x[n-k]. */
  readonly predictor: readonly number[];
  /** Reflection coefficients, shape (p), all in [-1, 1]: the inverse filter is stable where they are inside. */
  readonly reflections: readonly number[];
  /** Mean square of the prediction error. */
  readonly error: number;
}

/**
 * The predictor of order p that leaves the least mean square error, from an autocorrelation: solves the normal equations
 * R a = r in O(p^2). A signal without power, or one predicted without error by fewer coefficients, gets zeros for the rest.
 *
 * @param r autocorrelation at lags 0, 1, ..., more than `order` of them; r[0] >= |r[k]|
 * @throws {RangeError} when r is no autocorrelation: a reflection coefficient beyond +-1
 * @see N. Levinson (1946); J. Durbin (1960); S. Haykin, Adaptive Filter Theory, section 3.3; J. Makhoul, Linear prediction: a
 * tutorial review, Proc. IEEE 63 (1975)
 */
export function levinsonDurbin(r: readonly number[], order: number = r.length - 1): LinearPrediction {
  checkInteger('levinsonDurbin', 'order', order, 0, r.length - 1);
  for (const x of r) checkNumber('levinsonDurbin', 'r', x);
  const a = new Float64Array(order);
  const before = new Float64Array(order);
  const reflections = new Array<number>(order).fill(0);
  let error = checkNumber('levinsonDurbin', 'r[0]', r[0], 'at least 0', x => x >= 0);
  for (let m = 0; m < order && error > 0; m++) {
    let sum = r[m + 1];
    for (let k = 0; k < m; k++) sum -= a[k] * r[m - k];
    const reflection = sum / error;
    if (Math.abs(reflection) > 1 + 1e-12) {
      throw new OptionRangeError(
        `levinsonDurbin: r must be an autocorrelation, got one whose reflection coefficient ${m + 1} is ${reflection}`,
      );
    }
    before.set(a);
    for (let k = 0; k < m; k++) a[k] = before[k] - reflection * before[m - 1 - k];
    a[m] = reflections[m] = Math.min(Math.max(reflection, -1), 1);
    error = Math.max(error * (1 - reflection * reflection), 0);
  }
  return Object.freeze({ predictor: Object.freeze(Array.from(a)), reflections: Object.freeze(reflections), error });
}
