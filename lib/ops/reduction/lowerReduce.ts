import type { Reduce } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { elementsOf } from '../../graph/tensor.js';
import { type QuantizedMultiplier, quantizeMultiplier } from '../../kernels/fixedPoint.js';
import type { Multiplication } from '../../kernels/multiplication.js';
import type { Requantization } from '../../kernels/requantization.js';
import { arithmeticCodes, reachOf } from '../arithmeticCodes.js';
import { type CodeInfo, codesOf, widthOf } from '../codes.js';
import type { Lower } from '../op.js';
import { reductionGrid } from './reductionGrid.js';

/**
 * The integer arithmetic of a reduction.
 *
 * @internal
 */
export function lowerReduce(type: Reduce['type']): Lower<Reduce> {
  if (type === 'reduceProd') return lowerProduct;
  return type === 'reduceMax' || type === 'reduceMin' ? lowerExtreme : lowerSum;
}

/** The largest or the smallest code: input and output have the same params. */
const lowerExtreme: Lower<Reduce> = (layer, [given], made) => {
  codesOf(layer, made);
  const { shape } = codesOf(layer, given);
  const constants = { ...reductionGrid(shape, layer.axes), smallest: layer.type === 'reduceMin' };
  return { kernel: 'reduceExtreme', constants };
};

/**
 * Product over some axes: each factor brings the input's scale and a root of the output's, so that products stay near the output's codes.
 * One beyond int32 saturates, where TensorFlow Lite leaves it open.
 *
 * @see TensorFlow Lite, `GetQuantProdScaling`, `QuantizedReduceProd`
 */
const lowerProduct: Lower<Reduce> = (layer, [given], made) => {
  const [input, output] = arithmeticCodes(layer, [given, made]);
  const grid = reductionGrid(input.shape, layer.axes);
  const factors = elementsOf(grid.reduced.map(({ count }) => count));
  const { scale, zeroPoint, qmin, qmax } = output.params;
  const { multiplier, shift } = quantizeMultiplier(input.params.scale[0] / scale[0] ** (1 / factors));
  const encoding = { rule: 'wide', multiplier: Int32Array.of(multiplier), shift: Int32Array.of(shift) } as const;
  return {
    kernel: 'reduceProduct',
    constants: {
      ...grid,
      zeroPoint: input.params.zeroPoint[0],
      step: { ...encoding, zeroPoint: 0, low: -(2 ** 31), high: 2 ** 31 - 1 },
      last: { ...encoding, zeroPoint: zeroPoint[0], low: qmin, high: qmax },
    },
  };
};

/**
 * Sum or mean over some axes: the sum of code - zero point, requantized by the rule of the dialect.
 *
 * @see TensorFlow Lite, `reference_ops::QuantizedMeanOrSum`; XNNPACK, `xnn_qs8_rsum`; ONNX Runtime, `MlasQLinearGlobalAveragePool`
 */
const lowerSum: Lower<Reduce> = (layer, [given], made, dialect) => {
  const [input, output] = arithmeticCodes(layer, [given, made]);
  const grid = reductionGrid(input.shape, layer.axes);
  const elements = elementsOf(grid.reduced.map(({ count }) => count));
  const count = layer.type === 'reduceMean' ? elements : 1;
  const [scale, outScale] = [input.params.scale[0], output.params.scale[0]];
  const [zeroPoint, outZeroPoint] = [input.params.zeroPoint[0], output.params.zeroPoint[0]];
  const limits = { low: output.params.qmin, high: output.params.qmax };
  const rule = widthOf(output.params) === 'int16' ? 'multiplier' : dialect.rules.mean;
  const bound = reachOf(input) * elements;
  if (rule === 'real' && !overPlaces(layer, input)) {
    const constants = { ...grid, scale, zeroPoint, divisor: count, outScale, outZeroPoint, ...limits };
    return { kernel: 'reduceReal', constants };
  }
  if (rule !== 'multiplier') {
    requireInt32(layer, bound, 0);
    const one = rule === 'real' ? scale / Math.fround(outScale * count) : Math.fround(scale / outScale) / count;
    const requantization: Requantization = {
      rule: 'float32',
      scale: Float64Array.of(Math.fround(one)),
      zeroPoint: outZeroPoint,
      ...limits,
    };
    return { kernel: 'reduceSum', constants: { ...grid, zeroPoint, requantization } };
  }
  const multiplier = divided(quantizeMultiplier(scale / outScale), count);
  requireInt32(layer, bound, multiplier.shift);
  const product = dialect.multiplication(multiplier.multiplier * 2 ** (multiplier.shift - 31), multiplier);
  const requantization = { ...encodingOf(product), zeroPoint: outZeroPoint, ...limits };
  return { kernel: 'reduceSum', constants: { ...grid, zeroPoint, requantization } };
};

/** Whether it is the mean over all axes but the first and one other, as a global pool is. */
function overPlaces({ type, axes }: Reduce, { shape }: CodeInfo): boolean {
  return type === 'reduceMean' && shape.length > 2 && axes.length === shape.length - 2 && !axes.includes(0);
}

/** A multiplier divided by a count, cut to an integer; its leading bit may be one lower than others have it. */
function divided({ multiplier, shift }: QuantizedMultiplier, count: number): QuantizedMultiplier {
  const more = Math.min(31 - Math.clz32(count), 31 + shift);
  return { multiplier: Math.floor((multiplier * 2 ** more) / count), shift: shift - more };
}

function requireInt32(layer: Reduce, bound: number, shift: number): void {
  if (bound * 2 ** Math.max(shift, 0) >= 2 ** 31) {
    throw networkError(layerNamed(layer), 'sums must stay within int32', `up to ${bound} * 2^${shift}`);
  }
}

/** The same product as a requantization, whose one scale it is. */
function encodingOf(given: Multiplication) {
  if (given.rule === 'shift') return { rule: given.rule, scale: Float64Array.of(given.factor) };
  const { rule, multiplier, shift } = given;
  return { rule, multiplier: Int32Array.of(multiplier), shift: Int32Array.of(shift) };
}
