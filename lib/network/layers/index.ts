import { show } from '../../check.js';
import type { Layer } from '../network.js';
import { networkError } from '../networkError.js';
import { argMaxKind } from './argMax.js';
import { averagePool1dKind } from './averagePool1d.js';
import { averagePool2dKind } from './averagePool2d.js';
import { batchNormalizationKind } from './batchNormalization.js';
import { binaryKinds } from './binary.js';
import { castKind } from './cast.js';
import { clipKind } from './clip.js';
import { compareKinds } from './compare.js';
import { concatKind } from './concat.js';
import { constantKind } from './constant.js';
import { conv1dKind } from './conv1d.js';
import { conv2dKind } from './conv2d.js';
import { convTranspose2dKind } from './convTranspose2d.js';
import { denseKind } from './dense.js';
import { dequantizeKind } from './dequantize.js';
import { eluKind } from './elu.js';
import { expandKind } from './expand.js';
import { flattenKind } from './flatten.js';
import { gatherKind } from './gather.js';
import { geluKind } from './gelu.js';
import { gruKind } from './gru.js';
import { hardSigmoidKind } from './hardSigmoid.js';
import { instanceNormalizationKind } from './instanceNormalization.js';
import type { LayerKind } from './layerKind.js';
import { layerNormalizationKind } from './layerNormalization.js';
import { leakyReluKind } from './leakyRelu.js';
import { lstmKind } from './lstm.js';
import { matMulKind } from './matMul.js';
import { maxPool1dKind } from './maxPool1d.js';
import { maxPool2dKind } from './maxPool2d.js';
import { padKind } from './pad.js';
import { preluKind } from './prelu.js';
import { quantizeKind } from './quantize.js';
import { reduceKinds } from './reduce.js';
import { reluKind } from './relu.js';
import { reshapeKind } from './reshape.js';
import { resizeNearestKind } from './resizeNearest.js';
import { rnnKind } from './rnn.js';
import { sliceKind } from './slice.js';
import { softmaxKind } from './softmax.js';
import { svdfKind } from './svdf.js';
import { transposeKind } from './transpose.js';
import { unaryKinds } from './unary.js';
import { whereKind } from './where.js';

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
