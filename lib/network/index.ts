export type {
  Activation,
  ArgMax,
  AveragePool1d,
  AveragePool2d,
  BatchNormalization,
  Binary,
  Cast,
  Clip,
  Compare,
  Concat,
  Constant,
  Conv1d,
  Conv2d,
  ConvTranspose2d,
  Dense,
  Dequantize,
  Elu,
  Expand,
  Flatten,
  Gather,
  Gelu,
  Gru,
  HardSigmoid,
  InstanceNormalization,
  Layer,
  LayerNormalization,
  LeakyRelu,
  Lstm,
  Margin,
  MatMul,
  MaxPool1d,
  MaxPool2d,
  Network,
  NetworkInput,
  Pad,
  Padding1d,
  Padding2d,
  Pair,
  PRelu,
  Quantize,
  Reduce,
  Reshape,
  ResizeNearest,
  Rnn,
  Slice,
  Softmax,
  Svdf,
  Tensor,
  TensorInfo,
  Transpose,
  Unary,
  UnaryType,
  Values,
  Variable,
  Weighted,
  Where,
} from './network.js';
export {
  type AnyNetwork,
  arithmeticOf,
  type FloatNetwork,
  type IntegerInput,
  type IntegerNetwork,
  type MixedNetwork,
} from './arithmetic.js';
export { activationStage, type ActivationFrame, type ActivationOptions } from './activationStage.js';
export { fitsRate } from './checkInput.js';
export { type Executor } from './executor.js';
export { foldGains, type FoldGainsOptions } from './foldGains.js';
export { reference } from './reference.js';
export { checkNetwork } from './shapes.js';
export { type Shape } from './tensor.js';
export { type NetworkBinary, networkFromBinary, networkToBinary } from './networkBinary.js';
export { networkFromJson, networkToJson } from './networkJson.js';
export { slidingStage, type SlidingOptions } from './slidingStage.js';
export { summary, summaryText, type LayerSummary, type NetworkSummary } from './summary.js';
export * from './passes/index.js';
export { weightFrame, weightFrames } from './weightFrames.js';

export { networkBuilder, type NetworkBuilder, type NetworkBuilderOptions } from './networkBuilder.js';
export { sequential, type SequentialOptions } from './sequential.js';
export { type LayerPlan, type LayerPlanOptions } from './layers/layerPlan.js';
export { type PoolOptions } from './layers/pool.js';
export { type Pool2dOptions } from './layers/pool2d.js';
export { argMax, type ArgMaxOptions } from './layers/argMax.js';
export { averagePool1d } from './layers/averagePool1d.js';
export { averagePool2d, type AveragePool2dOptions } from './layers/averagePool2d.js';
export { batchNormalization, type BatchNormalizationOptions } from './layers/batchNormalization.js';
export { conv1d, type Conv1dOptions } from './layers/conv1d.js';
export { conv2d, type Conv2dOptions } from './layers/conv2d.js';
export { convTranspose2d, type ConvTranspose2dOptions } from './layers/convTranspose2d.js';
export { dense, type DenseOptions } from './layers/dense.js';
export { flatten } from './layers/flatten.js';
export { instanceNormalization, type InstanceNormalizationOptions } from './layers/instanceNormalization.js';
export { layerNormalization, type LayerNormalizationOptions } from './layers/layerNormalization.js';
export { matMul, type MatMulOptions } from './layers/matMul.js';
export { maxPool1d } from './layers/maxPool1d.js';
export { maxPool2d } from './layers/maxPool2d.js';
export { relu } from './layers/relu.js';
export { softmax, type SoftmaxOptions } from './layers/softmax.js';
export { add, type ArithmeticOptions, div, maximum, minimum, mul, pow, sub } from './layers/binary.js';
export { cast, type CastOptions } from './layers/cast.js';
export { clip, type ClipOptions } from './layers/clip.js';
export { compare, type CompareOptions } from './layers/compare.js';
export { elu, type EluOptions } from './layers/elu.js';
export { gelu, type GeluOptions } from './layers/gelu.js';
export { hardSigmoid, type HardSigmoidOptions } from './layers/hardSigmoid.js';
export { leakyRelu, type LeakyReluOptions } from './layers/leakyRelu.js';
export { prelu, type PReluOptions } from './layers/prelu.js';
export { reduceMax, reduceMean, reduceMin, type ReduceOptions, reduceProd, reduceSum } from './layers/reduce.js';
export { hardSwish, logistic, softplus, tanh, unary, type UnaryOptions } from './layers/unary.js';
export { where } from './layers/where.js';
export { concat, type ConcatOptions } from './layers/concat.js';
export { expand, type ExpandOptions } from './layers/expand.js';
export { gather, type GatherOptions } from './layers/gather.js';
export { pad, type PadOptions } from './layers/pad.js';
export { reshape, type ReshapeOptions } from './layers/reshape.js';
export { resizeNearest, type ResizeNearestOptions } from './layers/resizeNearest.js';
export { slice, type SliceOptions } from './layers/slice.js';
export { transpose, type TransposeOptions } from './layers/transpose.js';
export { constant, type ConstantOptions } from './layers/constant.js';
export { gru, type GruOptions } from './layers/gru.js';
export { lstm, type LstmOptions } from './layers/lstm.js';
export { rnn, type RnnOptions } from './layers/rnn.js';
export { svdf, type SvdfOptions } from './layers/svdf.js';
