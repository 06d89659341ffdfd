import { show } from '../../check.js';
import type { Tensor, Weighted } from '../../graph/network.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import type { Shape } from '../../graph/tensor.js';
import { type AffineParams, entry } from '../../qparams.js';
import type { Dialect } from '../integerOp.js';
import { type AccumulatorRange, accumulatorRange, type SampleRange, withZero } from '../../plan/accumulatorRange.js';
import { type Accumulators, accumulators } from './accumulators.js';
import { type CodeTensor, widthOf } from '../integerOp.js';
import { tapSets } from './tapSets.js';

/** A layer with weights made ready to sum. */
export interface WeightedSums {
  /** Weights less their zero point, shape (rows, taps). */
  readonly weights: Int32Array;
  readonly rows: number;
  /** Weights of one output channel. */
  readonly taps: number;
  /** Code of zero of the input. */
  readonly zeroPoint: number;
  /** Input codes less their zero point, and zero where there is padding. */
  readonly samples: SampleRange;
  readonly accumulators: Accumulators;
}

/**
 * Prepares a layer with weights, once it is proven that no accumulator can leave its width.
 *
 * @internal
 *
 * @throws {FormatError} when weights, bias or accumulators do not fit
 */
export function weighted(layer: Weighted, input: CodeTensor, output: CodeTensor, dialect: Dialect): WeightedSums {
  const weights = centredWeights(layer);
  const rows = layer.weights.shape[0];
  const samples = centredRange(layerNamed(layer), input.params);
  const width = widthOf(input.params);
  const plan = {
    layer,
    scales: accumulatorScales(layer, input.params),
    bias: layer.bias.data,
    range: rangeOf(layer, weights, samples, input.shape, output.shape),
    wide: width === 'int16' || width === 'uint16',
  };
  return {
    weights,
    rows,
    taps: weights.length / rows,
    zeroPoint: input.params.zeroPoint[0],
    samples: tapSets(layer, input.shape, output.shape).padded ? withZero(samples) : samples,
    accumulators: accumulators(plan, output, dialect),
  };
}

/**
 * The interval of every accumulator of a layer with weights.
 *
 * @internal
 */
export function weightedRange(layer: Weighted, params: AffineParams, input: Shape, output: Shape): AccumulatorRange {
  return rangeOf(layer, centredWeights(layer), centredRange(layerNamed(layer), params), input, output);
}

function rangeOf(layer: Weighted, weights: Int32Array, samples: SampleRange, input: Shape, output: Shape) {
  const taps = weights.length / layer.weights.shape[0];
  return accumulatorRange(weights, taps, layer.bias.data, samples, tapSets(layer, input, output));
}

/** The codes of the weights less their zero points. */
function centredWeights({ weights: { data, params, shape }, name }: Weighted): Int32Array {
  if (!params) throw networkError(layerNamed({ name }), 'weights must be codes', show(data.constructor.name));
  const taps = data.length / shape[0];
  return Int32Array.from(data, (q, i) => q - entry(params.zeroPoint, Math.floor(i / taps)));
}

/** Real value of one step of each output channel's accumulator: input scale times weight scale. */
function accumulatorScales({ weights, bias, ...layer }: Weighted, { scale: [inScale] }: AffineParams): number[] {
  const where = layerNamed(layer);
  requireBias(where, bias);
  return Array.from({ length: weights.shape[0] }, (_, c) => {
    const scale = inScale * entry(weights.params?.scale ?? [], c);
    const given = bias.params ? entry(bias.params.scale, c) : scale;
    // two float32 roundings apart at most
    if (Math.abs(given - scale) > scale * 2 ** -22) {
      throw networkError(where, `bias scale of channel ${c} must be input scale * weight scale = ${scale}`, `${given}`);
    }
    return scale;
  });
}

function requireBias(where: string, { data, params }: Tensor): void {
  const integers = data instanceof Int32Array || data instanceof Float64Array;
  if (!integers || params?.zeroPoint.some(z => z !== 0)) {
    throw networkError(where, 'bias must be int32, or wider, with zero point 0', show(data.constructor.name));
  }
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
