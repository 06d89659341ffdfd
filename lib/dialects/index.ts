export { type Dialect, type Requantization, type Requantize, type WideRequantize } from './dialect.js';
export { fixedPointRequantizer, tflm } from './tflm.js';
export { float32 } from './float32.js';
export { metered, type AccumulatorReading, type Metered } from '../engine/metered.js';
export { shift } from './shift.js';
export { single } from './single.js';
export { tflite } from './tflite.js';
