import type { Dequantize } from '../../graph/network.js';
import { codesOf, type IntegerOp } from '../integerOp.js';

/**
 * Codes as real numbers: scale * (code - zero point), rounded to float32 once.
 *
 * @see TensorFlow Lite, `reference_ops::Dequantize`
 */
export const dequantizePrepared: IntegerOp<Dequantize> = {
  type: 'dequantize',
  prepare(layer, [given], { data: out }) {
    const { data: x, params } = codesOf(layer, given);
    const [scale, zeroPoint] = [params.scale[0], params.zeroPoint[0]];
    return () => {
      for (let i = 0; i < x.length; i++) out[i] = scale * (x[i] - zeroPoint);
    };
  },
};
