export { type AccumulatorUse, type Dialect, type Rules, type WantedRequantization } from './dialect.js';
export { type DialectName, dialects } from './dialects.js';
export { onnxruntime } from './onnxruntime.js';
export { shift } from './shift.js';
export { single } from './single.js';
export { tflite } from './tflite.js';
export { tflm } from './tflm.js';
export { xnnpack } from './xnnpack.js';
