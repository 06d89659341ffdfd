import type { Softmax } from '../../graph/network.js';
import { halfAway } from '../../rounding.js';
import type { IntegerOp } from '../integerOp.js';
import { delegated } from '../delegated.js';

/**
 * Softmax of 8-bit codes along the last axis from a table of float32 powers: XNNPACK leaves it to TensorFlow Lite, whose default kernel,
 * unlike the reference one, computes in float32.
 *
 * @internal
 *
 * @see TensorFlow Lite, `optimized_ops::Softmax`, `PopulateSoftmaxLookupTable`
 */
export const floatSoftmax: IntegerOp<Softmax> = delegated<Softmax>('softmax', ({ beta }, [input], output) => {
  const { data: x, shape, params } = input;
  const row = shape[shape.length - 1];
  const slope = Math.fround(Math.fround(-params.scale[0]) * Math.fround(beta));
  const powers = Float32Array.from({ length: 256 }, (_, d) => Math.exp(Math.fround(slope * d)));
  const [outScale, outZero] = [output.params.scale[0], output.params.zeroPoint[0]];
  const { qmin, qmax } = output.params;
  const out = output.data;
  const round = qmin < 0 ? halfAway : (y: number) => Math.floor(Math.fround(y + 0.5)); // uint8 adds, then truncates
  return () => {
    for (let begin = 0; begin < x.length; begin += row) {
      let largest = x[begin];
      for (let i = begin + 1; i < begin + row; i++) if (x[i] > largest) largest = x[i];
      let sum = 0;
      for (let i = begin; i < begin + row; i++) sum = Math.fround(sum + powers[largest - x[i]]);
      const inverse = Math.fround(1 / Math.fround(sum * outScale));
      for (let i = begin; i < begin + row; i++) {
        const q = round(Math.fround(powers[largest - x[i]] * inverse)) + outZero;
        out[i] = q < qmin ? qmin : q > qmax ? qmax : q;
      }
    }
  };
});
