import { checkInteger, checkNumber, checkOneOf, show } from '../check.js';
import { OptionRangeError, OptionTypeError } from '../errors.js';
import { LARGEST_COEFFICIENT, MOST_TAPS, PREDICTORS } from '../kernels/dpcmKernel.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { adaptiveQuantizer, type AdaptiveQuantizerOptions } from './adaptiveQuantizer.js';
import { codesOf } from './affine.js';
import { type AdaptiveStep, checkAdaptiveStep, checkStillStep } from './jayant.js';
import type { StreamQuantizer } from './quantizer.js';

/** A predictor whose coefficients follow the signal (LMS); they start from 0. */
export interface AdaptivePredictor {
  /** Number of coefficients, an integer in [1, 16]. */
  readonly taps: number;
  /** `signSign`: only signs count; `normalized`: the gradient over the energy in the taps. */
  readonly update: 'signSign' | 'normalized';
  /** Step size of the update, in (0, 2): a coefficient's move a sample under `signSign`, a fraction under `normalized`. */
  readonly stepSize: number;
  /** Factor on the coefficients a sample, in (0, 1]. Defaults to 1: they do not fade. */
  readonly leak?: number;
}

/** Options of {@link dpcm}. */
export interface DpcmOptions extends AdaptiveQuantizerOptions {
  /** Code width in bits, an integer in [2, 8]. Defaults to 4. */
  readonly bits?: number;
  /** Step of the residual in the unit of the samples: a number holds still, bounds let the codes move it. */
  readonly step: number | AdaptiveStep;
  /**
   * Coefficients a_1, a_2, ... of a fixed predictor, 1 to 16 numbers in [-1024, 1024], or one that adapts. Defaults to [1]: the
   * sample before.
   */
  readonly predictor?: readonly number[] | AdaptivePredictor;
}

/** Multipliers for residuals (Jayant 1973, table of DPCM multipliers). */
const DPCM: Readonly<Record<number, readonly number[]>> = {
  2: [0.8, 1.6],
  3: [0.9, 0.9, 1.25, 1.75],
  4: [0.9, 0.9, 0.9, 0.9, 1.2, 1.6, 2, 2.4],
};

const OPTIONS: OptionKeys<DpcmOptions> = { bits: true, step: true, predictor: true, every: true };

/**
 * Differential coder: predicts each sample from the decoder's output so far and quantizes what is left,
 * `y[n] = sum of a_k y[n - k] + step (q + midpoint)`.
 *
 * The error of a sample is the error of its residual, so the gain over direct coding is the prediction gain. A fixed step is
 * mid-tread (codes symmetric, midpoint 0: silence stays silence), an adaptive one mid-rise as in {@link jayant} (midpoint
 * 1/2: zero is not kept). Residuals beyond the outer codes saturate and are counted, and the following samples catch up;
 * infinities saturate; NaN is an error. The decoder follows bit for bit, and as every frame carries the state it starts from,
 * nothing drifts. A gap resets step, history and coefficients. Comes before trackRange and equalize.
 *
 * @see N. S. Jayant and P. Noll, Digital Coding of Waveforms (1984), chapter 6
 */
export function dpcm(options: DpcmOptions): StreamQuantizer {
  const { bits = 4, step, predictor = [1], every = 1024 } = checkOptions('dpcm', options, OPTIONS);
  checkInteger('dpcm', 'bits', bits, 2, 8);
  const still = typeof step === 'number';
  if (!still && (typeof step !== 'object' || step === null)) {
    throw new OptionTypeError(`dpcm: step must be a number or an object with its bounds, got ${show(step)}`);
  }
  if (still) checkStillStep('dpcm', step);
  const given = still
    ? { minStep: step, maxStep: step, initialStep: step, multipliers: new Array<number>(2 ** (bits - 1)).fill(1) }
    : { initialStep: undefined, multipliers: undefined, ...step };
  const { minStep, maxStep, initialStep, multipliers } = checkAdaptiveStep('dpcm', given, bits, DPCM);
  const { rule, taps, stepSize, leak, coefficients } = checkPredictor(predictor);
  const [lowest, qmax] = codesOf(bits, true);
  const midpoint = still ? 0 : 0.5;
  const constants = [rule, taps, stepSize, leak, midpoint, minStep, maxStep, ...multipliers, ...coefficients];
  return adaptiveQuantizer(
    'dpcm',
    { kind: 'adaptive', coder: 'dpcm', bits, qmin: still ? -qmax : lowest, qmax, constants: Object.freeze(constants) },
    [initialStep, ...new Array<number>(rule === 0 ? taps : 2 * taps).fill(0)],
    every,
  );
}

/** A predictor in numbers: {@link PREDICTORS} says which rule, coefficients are those of a fixed one. */
interface Prediction {
  readonly rule: number;
  readonly taps: number;
  readonly stepSize: number;
  readonly leak: number;
  readonly coefficients: readonly number[];
}

function checkPredictor(predictor: readonly number[] | AdaptivePredictor): Prediction {
  if (typeof predictor !== 'object' || predictor === null) {
    throw new OptionTypeError(`dpcm: predictor must be a list of coefficients or an object, got ${show(predictor)}`);
  }
  if ('update' in predictor) {
    const { taps, update, stepSize, leak = 1 } = predictor;
    return {
      rule: PREDICTORS.indexOf(checkOneOf('dpcm', 'predictor.update', update, ['signSign', 'normalized'])),
      taps: checkInteger('dpcm', 'predictor.taps', taps, 1, MOST_TAPS),
      stepSize: checkNumber('dpcm', 'predictor.stepSize', stepSize, 'in (0, 2)', x => x > 0 && x < 2),
      leak: checkNumber('dpcm', 'predictor.leak', leak, 'in (0, 1]', x => x > 0 && x <= 1),
      coefficients: [],
    };
  }
  const coefficients = Array.from(predictor);
  if (coefficients.length < 1 || coefficients.length > MOST_TAPS) {
    throw new OptionRangeError(`dpcm: predictor must have 1 to ${MOST_TAPS} coefficients, got ${coefficients.length}`);
  }
  coefficients.forEach((a, k) =>
    checkNumber('dpcm', `predictor[${k}]`, a, 'in [-1024, 1024]', x => Math.abs(x) <= LARGEST_COEFFICIENT),
  );
  return { rule: 0, taps: coefficients.length, stepSize: 0, leak: 1, coefficients };
}
