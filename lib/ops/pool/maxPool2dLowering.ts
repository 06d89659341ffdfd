import type { MaxPool2d } from '../../graph/network.js';
import type { IntegerOp } from '../integerOp.js';
import { pool } from './poolLowering.js';

/** Largest code of each window. */
export const maxPool2dOp: IntegerOp<MaxPool2d> = {
  type: 'maxPool2d',
  prepare: (layer, [input], output) => pool(layer, input, output),
};
