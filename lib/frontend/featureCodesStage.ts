import { OptionRangeError } from '../errors.js';
import type { Frame, QFrame } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { AffineParams } from '../qparams.js';
import { type Stage, stateless } from '../stage.js';

/** The feature that stands for the width of the codes: 25.6 * 26, rounded. */
const WIDTH = 666;

/** Options of {@link featureCodesStage}. */
export interface FeatureCodesOptions {
  /** Parameters of the network's input: 8-bit codes from -128 to 127, one scale. */
  readonly params: AffineParams;
}

const OPTIONS: OptionKeys<FeatureCodesOptions> = { params: true };

/**
 * Turns features of the micro front end into the int8 codes that `micro_speech` and microWakeWord give to their networks.
 *
 * code = floor((256 x + 333) / 666) - 128, at most 127: the divisor is 25.6 * 26, as features were divided by 25.6 in training and 26
 * is taken for their largest value. This is not the rounding of x / 25.6 under the input's scale, which differs at some values.
 *
 * @throws {RangeError} when the parameters are of other codes
 * @see tensorflow/tflite-micro, micro_speech/micro_features_generator.cc; esphome/components/micro_wake_word
 */
export function featureCodesStage(options: FeatureCodesOptions): Stage<Frame, QFrame> {
  const { params } = checkOptions('featureCodes', options, OPTIONS);
  if (params.qmin !== -128 || params.qmax !== 127 || params.scale.length !== 1) {
    throw new OptionRangeError(
      `featureCodes: params must be of codes -128 to 127 with one scale, got ${params.qmin} to ${params.qmax} with ${params.scale.length}`,
    );
  }
  return stateless('featureCodes', f => {
    const codes = new Int8Array(f.data.length);
    let clipped = 0;
    for (let i = 0; i < codes.length; i++) {
      const code = Math.floor((256 * f.data[i] + 333) / WIDTH) - 128;
      codes[i] = code < 127 ? code : 127;
      if (code > 127) clipped++;
    }
    const { channels, length, start, info } = f;
    return { data: codes, channels, length, start, info, params, clipped };
  });
}
