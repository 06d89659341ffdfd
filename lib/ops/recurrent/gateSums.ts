import { show } from '../../check.js';
import { packRows, dotRows, ROWS } from '../../kernels/dotRows.js';
import { layerNamed, networkError } from '../../graph/networkError.js';
import type { Lstm, Tensor } from '../../graph/network.js';
import { type AffineParams, type Codes, entry } from '../../qparams.js';
import type { Dialect, Requantization } from '../integerOp.js';
import { widthOf } from '../integerOp.js';

/** Fraction bits of the sums that go into a gate's function: Q3.12. */
const FRACTION = 12;

/**
 * W x + b of all gates at one moment, saturated, in Q3.12.
 *
 * @param x   codes, read from `at` on, as many as W has columns
 * @param out shape (gates * units)
 */
export type GateSums = (x: Codes, at: number, out: Int32Array) => void;

/**
 * Prepares the matrices of the gates of a layer, stacked, for codes of some params. An int8 input is summed in int32, an int16 one exactly
 * in doubles.
 *
 * @internal
 *
 * @param weights shape (units, in) for each gate
 * @param biases  shape (units) for each gate, in steps of input scale * weight scale; zeros by default
 * @param range   what the sums saturate to
 * @throws {FormatError} when weights or biases are not of the right kind, or an accumulator could leave its width
 */
export function gateSums(
  layer: Lstm,
  input: AffineParams,
  weights: readonly Tensor[],
  biases: readonly Tensor[] | undefined,
  [low, high]: readonly [low: number, high: number],
  dialect: Dialect,
): GateSums {
  const where = layerNamed(layer);
  const codes = Int8Array.from(weights.flatMap(w => [...weightCodes(where, w)]));
  const taps = weights[0].shape[1];
  const scales = weights.flatMap(w => rowScales(input, w));
  const bias = Float64Array.from(scales, () => 0);
  biases?.forEach((b, gate) => bias.set(biasCodes(where, b), gate * weights[0].shape[0]));
  biases?.forEach((b, gate) => checkBiasScale(where, b, scales, gate * weights[0].shape[0]));
  const wanted = {
    op: layer.type,
    layer: layer.name,
    scales: scales.map(scale => scale * 2 ** FRACTION),
    bounds: bounds(codes, bias, input),
    zeroPoint: 0,
    low,
    high,
  };
  return widthOf(input) === 'int16'
    ? wideSums(codes, taps, bias, dialect, wanted)
    : narrowSums(where, codes, taps, bias, input, dialect, wanted);
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

/** The largest magnitude that each row's accumulator can take. */
function bounds(codes: Int8Array, bias: Float64Array, { qmin, qmax, zeroPoint: [z] }: AffineParams): number[] {
  const taps = codes.length / bias.length;
  return Array.from(bias, (b, row) => {
    let [least, most] = [b, b];
    for (let i = row * taps; i < (row + 1) * taps; i++) {
      const w = codes[i];
      least += w * ((w > 0 ? qmin : qmax) - z);
      most += w * ((w > 0 ? qmax : qmin) - z);
    }
    return Math.max(-least, most);
  });
}

function narrowSums(
  where: string,
  codes: Int8Array,
  taps: number,
  bias: Float64Array,
  { qmin, qmax, zeroPoint: [z] }: AffineParams,
  dialect: Dialect,
  wanted: Requantization,
): GateSums {
  if (qmin - z < -32768 || qmax - z > 32767) {
    throw networkError(where, `a zero point must lie within int16 of its codes [${qmin}, ${qmax}]`, `${z}`);
  }
  const row = wanted.bounds.findIndex(bound => bound >= 2 ** 31);
  if (row >= 0)
    throw networkError(where, `the accumulator of row ${row} must fit int32`, `up to ${wanted.bounds[row]}`);
  const packed = packRows(codes, bias.length, taps);
  const acc = new Int32Array(Math.ceil(bias.length / ROWS) * ROWS);
  const start = acc.slice();
  start.set(bias);
  const centred = new Int16Array(taps);
  const requantize = dialect.requantizer(wanted);
  return (x, at, out) => {
    for (let i = 0; i < taps; i++) centred[i] = x[at + i] - z;
    dotRows(packed, taps, centred, 0, start, acc);
    requantize(acc, out, 0);
  };
}

/** Products of int8 and int16, at most 2^22 each, whose sum int32 holds for sure. */
const BLOCK = 511;

function wideSums(
  codes: Int8Array,
  taps: number,
  bias: Float64Array,
  dialect: Dialect,
  wanted: Requantization,
): GateSums {
  const rows = bias.length;
  const blocks = Array.from({ length: Math.ceil(taps / BLOCK) }, (_, block) => {
    const from = block * BLOCK;
    const size = Math.min(BLOCK, taps - from);
    const part = new Int8Array(rows * size);
    for (let row = 0; row < rows; row++)
      part.set(codes.subarray(row * taps + from, row * taps + from + size), row * size);
    return { from, size, packed: packRows(part, rows, size) };
  });
  const part = new Int32Array(Math.ceil(rows / ROWS) * ROWS);
  const zeros = part.slice();
  const acc = bias.slice();
  const requantize = dialect.wideRequantizer(wanted);
  return (x, at, out) => {
    acc.set(bias);
    for (const { from, size, packed } of blocks) {
      dotRows(packed, size, x as Int16Array, at + from, zeros, part);
      for (let row = 0; row < rows; row++) acc[row] += part[row];
    }
    requantize(acc, out, 0);
  };
}
