import type { Frame } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { Stage } from '../stage.js';
import { predictionSum } from './prediction.js';
import { predictorStage } from './predictorStage.js';
import { checkPredictors, type WhitenOptions } from './whitenStage.js';

const OPTIONS: OptionKeys<WhitenOptions> = { predictors: true };

/**
 * The inverse of {@link whitenStage}: x[n] = y[n] + sum a_k x[n-k]. Errors of y are filtered alike: the noise of a quantizer
 * between takes on the spectrum of the signal.
 */
export function unwhitenStage(options: WhitenOptions): Stage<Frame, Frame> {
  const { predictors } = checkOptions('unwhiten', options, OPTIONS);
  return predictorStage('unwhiten', predictionSum, checkPredictors('unwhiten', predictors));
}
