import { show } from '../../check.js';
import type { Dialect } from '../../dialects/dialect.js';
import type { TensorInfo, Tensor, Weighted } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import type { SumConstants } from '../../kernels/sums/accumulators.js';
import { type SampleRange, withZero } from '../../kernels/sums/sampleRange.js';
import { packWeights } from '../../kernels/sums/weights.js';
import { accumulatorRange, type SumRange, type TapSets } from '../../plan/accumulatorRange.js';
import { type AffineParams, entry } from '../../qparams.js';
import { codesOf, widthOf } from '../codes.js';
import { sumsToCodes } from './sumsToCodes.js';

/**
 * The sums of products of a layer with weights: their constants, and how far they go.
 *
 * @internal
 *
 * @param taps which of its taps the layer sums
 * @throws {FormatError} when input, weights or bias do not fit
 */
export function lowerSums(
  layer: Weighted,
  given: TensorInfo,
  made: TensorInfo,
  dialect: Dialect,
  taps: TapSets,
): { readonly constants: SumConstants; readonly accumulators: readonly SumRange[] } {
  const [input, output] = [codesOf(layer, given, 'int8', 'uint8', 'int16', 'uint16'), codesOf(layer, made)];
  const where = layerNamed(layer);
  const weights = centredWeights(layer);
  const inside = centredRange(where, input.params);
  const bias = biasOf(where, layer.bias);
  const range = accumulatorRange(weights, weights.length / bias.length, bias, inside, taps);
  const width = widthOf(input.params);
  const wide = width === 'int16' || width === 'uint16';
  const use = layer.type === 'dense' ? 'dense' : 'sum';
  const sums = { layer, use, scales: accumulatorScales(layer, input.params), range, wide } as const;
  return {
    constants: {
      weights: packWeights(weights),
      bias,
      zeroPoint: input.params.zeroPoint[0],
      samples: taps.padded ? withZero(inside) : inside,
      wide,
      requantization: sumsToCodes(sums, output, dialect),
    },
    accumulators: [{ ...range, width: wide ? 48 : 32 }],
  };
}

/** The codes of the weights less their zero points. */
function centredWeights({ weights: { data, params, shape }, name }: Weighted): Int32Array {
  if (!params) throw networkError(layerNamed({ name }), 'weights must be codes', show(data.constructor.name));
  const centred = new Int32Array(data);
  const taps = data.length / shape[0];
  if (params.zeroPoint.every(z => z === 0)) return centred;
  for (let c = 0, i = 0; c < shape[0]; c++) {
    const zeroPoint = entry(params.zeroPoint, c);
    for (const end = i + taps; i < end; i++) centred[i] -= zeroPoint;
  }
  return centred;
}

/** Real value of one step of each output channel's accumulator: input scale times weight scale. */
function accumulatorScales({ weights, bias, ...layer }: Weighted, { scale: [inScale] }: AffineParams): number[] {
  return Array.from({ length: weights.shape[0] }, (_, c) => {
    const scale = inScale * entry(weights.params?.scale ?? [], c);
    const given = bias.params ? entry(bias.params.scale, c) : scale;
    // two float32 roundings apart at most
    if (Math.abs(given - scale) > scale * 2 ** -22) {
      const rule = `bias scale of channel ${c} must be input scale * weight scale = ${scale}`;
      throw networkError(layerNamed(layer), rule, `${given}`);
    }
    return scale;
  });
}

function biasOf(where: string, { data, params }: Tensor): Int32Array | Float64Array {
  if (!(data instanceof Int32Array || data instanceof Float64Array) || params?.zeroPoint.some(z => z !== 0)) {
    throw networkError(where, 'bias must be int32, or wider, with zero point 0', show(data.constructor.name));
  }
  return data;
}

/**
 * The codes of an input less their zero point, once it is known that int16 holds them.
 *
 * @internal
 */
export function centredRange(where: string, { zeroPoint: [z], qmin, qmax }: AffineParams): SampleRange {
  const [low, high] = [qmin - z, qmax - z];
  if (low < -32768 || high > 32767) {
    throw networkError(where, `the input's zero point must lie within int16 of its codes [${qmin}, ${qmax}]`, `${z}`);
  }
  return { low, high };
}
