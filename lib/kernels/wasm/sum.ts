import { type Addend, contribution, type SumConstants } from '../calls/sum.js';
import type { Operand, VectorKernel } from './vectorKernel.js';
import { CODE_BYTES, KIND, putRecord } from './vectorRecord.js';
import { vectorRequantization } from './vectorRequantization.js';

/** Elements whose sums are held at one time, as `assembly/index.ts` has it. */
const BLOCK = 256;

/** Sum or difference of two operands of 8-bit codes, both of the output's size. */
export const sum: VectorKernel<SumConstants> = (constants, [x, y], output, memory) => {
  const { addends, unit, squared, requantization } = constants;
  const fits = [x, y].every(operand => CODE_BYTES[operand.kind] === 1 && operand.length === output.length);
  const encoding = fits && !squared ? vectorRequantization(requantization, 1, memory) : undefined;
  if (!encoding) return undefined;
  const tableOf = (operand: Operand, addend: Addend) => {
    const of = contribution(addend, unit);
    return memory.put(Int32Array.from({ length: 256 }, (_, byte) => of(codeOf(byte, operand))));
  };
  const record = putRecord(memory, {
    ...encoding,
    input: x.address,
    other: y.address,
    table: tableOf(x, addends[0]),
    otherTable: tableOf(y, addends[1]),
    count: output.length,
    sums: memory.reserve(4 * BLOCK),
    outputKind: KIND[output.kind],
    output: output.address,
    outputRow: BLOCK * CODE_BYTES[output.kind],
  });
  return { kernel: 'tableSums', record };
};

function codeOf(byte: number, { kind }: Operand): number {
  return kind === 'int8' ? (byte << 24) >> 24 : byte;
}
