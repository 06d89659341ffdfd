import { OptionTypeError } from '../errors.js';
import type { QFrame } from '../frame.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { AffineParams } from '../qparams.js';
import { type Stage, stateless } from '../stage.js';
import { requantizer } from './requantize.js';

/** Options of {@link requantizeStage}. */
export interface RequantizeOptions {
  /** Parameters to re-code to, for example those of a network's input. */
  readonly params: AffineParams;
  /**
   * Gains that the new codes shall have, finite, > 0, one for all channels or one a channel: those that the network was trained with, or
   * [1] for sensor values. Gains that ride on the frames are divided out. By default codes stay equalized as they are.
   */
  readonly gains?: readonly number[];
  /**
   * Centres that the new codes shall have, finite, in the sensor's unit, one for all channels or one per channel; [0] for sensor
   * values. Centres that ride on the frames are put back. By default codes stay centred as they are.
   */
  readonly centres?: readonly number[];
}

const OPTIONS: OptionKeys<RequantizeOptions> = { params: true, gains: true, centres: true };

/**
 * Re-codes frames under other parameters, sensor scale, gains and new scale folded into one integer multiplier, centres into the
 * zero point; samples that fall outside
 * the new codes are clipped and counted. See {@link requantizer} for the error bound.
 */
export function requantizeStage(options: RequantizeOptions): Stage<QFrame, QFrame> {
  const { params, gains, centres } = checkOptions('requantize', options, OPTIONS);
  if (params?.kind !== 'affine') throw new OptionTypeError('requantize: params must be affine parameters');
  return stateless('requantize', requantizer(params, { ...(gains && { gains }), ...(centres && { centres }) }));
}
