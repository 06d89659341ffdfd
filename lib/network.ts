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
  CumSum,
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
  Normalization,
  OutputKind,
  Pad,
  Padding1d,
  Padding2d,
  Pair,
  PRelu,
  Quantize,
  Reduce,
  Reshape,
  ResizeLinear,
  ResizeNearest,
  Rnn,
  RunningSum,
  Slice,
  Softmax,
  Streaming,
  Svdf,
  Tensor,
  TensorInfo,
  TimeWindow,
  Transpose,
  Unary,
  UnaryType,
  Values,
  Variable,
  Weighted,
  Where,
} from './graph/network.js';
export {
  type AnyNetwork,
  arithmeticOf,
  type FloatNetwork,
  type IntegerInput,
  type IntegerNetwork,
  type MixedNetwork,
} from './graph/arithmetic.js';
export { activationStage, type ActivationFrame, type ActivationOptions } from './inference/activationStage.js';
export { type DecideOptions, decideStage, type LabelChange } from './inference/decideStage.js';
export { normalizationFor, type KnownNormalization } from './inference/normalizationFor.js';
export { outputKinds } from './inference/outputKinds.js';
export { outputReaders, type OutputReader, type Reading } from './inference/outputReaders.js';
export { fitsRate } from './inference/checkInput.js';
export { compile, type Compiled, type CompileOptions, compilePlan } from './engine/compile.js';
export { type CallExplanation, explanation, type Explanation, explanationText } from './engine/explanation.js';
export { lower, type LowerOptions } from './engine/lower.js';
export { type State } from './engine/state.js';
export { metered, type AccumulatorReading, type Metered } from './engine/metered.js';
export { type Plan } from './plan/plan.js';
export { foldGains, type FoldGainsOptions } from './rewrite/foldGains.js';
export { withLayout, type LayoutAxis } from './rewrite/withLayout.js';
export { carryState, type StatePairs } from './rewrite/carryState.js';
export { timeInput, type TimeInputOptions } from './rewrite/timeInput.js';
export { matchStates } from './rewrite/matchStates.js';
export { checkNetwork } from './rewrite/shapes.js';
export { checkWork, type WorkLimits } from './rewrite/workLimits.js';
export { type Graph } from './graph/graph.js';
export { type Shape } from './graph/tensor.js';
export { type NetworkBinary, networkFromBinary, networkToBinary } from './formats/json/networkBinary.js';
export { planFromBytes } from './formats/plan/planFromBytes.js';
export { planToBytes } from './formats/plan/planToBytes.js';
export { networkFromJson, networkToJson } from './formats/json/networkJson.js';
export { type InputChannels, type InputOptions } from './inference/inputChannels.js';
export { inferByStage, type InferByStageOptions } from './inference/inferByStage.js';
export { slidingStage, type SlidingOptions, type SlidingStageOptions } from './inference/slidingStage.js';
export { streamParams, type StreamParamsOptions } from './inference/streamParams.js';
export {
  explainStreaming,
  streamingText,
  type StreamingLayer,
  type StreamingReport,
} from './streaming/explainStreaming.js';
export { networkForHop, type NetworkForHopOptions } from './streaming/networkForHop.js';
export { streamNetwork, type StreamNetworkOptions } from './streaming/streamNetwork.js';
export { summary, summaryText, type LayerSummary, type NetworkSummary } from './engine/summary.js';
export * from './rewrite/passes/index.js';
export { weightFrame, weightFrames } from './inference/weightFrames.js';

