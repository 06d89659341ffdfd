export { integerExecutor, type IntegerExecutorOptions } from './integerExecutor.js';
export { requantizeFrame, requantizer, requantizeTable, type RequantizeTable } from './requantize.js';
export { requantizeStage, type RequantizeOptions } from './requantizeStage.js';
export {
  multiplyByQuantizedMultiplier,
  quantizeMultiplier,
  roundingDivideByPot,
  saturatingRoundingDoublingHighMul,
  type QuantizedMultiplier,
} from './fixedPoint.js';
export * from './dialects/index.js';
