import { OptionTypeError } from '../errors.js';
import type { QFrame } from '../frame.js';
import type { AffineParams } from '../qparams.js';
import { type Stage, stateless } from '../stage.js';
import { requantizer } from './requantize.js';

/** Options of {@link requantizeStage}. */
export interface RequantizeOptions {
  /** Parameters to re-code to, for example those of a network's input. */
  readonly params: AffineParams;
}

/** Re-codes frames under other parameters; samples that fall outside the new codes are clipped and counted. */
export function requantizeStage({ params }: RequantizeOptions): Stage<QFrame, QFrame> {
  if (params?.kind !== 'affine') throw new OptionTypeError('requantize: params must be affine parameters');
  return stateless('requantize', requantizer(params));
}
