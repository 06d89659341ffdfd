import type { AveragePool2d } from '../../graph/network.js';
import type { IntegerOp } from '../integerOp.js';
import { pool } from './poolLowering.js';

/**
 * Mean of the codes of each window that lie inside the input, ties away from zero.
 *
 * @see TensorFlow Lite, `reference_integer_ops::AveragePool`
 */
export const averagePool2dOp: IntegerOp<AveragePool2d> = {
  type: 'averagePool2d',
  prepare: (layer, [input], output) => pool(layer, input, output),
};
