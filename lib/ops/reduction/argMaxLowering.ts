import { argMaxStep } from './argMax.js';
import type { ArgMax } from '../../graph/network.js';
import { codesOf, type IntegerOp } from '../integerOp.js';

/** Index of the largest code along an axis. */
export const argMaxPrepared: IntegerOp<ArgMax> = {
  type: 'argMax',
  prepare(layer, [given], { data: out }) {
    const { data: x, shape } = codesOf(layer, given);
    return argMaxStep(x, shape, layer.axis, out);
  },
};
