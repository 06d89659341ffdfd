import type { PoolConstants } from '../calls/averagePool.js';
import type { AveragePoolRealConstants } from '../calls/averagePoolReal.js';
import { windowBounds } from '../poolWindows.js';
import type { Operand, VectorCall, VectorKernel } from './vectorKernel.js';
import type { VectorMemory } from './vectorMemory.js';
import { CODE_BYTES, KIND, putRecord, type VectorRecord } from './vectorRecord.js';

/** A pool of 8-bit codes whose windows all hold one at least. */
function pool(
  kernel: VectorCall['kernel'],
  { rows, columns, channels, low, high }: PoolConstants,
  [input]: readonly Operand[],
  output: Operand,
  memory: VectorMemory,
  more: VectorRecord = {},
): VectorCall | undefined {
  if (CODE_BYTES[input.kind] > 1 || CODE_BYTES[output.kind] > 1) return undefined;
  const [along, across] = [windowBounds(rows), windowBounds(columns)];
  if ([along, across].some(bounds => bounds.some((to, k) => k % 2 === 1 && to <= bounds[k - 1]))) return undefined;
  const size = rows.length * columns.length * channels;
  const record = putRecord(memory, {
    input: input.address,
    inputKind: KIND[input.kind],
    inputSize: size,
    planes: input.length / size,
    lineStride: columns.length * channels,
    starts: memory.put(along),
    windows: rows.count,
    runs: memory.put(across),
    runCount: columns.count,
    rows: channels,
    sums: memory.reserve(32),
    least: low,
    most: high,
    output: output.address,
    ...more,
  });
  return { kernel, record };
}

/** The mean of the codes in each window. */
export const averagePool: VectorKernel<PoolConstants> = (constants, reads, output, memory) =>
  pool('averagePool', constants, reads, output, memory);

/** The largest code in each window. */
export const maxPool: VectorKernel<PoolConstants> = (constants, reads, output, memory) =>
  pool('maxPool', constants, reads, output, memory);

/** Numbers of the orders in a record. */
const ORDERS = { columns: 0, rows: 1, lanes: 2 } as const;

/** The mean of the real numbers in each window. */
export const averagePoolReal: VectorKernel<AveragePoolRealConstants> = (constants, reads, output, memory) => {
  const { low, high, order, scale, zeroPoint, outScale, outZeroPoint } = constants;
  return pool('averagePoolReal', constants, reads, output, memory, {
    rule: ORDERS[order],
    constants: memory.put(Float32Array.of(scale, outScale)),
    zeroPoint,
    least: low - outZeroPoint,
    most: high - outZeroPoint,
    outputZero: outZeroPoint,
  });
};
