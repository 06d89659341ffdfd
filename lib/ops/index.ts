import { show } from '../check.js';
import type { Layer, LayerOf } from '../graph/network.js';
import { networkError } from '../graph/networkError.js';
import { argMaxOps } from './reduction/argMax.js';
import { averagePool1dOp } from './pool/averagePool1d.js';
import { averagePool2dOp } from './pool/averagePool2d.js';
import { batchNormalizationOp } from './normalization/batchNormalization.js';
import { binaryOps } from './elementwise/binary.js';
import { castOp } from './coding/cast.js';
import { clipOp } from './elementwise/clip.js';
import { compareOps } from './elementwise/compare.js';
import { concatOp } from './movement/concat.js';
import { constantOp } from './coding/constant.js';
import { conv1dOp } from './weighted/conv1d.js';
import { conv2dOp } from './weighted/conv2d.js';
import { convTranspose2dOp } from './weighted/convTranspose2d.js';
import { cumSumOp } from './reduction/cumSum.js';
import { denseOp } from './weighted/dense.js';
import { dequantizeOp } from './coding/dequantize.js';
import { eluOp } from './elementwise/elu.js';
import { expandOp } from './movement/expand.js';
import { flattenOp } from './movement/flatten.js';
import { gatherOp } from './movement/gather.js';
import { geluOp } from './elementwise/gelu.js';
import { gruOp } from './recurrent/gru.js';
import { hardSigmoidOp } from './elementwise/hardSigmoid.js';
import { instanceNormalizationOp } from './normalization/instanceNormalization.js';
import type { Op } from './op.js';
import { layerNormalizationOp } from './normalization/layerNormalization.js';
import { leakyReluOp } from './elementwise/leakyRelu.js';
import { lstmOp } from './recurrent/lstm.js';
import { matMulOp } from './weighted/matMul.js';
import { maxPool1dOp } from './pool/maxPool1d.js';
import { maxPool2dOp } from './pool/maxPool2d.js';
import { padOp } from './movement/pad.js';
import { preluOp } from './elementwise/prelu.js';
import { quantizeOp } from './coding/quantize.js';
import { reduceOps } from './reduction/reduce.js';
import { reluOp } from './elementwise/relu.js';
import { reshapeOp } from './movement/reshape.js';
import { resizeNearestOp } from './movement/resizeNearest.js';
import { resizeLinearOp } from './movement/resizeLinear.js';
import { rnnOp } from './recurrent/rnn.js';
import { sliceOp } from './movement/slice.js';
import { softmaxOp } from './softmax/softmax.js';
import { svdfOp } from './recurrent/svdf.js';
import { transposeOp } from './movement/transpose.js';
import { unaryOps } from './elementwise/unary.js';
import { whereOp } from './elementwise/where.js';
import { runningSumOp } from './streaming/runningSum.js';
import { timeWindowOp } from './streaming/timeWindow.js';

/** All that is known about every type of layer: the compiler says which one is missing. */
export const ops = {
  dense: denseOp,
  conv1d: conv1dOp,
  conv2d: conv2dOp,
  convTranspose2d: convTranspose2dOp,
  matMul: matMulOp,
  relu: reluOp,
  averagePool1d: averagePool1dOp,
  averagePool2d: averagePool2dOp,
  maxPool1d: maxPool1dOp,
  maxPool2d: maxPool2dOp,
  flatten: flattenOp,
  softmax: softmaxOp,
  ...unaryOps,
  clip: clipOp,
  leakyRelu: leakyReluOp,
  prelu: preluOp,
  elu: eluOp,
  hardSigmoid: hardSigmoidOp,
  gelu: geluOp,
  ...binaryOps,
  ...compareOps,
  where: whereOp,
  ...reduceOps,
  ...argMaxOps,
  cumSum: cumSumOp,
  cast: castOp,
  batchNormalization: batchNormalizationOp,
  layerNormalization: layerNormalizationOp,
  instanceNormalization: instanceNormalizationOp,
  reshape: reshapeOp,
  transpose: transposeOp,
  expand: expandOp,
  concat: concatOp,
  slice: sliceOp,
  gather: gatherOp,
  pad: padOp,
  resizeNearest: resizeNearestOp,
  resizeLinear: resizeLinearOp,
  constant: constantOp,
  quantize: quantizeOp,
  dequantize: dequantizeOp,
  lstm: lstmOp,
  gru: gruOp,
  rnn: rnnOp,
  svdf: svdfOp,
  timeWindow: timeWindowOp,
  runningSum: runningSumOp,
} as const satisfies { readonly [T in Layer['type']]: Op<LayerOf<T>> };

/**
 * What is known about a layer, by its type.
 *
 * @throws {FormatError} when there is no such type
 */
export function opOf(where: string, type: unknown): Op<Layer> {
  if (typeof type !== 'string' || !Object.hasOwn(ops, type)) {
    throw networkError(where, `type must be one of ${Object.keys(ops).join(', ')}`, show(type));
  }
  // an op takes layers of its own type only: look it up by the layer's type
  return ops[type as Layer['type']] as unknown as Op<Layer>;
}
