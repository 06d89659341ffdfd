export { type Dialect, type Requantization, type Requantize } from './dialect.js';
export { fixedPointRequantizer, tflm } from './tflm.js';