export { networkBuilder, type NetworkBuilder, type NetworkBuilderOptions } from './rewrite/networkBuilder.js';
export { sequential, type SequentialOptions } from './rewrite/sequential.js';
export { type LayerPlan, type LayerPlanOptions } from './ops/layerPlan.js';
export { type PoolOptions } from './ops/pool/pool.js';
export { type Pool2dOptions } from './ops/pool/pool2d.js';
export { argMax, type ArgMaxOptions, argMin } from './ops/reduction/argMax.js';
export { averagePool1d } from './ops/pool/averagePool1d.js';
export { averagePool2d, type AveragePool2dOptions } from './ops/pool/averagePool2d.js';
export { batchNormalization, type BatchNormalizationOptions } from './ops/normalization/batchNormalization.js';
export { conv1d, type Conv1dOptions } from './ops/weighted/conv1d.js';
export { conv2d, type Conv2dOptions } from './ops/weighted/conv2d.js';
export { convTranspose2d, type ConvTranspose2dOptions } from './ops/weighted/convTranspose2d.js';
export { dense, type DenseOptions } from './ops/weighted/dense.js';
export { flatten } from './ops/movement/flatten.js';
export { instanceNormalization, type InstanceNormalizationOptions } from './ops/normalization/instanceNormalization.js';
export { layerNormalization, type LayerNormalizationOptions } from './ops/normalization/layerNormalization.js';
export { matMul, type MatMulOptions } from './ops/weighted/matMul.js';
export { maxPool1d } from './ops/pool/maxPool1d.js';
export { maxPool2d } from './ops/pool/maxPool2d.js';
export { relu } from './ops/elementwise/relu.js';
export { softmax, type SoftmaxOptions } from './ops/softmax/softmax.js';
export {
  add,
  type ArithmeticOptions,
  div,
  maximum,
  minimum,
  mul,
  pow,
  squaredDifference,
  sub,
} from './ops/elementwise/binary.js';
export { cast, type CastOptions } from './ops/coding/cast.js';
export { clip, type ClipOptions } from './ops/elementwise/clip.js';
export { compare, type CompareOptions } from './ops/elementwise/compare.js';
export { elu, type EluOptions } from './ops/elementwise/elu.js';
export { gelu, type GeluOptions } from './ops/elementwise/gelu.js';
export { hardSigmoid, type HardSigmoidOptions } from './ops/elementwise/hardSigmoid.js';
export { leakyRelu, type LeakyReluOptions } from './ops/elementwise/leakyRelu.js';
export { prelu, type PReluOptions } from './ops/elementwise/prelu.js';
export { reduceMax, reduceMean, reduceMin, type ReduceOptions, reduceProd, reduceSum } from './ops/reduction/reduce.js';
export { hardSwish, logistic, softplus, tanh, unary, type UnaryOptions } from './ops/elementwise/unary.js';
export { where } from './ops/elementwise/where.js';
export { concat, type ConcatOptions } from './ops/movement/concat.js';
export { expand, type ExpandOptions } from './ops/movement/expand.js';
export { gather, type GatherOptions } from './ops/movement/gather.js';
export { pad, type PadOptions } from './ops/movement/pad.js';
export { reshape, type ReshapeOptions } from './ops/movement/reshape.js';
export { cumSum, type CumSumOptions } from './ops/reduction/cumSum.js';
export { resizeLinear, type ResizeLinearOptions } from './ops/movement/resizeLinear.js';
export { resizeNearest, type ResizeNearestOptions } from './ops/movement/resizeNearest.js';
export { slice, type SliceOptions } from './ops/movement/slice.js';
export { transpose, type TransposeOptions } from './ops/movement/transpose.js';
export { constant, type ConstantOptions } from './ops/coding/constant.js';
export { gru, type GruOptions } from './ops/recurrent/gru.js';
export { lstm, type LstmOptions } from './ops/recurrent/lstm.js';
export { rnn, type RnnOptions } from './ops/recurrent/rnn.js';
export { svdf, type SvdfOptions } from './ops/recurrent/svdf.js';
export { accumulatorProof, type AccumulatorProof } from './engine/accumulatorProof.js';
export {
  dialectComparison,
  type DialectComparison,
  type DialectReport,
  type DialectSummary,
  type TensorDifference,
} from './engine/dialectComparison.js';
export {
  dialectComparisonStage,
  type CompareDialectsOptions,
  type WindowReport,
} from './inference/dialectComparisonStage.js';
export {
  multiplyByQuantizedMultiplier,
  multiplyByQuantizedMultiplierSingle,
  quantizeMultiplier,
  roundingDivideByPot,
  saturatingRoundingDoublingHighMul,
  type QuantizedMultiplier,
} from './kernels/fixedPoint.js';
export * from './dialects/index.js';
export { importOnnx } from './formats/onnx/importOnnx.js';
export { type ImportOnnxOptions, type OnnxConstant } from './formats/onnx/reading/modelInputs.js';
export { type ModelFacts, type StoredNumbers } from './formats/modelFacts.js';
export { onnxFacts } from './formats/onnx/onnxFacts.js';
export { tfliteFacts } from './formats/tflite/tfliteFacts.js';
export { importTflite, type ImportTfliteOptions } from './formats/tflite/importTflite.js';
export { exportOnnx, type ExportOnnxOptions } from './formats/onnx/exportOnnx.js';
export { exportC, type CProgram, type ExportCOptions } from './formats/c/exportC.js';
