import { SIGMOIDS } from '../../../kernels/sigmoid16.js';
import { helper } from '../helper.js';
import { arrayDefinition } from '../literals.js';

/**
 * The values between which logistic function and hyperbolic tangent of int16 codes are interpolated.
 *
 * @internal
 */
export const sigmoidTable = helper(
  'sigmoid_table',
  [],
  `/* 2^16 / (1 + exp(-i / 24)). */\n${arrayDefinition('sigmoid_table', 'int32', SIGMOIDS)}`,
);
