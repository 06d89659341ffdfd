import type { PaddedPlane } from '../sums/paddedPlane.js';
import type { SumConstants } from '../sums/accumulators.js';
import { unpackWeights } from '../sums/weights.js';
import type { Operand } from './vectorKernel.js';
import type { VectorMemory } from './vectorMemory.js';
import { CODE_BYTES, KIND, type VectorRecord } from './vectorRecord.js';
import { vectorRequantization } from './vectorRequantization.js';

/** Windows over planes that lie one after another, each of which gives one sum a row. */
export interface Windows {
  readonly padded: PaddedPlane;
  /** Elements of an input plane. */
  readonly size: number;
  /** Where each window begins in the padded plane. */
  readonly starts: Int32Array;
}

/** The weights less their zero point, shape (rows, taps), where vectors can sum their products. */
export function vectorWeights({ weights, wide, samples }: SumConstants): Int32Array | undefined {
  const narrow = weights.bits <= 16 && samples.low >= -32768 && samples.high <= 32767;
  return narrow && !wide ? unpackWeights(weights) : undefined;
}

/** The fields that all layers over windows have: planes in, codes out; undefined where the rule of rounding is beyond vectors. */
export function windowFields(
  { bias, zeroPoint, requantization }: SumConstants,
  { padded, size, starts }: Windows,
  input: Operand,
  output: Operand,
  memory: VectorMemory,
): VectorRecord | undefined {
  const rows = bias.length;
  const encoding = vectorRequantization(requantization, rows, memory);
  if (!encoding) return undefined;
  const blocks = Math.ceil(rows / 8);
  const sums = new Int32Array(blocks * 8);
  sums.set(bias);
  const { first, lines, length } = padded.filling;
  const plane = memory.reserve(2 * padded.data.length + 64); // what vectors read behind the last window counts as nothing
  const outputRow = rows * CODE_BYTES[output.kind];
  return {
    ...encoding,
    input: input.address,
    inputKind: KIND[input.kind],
    inputSize: size * CODE_BYTES[input.kind],
    planes: input.length / size,
    zeroPoint,
    first: plane + 2 * first,
    lines,
    codes: length,
    lineStride: 2 * padded.row,
    plane,
    starts: memory.put(starts.map(start => 2 * start)),
    windows: starts.length,
    bias: memory.put(sums),
    rows,
    blocks,
    sums: memory.reserve(4 * 4 * blocks * 8),
    outputKind: KIND[output.kind],
    output: output.address,
    outputSize: starts.length * outputRow,
    outputRow,
  };
}
