import type { SumByShiftConstants } from '../calls/sumByShift.js';
import { byTables, tableFields, tableOf } from './tables.js';
import type { VectorKernel } from './vectorKernel.js';
import { putRecord } from './vectorRecord.js';

/** The rule's number in a record: sums shifted right. */
const SHIFT_RIGHT = 6;

/** Sum of two operands of 8-bit codes by integer factors, both of the output's size. */
export const sumByShift: VectorKernel<SumByShiftConstants> = (constants, reads, output, memory) => {
  const { factors, bias, shift, zeroPoint, low, high } = constants;
  if (!byTables(reads, output)) return undefined;
  const tables = factors.map((factor, k) =>
    Int32Array.from(tableOf(reads[k], code => code * factor + (k === 0 ? bias : 0))),
  );
  const record = putRecord(memory, {
    ...tableFields(reads, tables, output, memory),
    ...{ rule: SHIFT_RIGHT, shift, least: low - zeroPoint, most: high - zeroPoint, outputZero: zeroPoint },
  });
  return { kernel: 'tableSums', record };
};
