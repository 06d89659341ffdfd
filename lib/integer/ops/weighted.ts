import { show } from '../../check.js';
import { packRows, ROWS } from '../../kernels/dotRows.js';
import type { Conv1d, Dense } from '../../network/network.js';
import { layerNamed, networkError } from '../../network/networkError.js';
import { type AffineParams, entry } from '../../qparams.js';
import type { Dialect, Requantize } from '../dialects/dialect.js';
import type { CodeTensor } from './integerOp.js';

/** The constants of a layer with weights, laid out for `dotRows`. */
export interface Weighted {
  /** Weights, shape (ceil(rows / 4), taps). */
  readonly packed: Int32Array;
  /** Weights of one output. */
  readonly taps: number;
  /** Shape (4 ceil(rows / 4)). */
  readonly bias: Int32Array;
  /** Room for the accumulators, as long as `bias`. */
  readonly acc: Int32Array;
  /** Code of zero of the input. */
  readonly zeroPoint: number;
  readonly requantize: Requantize;
}

/**
 * Prepares a layer with weights, once it has proven that no accumulator can leave int32.
 *
 * @internal
 *
 * @param padded whether taps may fall on padding, which counts as zero
 * @throws {FormatError} when weights, bias or accumulators do not fit
 */
export function weighted(
  layer: Dense | Conv1d,
  input: CodeTensor,
  output: CodeTensor,
  dialect: Dialect,
  padded: boolean,
): Weighted {
  const { weights, bias, activation } = layer;
  const rows = weights.shape[0];
  const taps = weights.data.length / rows;
  const scales = accumulatorScales(layer, input.params);
  const {
    scale: [outScale],
    zeroPoint: [outZero],
    qmin,
    qmax: high,
  } = output.params;
  const acc = new Int32Array(Math.ceil(rows / ROWS) * ROWS);
  const paddedBias = acc.slice();
  paddedBias.set(bias.data);
  return {
    packed: packRows(weights.data, rows, taps),
    taps,
    bias: paddedBias,
    acc,
    zeroPoint: centredZeroPoint(layerNamed(layer), input.params),
    requantize: dialect.requantizer({
      op: layer.type,
      layer: layer.name,
      scales: scales.map(scale => scale / outScale),
      bounds: accumulatorBounds(layer, input.params, padded),
      zeroPoint: outZero,
      low: activation === 'relu' ? Math.min(Math.max(qmin, outZero), high) : qmin,
      high,
    }),
  };
}

/** Real value of one step of each output channel's accumulator: input scale times weight scale. */
function accumulatorScales({ weights, bias, ...layer }: Dense | Conv1d, { scale: [inScale] }: AffineParams): number[] {
  const where = layerNamed(layer);
  const { params } = weights;
  if (!params || !(weights.data instanceof Int8Array) || params.zeroPoint.some(z => z !== 0)) {
    throw networkError(where, 'weights must be int8 with zero point 0', show(weights.data.constructor.name));
  }
  const biasParams = bias.params;
  if (!biasParams || !(bias.data instanceof Int32Array) || biasParams.zeroPoint.some(z => z !== 0)) {
    throw networkError(where, 'bias must be int32 with zero point 0', show(bias.data.constructor.name));
  }
  return Array.from({ length: weights.shape[0] }, (_, c) => {
    const scale = inScale * entry(params.scale, c);
    const given = entry(biasParams.scale, c);
    // two float32 roundings apart at most
    if (Math.abs(given - scale) > scale * 2 ** -22) {
      throw networkError(where, `bias scale of channel ${c} must be input scale * weight scale = ${scale}`, `${given}`);
    }
    return scale;
  });
}

/** The input's zero point, once code - zero point is known to fit int16. */
function centredZeroPoint(where: string, { zeroPoint: [z], qmin, qmax }: AffineParams): number {
  if (qmin - z < -32768 || qmax - z > 32767) {
    throw networkError(where, `the input's zero point must lie within int16 of its codes [${qmin}, ${qmax}]`, `${z}`);
  }
  return z;
}

/**
 * The largest magnitude that each output channel's accumulator can take, from its weights, its bias and the input's codes.
 * Sums in doubles are exact: fewer than 2^28 products below 2^23.
 */
function accumulatorBounds(
  { weights, bias, ...layer }: Dense | Conv1d,
  { qmin, qmax, zeroPoint: [z] }: AffineParams,
  padded: boolean,
): number[] {
  const low = padded ? Math.min(qmin - z, 0) : qmin - z;
  const high = padded ? Math.max(qmax - z, 0) : qmax - z;
  const taps = weights.data.length / weights.shape[0];
  return Array.from(bias.data, (b, c) => {
    let [least, most] = [b, b];
    for (let i = c * taps; i < (c + 1) * taps; i++) {
      const w = weights.data[i];
      least += w * (w > 0 ? low : high);
      most += w * (w > 0 ? high : low);
    }
    if (least < -(2 ** 31) || most > 2 ** 31 - 1) {
      throw networkError(
        layerNamed(layer),
        `the accumulator of output channel ${c} must fit int32`,
        `a worst case of [${least}, ${most}]`,
      );
    }
    return Math.max(-least, most);
  });
}
