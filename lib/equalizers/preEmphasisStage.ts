import { checkNumber } from '../check.js';
import type { Frame } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { Stage } from '../stage.js';
import { predictionError } from './prediction.js';
import { predictorStage } from './predictorStage.js';

/** Options of {@link preEmphasisStage} and {@link deEmphasisStage}. */
export interface PreEmphasisOptions {
  /** Part of the sample before that is subtracted, in (-1, 1). Defaults to 0.97, the usual value for speech. */
  readonly coefficient?: number;
}

const OPTIONS: OptionKeys<PreEmphasisOptions> = { coefficient: true };

/**
 * Raises high frequencies before quantization: y[n] = x[n] - a x[n-1], a zero at z = a. Gain 1 - a at frequency 0, 1 + a at
 * half the sample rate.
 *
 * The x[n-1] subtracted is the receiver's (prediction.ts), so that {@link deEmphasisStage} with the same coefficient gives x back
 * within 2^-24 (|y| + |x|) of each sample: one rounding of each, nothing adds up. Not bit for bit: where |y| is larger than
 * |x|, its float32 has no room for the last bits of x. The memory is 0 at the start and behind each gap. Gains pass.
 *
 * @throws {DataError} from `process` when a sample is not finite, or the frame carries a range
 * @see L. R. Rabiner, R. W. Schafer, Digital Processing of Speech Signals (1978), section 8.2
 */
export function preEmphasisStage(options: PreEmphasisOptions = {}): Stage<Frame, Frame> {
  return predictorStage('preEmphasis', predictionError, [emphasisPredictor('preEmphasis', options)]);
}

/** The first-order predictor of both directions. */
export function emphasisPredictor(who: string, options: PreEmphasisOptions): Float64Array {
  const { coefficient = 0.97 } = checkOptions(who, options, OPTIONS);
  return Float64Array.of(checkNumber(who, 'coefficient', coefficient, 'in (-1, 1)', a => a > -1 && a < 1));
}
