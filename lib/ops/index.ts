import { show } from '../check.js';
import type { Layer } from '../graph/network.js';
import { networkError } from '../graph/networkError.js';
import { argMaxKind } from './reduction/argMax.js';
import { averagePool1dKind } from './pool/averagePool1d.js';
import { averagePool2dKind } from './pool/averagePool2d.js';
import { batchNormalizationKind } from './normalization/batchNormalization.js';
import { binaryKinds } from './elementwise/binary.js';
import { castKind } from './coding/cast.js';
import { clipKind } from './elementwise/clip.js';
import { compareKinds } from './elementwise/compare.js';
import { concatKind } from './movement/concat.js';
import { constantKind } from './coding/constant.js';
import { conv1dKind } from './weighted/conv1d.js';
import { conv2dKind } from './weighted/conv2d.js';
import { convTranspose2dKind } from './weighted/convTranspose2d.js';
import { denseKind } from './weighted/dense.js';
import { dequantizeKind } from './coding/dequantize.js';
import { eluKind } from './elementwise/elu.js';
import { expandKind } from './movement/expand.js';
import { flattenKind } from './movement/flatten.js';
import { gatherKind } from './movement/gather.js';
import { geluKind } from './elementwise/gelu.js';
import { gruKind } from './recurrent/gru.js';
import { hardSigmoidKind } from './elementwise/hardSigmoid.js';
import { instanceNormalizationKind } from './normalization/instanceNormalization.js';
import type { LayerKind } from './layerKind.js';
import { layerNormalizationKind } from './normalization/layerNormalization.js';
import { leakyReluKind } from './elementwise/leakyRelu.js';
import { lstmKind } from './recurrent/lstm.js';
import { matMulKind } from './weighted/matMul.js';
import { maxPool1dKind } from './pool/maxPool1d.js';
import { maxPool2dKind } from './pool/maxPool2d.js';
import { padKind } from './movement/pad.js';
import { preluKind } from './elementwise/prelu.js';
import { quantizeKind } from './coding/quantize.js';
import { reduceKinds } from './reduction/reduce.js';
import { reluKind } from './elementwise/relu.js';
import { reshapeKind } from './movement/reshape.js';
import { resizeNearestKind } from './movement/resizeNearest.js';
import { rnnKind } from './recurrent/rnn.js';
import { sliceKind } from './movement/slice.js';
import { softmaxKind } from './softmax/softmax.js';
import { svdfKind } from './recurrent/svdf.js';
import { transposeKind } from './movement/transpose.js';
import { unaryKinds } from './elementwise/unary.js';
import { whereKind } from './elementwise/where.js';

const kinds: { readonly [T in Layer['type']]?: LayerKind<Layer> } = {
  dense: denseKind,
  conv1d: conv1dKind,
  conv2d: conv2dKind,
  convTranspose2d: convTranspose2dKind,
  matMul: matMulKind,
  relu: reluKind,
  averagePool1d: averagePool1dKind,
  averagePool2d: averagePool2dKind,
  maxPool1d: maxPool1dKind,
  maxPool2d: maxPool2dKind,
  flatten: flattenKind,
  softmax: softmaxKind,
  ...unaryKinds,
  clip: clipKind,
  leakyRelu: leakyReluKind,
  prelu: preluKind,
  elu: eluKind,
  hardSigmoid: hardSigmoidKind,
  gelu: geluKind,
  ...binaryKinds,
  ...compareKinds,
  where: whereKind,
  ...reduceKinds,
  argMax: argMaxKind,
  cast: castKind,
  batchNormalization: batchNormalizationKind,
  layerNormalization: layerNormalizationKind,
  instanceNormalization: instanceNormalizationKind,
  reshape: reshapeKind,
  transpose: transposeKind,
  expand: expandKind,
  concat: concatKind,
  slice: sliceKind,
  gather: gatherKind,
  pad: padKind,
  resizeNearest: resizeNearestKind,
  constant: constantKind,
  quantize: quantizeKind,
  dequantize: dequantizeKind,
  lstm: lstmKind,
  gru: gruKind,
  rnn: rnnKind,
  svdf: svdfKind,
};

/**
 * The kind of a layer by its type.
 *
 * @throws {FormatError} when there is no such kind
 */
export function layerKind(where: string, type: unknown): LayerKind<Layer> {
  if (typeof type !== 'string' || !Object.hasOwn(kinds, type)) {
    throw networkError(where, `type must be one of ${Object.keys(kinds).join(', ')}`, show(type));
  }
  // a kind takes layers of its own type only: look it up by the layer's type
  return kinds[type as Layer['type']] as LayerKind<Layer>;
}
