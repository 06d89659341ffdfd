import { CODE_BYTES, KIND, type VectorRecord } from './vectorRecord.js';
import type { Operand } from './vectorKernel.js';
import type { VectorMemory } from './vectorMemory.js';

/** Elements whose sums are held at one time, as `assembly/index.ts` has it. */
const BLOCK = 256;

/** Whether both operands are 8-bit codes of the output's size: what each adds then stands in a table of 256. */
export function byTables([x, y]: readonly Operand[], output: Operand): boolean {
  return [x, y].every(operand => CODE_BYTES[operand.kind] === 1 && operand.length === output.length);
}

/** What a code of an operand adds, one entry a byte. */
export function tableOf({ kind }: Operand, of: (code: number) => number): number[] {
  return Array.from({ length: 256 }, (_, byte) => of(kind === 'int8' ? (byte << 24) >> 24 : byte));
}

/** The fields of two operands and what they give. */
export function tableFields(
  [x, y]: readonly Operand[],
  [table, otherTable]: readonly (Int32Array | Float64Array)[],
  output: Operand,
  memory: VectorMemory,
): VectorRecord {
  return {
    input: x.address,
    other: y.address,
    table: memory.put(table),
    otherTable: memory.put(otherTable),
    count: output.length,
    sums: memory.reserve(4 * BLOCK),
    outputKind: KIND[output.kind],
    output: output.address,
    outputRow: BLOCK * CODE_BYTES[output.kind],
  };
}
