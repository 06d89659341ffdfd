import { checkNumber } from '../check.js';
import { OptionRangeError, OptionTypeError } from '../errors.js';
import type { Frame } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { Stage } from '../stage.js';
import { predictionError } from './prediction.js';
import { predictorStage } from './predictorStage.js';

/** Options of {@link whitenStage} and {@link unwhitenStage}. */
export interface WhitenOptions {
  /**
   * Predictors a_1, a_2, ..., one for all channels or one a channel, of one order in [1, 1024]: of `levinsonDurbin` from the
   * measured `autocorrelation`. Sender and receiver need the same.
   */
  readonly predictors: readonly (readonly number[])[];
}

const OPTIONS: OptionKeys<WhitenOptions> = { predictors: true };

/**
 * Takes out of each sample what the samples before it foretell: y[n] = x[n] - sum a_k x[n-k]. What is left has a flat spectrum and
 * less power, by the prediction gain r_0 / error of `levinsonDurbin`.
 *
 * The samples predicted from are the receiver's (prediction.ts), so that {@link unwhitenStage} gives x back within
 * 2^-24 (|y| + |x|) of each sample. The memory is 0 at the start and behind each gap. Gains pass.
 *
 * @throws {RangeError} at the call, when the inverse of a predictor is not stable
 * @throws {DataError} from `process` when a sample is not finite, or the frame carries a range
 * @see J. Makhoul, Linear prediction: a tutorial review, Proc. IEEE 63 (1975)
 */
export function whitenStage(options: WhitenOptions): Stage<Frame, Frame> {
  const { predictors } = checkOptions('whiten', options, OPTIONS);
  return predictorStage('whiten', predictionError, checkPredictors('whiten', predictors));
}

/** The predictors as typed arrays, of one order and with a stable inverse. */
export function checkPredictors(who: string, predictors: readonly (readonly number[])[]): Float64Array[] {
  if (!Array.isArray(predictors) || !predictors.every(Array.isArray) || predictors.length === 0) {
    throw new OptionTypeError(
      `${who}: predictors must be a list with one list of coefficients a channel, or one for all`,
    );
  }
  const order = predictors[0].length;
  return predictors.map((list, c) => {
    if (list.length !== order || order < 1 || order > 1024) {
      throw new OptionRangeError(
        `${who}: predictors must have one order in [1, 1024], got ${list.length} in list ${c} and ${order} in list 0`,
      );
    }
    const predictor = Float64Array.from(list, a => checkNumber(who, `predictors[${c}]`, a));
    if (!isStable(predictor)) {
      throw new OptionRangeError(
        `${who}: predictors[${c}] must have a stable inverse, got a reflection coefficient beyond 1; ` +
          `take the predictor of levinsonDurbin`,
      );
    }
    return predictor;
  });
}

/** Whether all reflection coefficients are inside +-1: the step-down recursion, the inverse of Levinson's. */
function isStable(predictor: Float64Array): boolean {
  const a = predictor.slice();
  for (let m = a.length - 1; m >= 0; m--) {
    const k = a[m];
    if (!(Math.abs(k) < 1)) return false;
    const scale = 1 / (1 - k * k);
    for (let i = 0, j = m - 1; i <= j; i++, j--) {
      const [low, high] = [a[i], a[j]];
      a[i] = (low + k * high) * scale;
      a[j] = (high + k * low) * scale;
    }
  }
  return true;
}
