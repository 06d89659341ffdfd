import type { SumConstants } from '../../../kernels/sums/accumulators.js';
import { unpackWeights } from '../../../kernels/sums/weights.js';
import type { PlannedTensor } from '../../../plan/plan.js';
import { Unsupported } from '../../problems.js';
import { type Target, tensorType } from './writeCall.js';
import { writeRequantization } from './writeRequantization.js';

/** The C types that sums of products are computed with. */
export interface Types {
  readonly x: string;
  readonly w: string;
  readonly acc: string;
  readonly out: string;
}

/**
 * Defines weights, bias and scaling of sums of products; gives the fields of the struct that holds them, and the types.
 *
 * @param padded whether samples may be padding, which counts as zero
 * @param name   in front of the names of its definitions; nothing by default
 * @throws {Unsupported} when there is no C for them
 */
export function writeSums(
  constants: SumConstants,
  input: PlannedTensor,
  output: PlannedTensor,
  target: Target,
  padded: boolean,
  name = '',
) {
  const { bias, zeroPoint, wide } = constants;
  if (constants.weights.bits > 16) throw new Unsupported('weights beyond 16 bits');
  const weights = unpackWeights(constants.weights);
  const { qmin = 0, qmax = 0 } = input.params ?? {};
  const folding = foldedBias(bias, weights, zeroPoint);
  const folded = !padded && fitInt32(folding, weights, Math.max(-qmin, qmax));
  if (!folded && !wide && !fitInt32(bias, weights, Math.max(zeroPoint - qmin, qmax - zeroPoint))) {
    throw new Unsupported('sums that could leave int32 on their way');
  }
  const w = constants.weights.bits > 8 ? 'int16' : 'int8';
  const types: Types = {
    x: tensorType(input),
    w: `${w}_t`,
    acc: wide ? 'int64_t' : 'int32_t',
    out: tensorType(output),
  };
  const prefix = name === '' ? '' : `${name}_`;
  const fields = {
    zero_point: folded ? 0 : zeroPoint,
    weights: target.array(`${prefix}weights`, w, weights),
    bias: target.array(`${prefix}bias`, wide ? 'int64' : 'int32', folded ? folding : bias),
    scaling: `&${writeRequantization(constants.requantization, target, `${prefix}scaling`)}`,
  };
  return { types, fields };
}

/** bias - zero point * sum of the weights. */
function foldedBias(bias: ArrayLike<number>, weights: Int32Array, zeroPoint: number): Float64Array {
  const taps = weights.length / bias.length;
  return Float64Array.from(bias, (b, c) => {
    let sum = 0;
    for (let i = c * taps; i < (c + 1) * taps; i++) sum += weights[i];
    return b - zeroPoint * sum + 0; // never -0
  });
}

/** Whether int32 holds every partial sum, in whatever order, of a bias and products with numbers up to `peak`. */
function fitInt32(bias: ArrayLike<number>, weights: Int32Array, peak: number): boolean {
  const taps = weights.length / bias.length;
  for (let c = 0; c < bias.length; c++) {
    let magnitude = Math.abs(bias[c]);
    for (let i = c * taps; i < (c + 1) * taps; i++) magnitude += Math.abs(weights[i]) * peak;
    if (magnitude >= 2 ** 31) return false;
  }
  return true;
}
