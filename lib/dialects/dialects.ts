import { onnxruntime } from './onnxruntime.js';
import { shift } from './shift.js';
import { single } from './single.js';
import { tflite } from './tflite.js';
import { tflm } from './tflm.js';
import { xnnpack } from './xnnpack.js';
import type { Dialect } from './dialect.js';

/** Name of a dialect that comes with the library. */
export type DialectName = 'tflm' | 'tflite' | 'single' | 'xnnpack' | 'onnxruntime' | 'shift';

/** All of them, by name. */
export const dialects: Readonly<Record<DialectName, Dialect>> = { tflm, tflite, single, xnnpack, onnxruntime, shift };
