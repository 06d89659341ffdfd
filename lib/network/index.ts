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
export { fitsRate } from './checkInput.js';
export { type Executor } from './executor.js';
export { foldGains, type FoldGainsOptions } from './foldGains.js';
export { reference } from './reference.js';
export { checkNetwork } from './shapes.js';
export { type Shape } from './tensor.js';
export { networkFromJson, networkToJson } from './networkJson.js';
export { slidingStage, type SlidingOptions } from './slidingStage.js';
export { summary, summaryText, type LayerSummary, type NetworkSummary } from './summary.js';
export { weightFrame, weightFrames } from './weightFrames.js';

export { sequential, type SequentialOptions } from './sequential.js';
export { type LayerPlan, type LayerPlanOptions } from './layers/layerPlan.js';
export { type PoolOptions } from './layers/pool.js';
export { averagePool1d } from './layers/averagePool1d.js';
export { conv1d, type Conv1dOptions } from './layers/conv1d.js';
export { dense, type DenseOptions } from './layers/dense.js';
export { flatten } from './layers/flatten.js';
export { maxPool1d } from './layers/maxPool1d.js';
export { relu } from './layers/relu.js';
export { softmax, type SoftmaxOptions } from './layers/softmax.js';
