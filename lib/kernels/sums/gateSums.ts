import type { Codes } from '../../qparams.js';
import { dotRows, packRows, ROWS } from '../dotRows.js';
import type { KernelTools } from '../kernel.js';
import type { SumConstants } from './accumulators.js';
import { unpackWeights } from './weights.js';

/**
 * W x + b of all gates at one moment, requantized.
 *
 * @param x   codes, read from `at` on, as many as W has columns
 * @param out shape (gates * units)
 */
export type GateSums = (x: Codes, at: number, out: Int32Array) => void;

/**
 * Binds the matrices of the gates of a layer, stacked. Narrow sums are of int8 codes, in int32; wide ones of int16 codes with zero point 0,
 * exact in doubles.
 *
 * @internal
 */
export function gateSums(constants: SumConstants, tools: KernelTools): GateSums {
  return constants.wide ? wideSums(constants, tools) : narrowSums(constants, tools);
}

function narrowSums({ weights, bias, zeroPoint, requantization }: SumConstants, tools: KernelTools): GateSums {
  const rows = bias.length;
  const taps = weights.length / rows;
  const packed = packRows(unpackWeights(weights), rows, taps);
  const acc = new Int32Array(Math.ceil(rows / ROWS) * ROWS);
  const start = acc.slice();
  start.set(bias);
  const centred = new Int16Array(taps);
  const requantize = tools.requantizer(requantization, rows);
  return (x, at, out) => {
    for (let i = 0; i < taps; i++) centred[i] = x[at + i] - zeroPoint;
    dotRows(packed, taps, centred, 0, start, acc);
    requantize(acc, out, 0);
  };
}

/** Products of int8 and int16, at most 2^22 each, whose sum int32 holds for sure. */
const BLOCK = 511;

function wideSums({ weights, bias, requantization }: SumConstants, tools: KernelTools): GateSums {
  const rows = bias.length;
  const taps = weights.length / rows;
  const codes = unpackWeights(weights);
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
  const acc = Float64Array.from(bias);
  const requantize = tools.requantizer(requantization, rows);
  return (x, at, out) => {
    acc.set(bias);
    for (const { from, size, packed } of blocks) {
      dotRows(packed, size, x as Int16Array, at + from, zeros, part);
      for (let row = 0; row < rows; row++) acc[row] += part[row];
    }
    requantize(acc, out, 0);
  };
}
