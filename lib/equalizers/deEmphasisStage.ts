import type { Frame } from '../frame.js';
import type { Stage } from '../stage.js';
import { emphasisPredictor, type PreEmphasisOptions } from './preEmphasisStage.js';
import { predictionSum } from './prediction.js';
import { predictorStage } from './predictorStage.js';

/**
 * The inverse of pre-emphasis: x[n] = y[n] + a x[n-1]. Errors of y, as of a quantizer between, are filtered alike: white noise
 * comes out 1 / (1 - a^2) times as strong, most of it at low frequencies.
 *
 * Frames lost on the way look like a gap: the memory starts at 0 again, and the error this makes dies away as a^n.
 */
export function deEmphasisStage(options: PreEmphasisOptions = {}): Stage<Frame, Frame> {
  return predictorStage('deEmphasis', predictionSum, [emphasisPredictor('deEmphasis', options)]);
}
