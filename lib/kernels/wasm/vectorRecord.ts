import type { CodeKind } from './vectorKernel.js';
import type { VectorMemory } from './vectorMemory.js';

/** The fields of a record as `assembly/record.ts` reads them, in its order. */
const FIELDS = [
  'input',
  'inputKind',
  'inputSize',
  'planes',
  'zeroPoint',
  'first',
  'lines',
  'codes',
  'lineStride',
  'plane',
  'starts',
  'windows',
  'runs',
  'runCount',
  'weights',
  'bias',
  'rows',
  'blocks',
  'sums',
  'rule',
  'constants',
  'constantStep',
  'least',
  'most',
  'outputZero',
  'outputKind',
  'output',
  'outputSize',
  'outputRow',
  'other',
  'table',
  'otherTable',
  'count',
  'shift',
] as const;

/** What a vector kernel is told; absent fields are those that it does not read. */
export type VectorRecord = { readonly [F in (typeof FIELDS)[number]]?: number };

/** Number of a kind in a record. */
export const KIND: Readonly<Record<CodeKind, number>> = { int8: 0, uint8: 1, int16: 2 };

/** Bytes of a code. */
export const CODE_BYTES: Readonly<Record<CodeKind, number>> = { int8: 1, uint8: 1, int16: 2 };

/** A record's address. */
export function putRecord(memory: VectorMemory, record: VectorRecord): number {
  return memory.put(Int32Array.from(FIELDS, field => record[field] ?? 0));
}
