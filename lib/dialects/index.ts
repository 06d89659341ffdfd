export { type AccumulatorUse, type Dialect, type Rules, type WantedRequantization } from './dialect.js';
export { float32 } from './float32.js';
export { shift } from './shift.js';
export { single } from './single.js';
export { tflite } from './tflite.js';
export { tflm } from './tflm.js';
