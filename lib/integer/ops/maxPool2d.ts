import type { MaxPool2d } from '../../network/network.js';
import type { IntegerOp } from './integerOp.js';
import { pool } from './pool.js';

/** Largest code of each window. */
export const maxPool2dOp: IntegerOp<MaxPool2d> = {
  type: 'maxPool2d',
  prepare: (layer, [input], output) => pool(layer, input, output),
};
