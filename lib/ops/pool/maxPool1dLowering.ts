import type { MaxPool1d } from '../../graph/network.js';
import type { IntegerOp } from '../integerOp.js';
import { pool } from './poolLowering.js';

/** Largest code of each window. */
export const maxPool1dOp: IntegerOp<MaxPool1d> = {
  type: 'maxPool1d',
  prepare: (layer, [input], output) => pool(layer, input, output),
};
