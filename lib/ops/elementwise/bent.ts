import type { Dialect } from '../../dialects/dialect.js';
import type { Layer } from '../../graph/network.js';
import { slopesCode } from '../../kernels/calls/slopes.js';
import { reachOf } from '../arithmeticCodes.js';
import type { CodeInfo } from '../codes.js';
import type { Lowered } from '../op.js';
import { slopeBy } from './scaleBy.js';
import { isByte, tabulated } from './tabulated.js';

/**
 * Codes under other params, by one slope from zero on and another one below.
 *
 * @internal
 *
 * @param above steps of the output that one step of the input is worth
 * @param below the same below zero
 */
export function bent(
  layer: Layer,
  dialect: Dialect,
  input: CodeInfo,
  output: CodeInfo,
  above: number,
  below: number,
): Lowered {
  const reach = reachOf(input);
  const { zeroPoint, qmin, qmax } = output.params;
  const constants = {
    zeroPoint: input.params.zeroPoint[0],
    above: slopeBy(layer, dialect, above, reach),
    below: slopeBy(layer, dialect, below, reach),
    outZero: zeroPoint[0],
    low: qmin,
    high: qmax,
  };
  return isByte(input) ? tabulated(input, output, slopesCode(constants)) : { kernel: 'slopes', constants };
}
