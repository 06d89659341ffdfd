import type { PoolConstants } from '../calls/averagePool.js';
import { windowBounds } from '../poolWindows.js';
import { CODE_BYTES, KIND, putRecord } from './vectorRecord.js';
import type { VectorCall, VectorKernel } from './vectorKernel.js';

/** A pool of 8-bit codes whose windows all hold one at least. */
function pool(kernel: VectorCall['kernel']): VectorKernel<PoolConstants> {
  return ({ rows, columns, channels, low, high }, [input], output, memory) => {
    if (CODE_BYTES[input.kind] > 1) return undefined;
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
    });
    return { kernel, record };
  };
}

/** The mean of the codes in each window. */
export const averagePool = pool('averagePool');

/** The largest code in each window. */
export const maxPool = pool('maxPool');
