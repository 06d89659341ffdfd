import type { Buffer } from '../op.js';
import { reduction } from './reduce.js';
import type { Reduce } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import type { Dialect } from '../integerOp.js';
import { type QuantizedMultiplier, quantizeMultiplier } from '../../kernels/fixedPoint.js';
import { arithmeticCodes, reachOf } from '../arithmeticCodes.js';
import { limitTo } from '../elementwise/codeMap.js';
import { type CodeTensor, codesOf, type IntegerOp } from '../integerOp.js';

/**
 * Sum or mean over some axes: the sum of code - zero point, requantized, the multiplier divided by the number of elements for a mean.
 *
 * @see TensorFlow Lite, `reference_ops::QuantizedMeanOrSum`
 */
const sumOp = (type: 'reduceSum' | 'reduceMean'): IntegerOp<Reduce> => ({
  type,
  prepare(layer, [given], made, { dialect }) {
    const [input, output] = arithmeticCodes(layer, [given, made]);
    const { starts, at } = reduction(input.shape, layer.axes);
    const [zeroPoint, outZero] = [input.params.zeroPoint[0], output.params.zeroPoint[0]];
    const { qmin, qmax } = output.params;
    const multiplier = quantizeMultiplier(input.params.scale[0] / output.params.scale[0]);
    const count = type === 'reduceMean' ? at.length : 1;
    const scale = scaleOf(layer, dialect, divided(multiplier, count), reachOf(input) * at.length);
    const [x, out] = [input.data, output.data];
    const zeros = zeroPoint * at.length;
    return () => {
      for (let o = 0; o < out.length; o++) {
        let sum = 0;
        for (let k = 0; k < at.length; k++) sum += x[starts[o] + at[k]];
        out[o] = limitTo(scale(sum - zeros) + outZero, qmin, qmax);
      }
    };
  },
});

/** A multiplier divided by a count, cut to an integer; its leading bit may be one lower than others have it. */
function divided({ multiplier, shift }: QuantizedMultiplier, count: number): QuantizedMultiplier {
  const more = Math.min(31 - Math.clz32(count), 31 + shift);
  return { multiplier: Math.floor((multiplier * 2 ** more) / count), shift: shift - more };
}

function scaleOf(layer: Reduce, dialect: Dialect, multiplier: QuantizedMultiplier, bound: number) {
  if (bound * 2 ** Math.max(multiplier.shift, 0) >= 2 ** 31) {
    throw networkError(layerNamed(layer), 'sums must stay within int32', `up to ${bound} * 2^${multiplier.shift}`);
  }
  return dialect.multiplier(multiplier.multiplier * 2 ** (multiplier.shift - 31), multiplier);
}

/** The largest or the smallest code: input and output have the same params. */
const extremeOp = (type: 'reduceMax' | 'reduceMin'): IntegerOp<Reduce> => ({
  type,
  prepare(layer, [given]: readonly Buffer[], made) {
    const [input, output]: readonly CodeTensor[] = [given, made].map(buffer => codesOf(layer, buffer));
    const { starts, at } = reduction(input.shape, layer.axes);
    const [x, out] = [input.data, output.data];
    const smaller = type === 'reduceMin';
    return () => {
      for (let o = 0; o < out.length; o++) {
        let extreme = x[starts[o] + at[0]];
        for (let k = 1; k < at.length; k++) {
          const q = x[starts[o] + at[k]];
          if (q < extreme === smaller) extreme = q;
        }
        out[o] = extreme;
      }
    };
  },
});

/** Means, sums and extremes over some axes. */
export const reducePrepared = {
  reduceMean: sumOp('reduceMean'),
  reduceSum: sumOp('reduceSum'),
  reduceMax: extremeOp('reduceMax'),
  reduceMin: extremeOp('reduceMin'),
} as const;
