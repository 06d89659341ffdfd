import { show } from '../../check.js';
import type { Dialect } from '../../dialects/dialect.js';
import type { Lstm, Tensor } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import { condensed } from '../../kernels/requantization.js';
import type { SumConstants } from '../../kernels/sums/accumulators.js';
import { packWeights } from '../../kernels/sums/weights.js';
import { accumulatorRange, boundsOf, type SumRange } from '../../plan/accumulatorRange.js';
import { type AffineParams, entry } from '../../qparams.js';
import { widthOf } from '../codes.js';
import { centredRange } from '../weighted/lowerSums.js';

/** Fraction bits of the sums that go into a gate's function: Q3.12. */
const FRACTION = 12;

/**
 * The matrices of the gates of a layer, stacked, for codes of some params. An int8 input is summed in int32, an int16 one in 48 bits.
 *
 * @internal
 *
 * @param weights shape (units, in) for each gate
 * @param biases  shape (units) for each gate, in steps of input scale * weight scale; zeros by default
 * @param range   what the sums saturate to
 * @throws {FormatError} when weights or biases are not of the right kind
 */
export function lowerGates(
  layer: Lstm,
  input: AffineParams,
  weights: readonly Tensor[],
  biases: readonly Tensor[] | undefined,
  [low, high]: readonly [low: number, high: number],
  dialect: Dialect,
): { readonly constants: SumConstants; readonly range: SumRange } {
  const where = layerNamed(layer);
  const [units, taps] = weights[0].shape;
  const codes = new Int32Array(weights.length * units * taps);
  weights.forEach((w, gate) => codes.set(weightCodes(where, w), gate * units * taps));
  const scales = weights.flatMap(w => rowScales(input, w));
  const bias = stackedBias(where, biases, scales, units);
  const samples = centredRange(where, input);
  const sums = accumulatorRange(codes, taps, bias, samples, { padded: false });
  const wide = widthOf(input) === 'int16';
  const wanted = {
    use: 'element',
    layer: layer.name,
    scales: scales.map(scale => scale * 2 ** FRACTION),
    bounds: boundsOf(sums),
    zeroPoint: 0,
    low,
    high,
  } as const;
  const requantization = wide ? dialect.wideRequantization(wanted) : dialect.requantization(wanted);
  return {
    constants: {
      weights: packWeights(codes),
      bias,
      zeroPoint: input.zeroPoint[0],
      samples,
      wide,
      requantization: condensed(requantization),
    },
    range: { ...sums, width: wide ? 48 : 32 },
  };
}

function weightCodes(where: string, { data, params }: Tensor): Int8Array {
  if (!(data instanceof Int8Array) || !params || params.zeroPoint.some(z => z !== 0)) {
    throw networkError(where, 'weights must be int8 with zero point 0', show(data.constructor.name));
  }
  return data;
}

/** Real value of one step of each row's accumulator. The runtimes multiply the scales of a tensor in float32, of a channel in double. */
function rowScales({ scale: [inScale] }: AffineParams, { shape, params }: Tensor): number[] {
  const scales = params?.scale ?? [];
  return Array.from({ length: shape[0] }, (_, row) => {
    const scale = inScale * entry(scales, row);
    return scales.length === 1 ? Math.fround(scale) : scale;
  });
}

/** The biases of all gates; int32 where it holds them. */
function stackedBias(
  where: string,
  biases: readonly Tensor[] = [],
  scales: readonly number[],
  units: number,
): Int32Array | Float64Array {
  const narrow = biases.every(({ data }) => data instanceof Int32Array);
  const stacked = narrow ? new Int32Array(scales.length) : new Float64Array(scales.length);
  biases.forEach((tensor, gate) => {
    stacked.set(biasCodes(where, tensor), gate * units);
    checkBiasScale(where, tensor, scales, gate * units);
  });
  return stacked;
}

function biasCodes(where: string, { data, params }: Tensor): Int32Array | Float64Array {
  if (!(data instanceof Int32Array || data instanceof Float64Array) || params?.zeroPoint.some(z => z !== 0)) {
    throw networkError(where, 'biases must be int32 or wider, with zero point 0', show(data.constructor.name));
  }
  return data;
}

function checkBiasScale(where: string, { params }: Tensor, scales: readonly number[], from: number): void {
  params?.scale.forEach((given, k) => {
    const scale = scales[from + k];
    // two float32 roundings apart at most
    if (Math.abs(given - scale) > scale * 2 ** -22) {
      throw networkError(where, `a bias scale must be input scale * weight scale = ${scale}`, `${given}`);
    }
  });
}
