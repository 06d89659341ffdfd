import type { Softmax16Constants } from '../../kernels/calls/softmax16.js';
import { spanLut16 } from '../elementwise/lut16.js';

/**
 * exp(x) on [-10, 0] and 1 / (1 + x) on [0, 1], Q0.15, made in float32 or, without rounding, in doubles: TensorFlow Lite Micro does that,
 * TensorFlow Lite this, and two reciprocals differ by one.
 *
 * @internal
 */
export function softmaxTables(round: (x: number) => number): Pick<Softmax16Constants, 'exponentials' | 'reciprocals'> {
  return {
    exponentials: spanLut16([-10, 0], [-1, 1], x => Math.exp(x), round),
    reciprocals: spanLut16([0, 1], [-1, 1], x => 1 / round(1 + x), round),
  };
}
