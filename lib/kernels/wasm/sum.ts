import { contribution, type SumConstants } from '../calls/sum.js';
import { byTables, tableFields, tableOf } from './tables.js';
import type { VectorKernel } from './vectorKernel.js';
import { putRecord } from './vectorRecord.js';
import { vectorRequantization } from './vectorRequantization.js';

/** Sum or difference of two operands of 8-bit codes, both of the output's size. */
export const sum: VectorKernel<SumConstants> = (constants, reads, output, memory) => {
  const { addends, unit, squared, requantization } = constants;
  const fits = byTables(reads, output) && !squared;
  const encoding = fits ? vectorRequantization(requantization, 1, memory) : undefined;
  if (!encoding) return undefined;
  const tables = addends.map((addend, k) => Int32Array.from(tableOf(reads[k], contribution(addend, unit))));
  const record = putRecord(memory, { ...encoding, ...tableFields(reads, tables, output, memory) });
  return { kernel: 'tableSums', record };
};
