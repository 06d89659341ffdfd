import type { AffineParams } from '../../../qparams.js';
import type { Tensor } from '../../../graph/network.js';
import { Unsupported } from '../../problems.js';
import { INT32 } from '../reading/elementTypes.js';
import type { Op } from '../reading/op.js';
import { decoded, paramsOf } from '../reading/values.js';

/**
 * The bias of an operator; zeros where it has none. On codes it counts in steps of input scale * weight scale; one of 64 bits is exact
 * below 2^53 and goes without params.
 *
 * @param k       which input of the operator it is
 * @param rows    entries of a bias of zeros
 * @param x       params of what the weights are multiplied with
 * @param weights params of the weights
 */
export function biasOf(
  op: Op,
  k: number,
  rows: number,
  x: AffineParams | undefined,
  weights: AffineParams | undefined,
): Tensor {
  const given = op.has(k) ? op.constant(k) : undefined;
  const shape = [given?.data.length ?? rows];
  if (!(given?.data instanceof Float32Array)) op.spend(shape[0]);
  if (!op.output().params) return { shape, data: given ? decoded(given) : new Float32Array(rows) };
  if (given?.data instanceof Float64Array) return { shape, data: given.data };
  if (given && !(given.data instanceof Int32Array)) throw new Unsupported('a bias other than int32 and int64 on codes');
  if (!x || !weights) throw new Unsupported('weights or an input without a scale on codes');
  const scale = given?.coding?.scale ?? weights.scale.map(step => Math.fround(x.scale[0] * step));
  const data = given?.data ?? new Int32Array(rows);
  return { shape, data, params: paramsOf(INT32, scale, given?.coding?.zeroPoint ?? [0]) };
}
