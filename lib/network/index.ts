export type {
  Activation,
  AveragePool1d,
  Conv1d,
  Dense,
  Flatten,
  Layer,
  MaxPool1d,
  Network,
  NetworkInput,
  Relu,
  Softmax,
  Tensor,
} from './network.js';
export { type FloatNetwork, type IntegerInput, type IntegerNetwork } from './arithmetic.js';
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
export { softmax } from './layers/softmax.js';
