import type { Unary } from '../../graph/network.js';
import { clipped } from './clipLowering.js';
import type { IntegerOp } from '../integerOp.js';

/** max(x, 0) between two encodings. */
export const reluPrepared: IntegerOp<Unary> = {
  type: 'relu',
  prepare: (layer, [input], output, context) => clipped(layer, input, output, 0, Infinity, context),
};
