export { accumulatorProof, type AccumulatorProof } from './accumulatorProof.js';
export {
  dialectComparison,
  type DialectComparison,
  type DialectReport,
  type DialectSummary,
  type TensorDifference,
} from './dialectComparison.js';
export { dialectComparisonStage, type CompareDialectsOptions, type WindowReport } from './dialectComparisonStage.js';
export { integerExecutor, type IntegerExecutorOptions } from './integerExecutor.js';
export { requantizeFrame, requantizer, requantizeTable, type RequantizeTable } from './requantize.js';
export { requantizeStage, type RequantizeOptions } from './requantizeStage.js';
export {
  multiplyByQuantizedMultiplier,
  multiplyByQuantizedMultiplierSingle,
  quantizeMultiplier,
  roundingDivideByPot,
  saturatingRoundingDoublingHighMul,
  type QuantizedMultiplier,
} from './fixedPoint.js';
export * from './dialects/index.js';
