import type { SumFusedConstants } from '../calls/sumFused.js';
import { byTables, tableFields, tableOf } from './tables.js';
import type { VectorKernel } from './vectorKernel.js';
import { putRecord } from './vectorRecord.js';

/** Sum of two operands of 8-bit codes by fused multiplications and additions in float32, both of the output's size. */
export const sumFused: VectorKernel<SumFusedConstants> = (constants, reads, output, memory) => {
  const { ratios, bias, low, high } = constants;
  if (!byTables(reads, output)) return undefined;
  const [a, b] = ratios;
  const tables = [
    Float64Array.from(tableOf(reads[0], code => code * a)),
    Float64Array.from(tableOf(reads[1], code => Math.fround(code * b + bias))),
  ];
  const record = putRecord(memory, { ...tableFields(reads, tables, output, memory), least: low, most: high });
  return { kernel: 'realTableSums', record };
};
