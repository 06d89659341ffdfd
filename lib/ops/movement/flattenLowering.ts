import type { Flatten } from '../../graph/network.js';
import type { IntegerOp } from '../integerOp.js';

/** The same codes in the same order. */
export const flattenPrepared: IntegerOp<Flatten> = {
  type: 'flatten',
  prepare:
    (_layer, [{ data: x }], { data: out }) =>
    () =>
      out.set(x),
};
