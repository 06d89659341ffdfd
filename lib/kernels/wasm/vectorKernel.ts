import type { VectorMemory } from './vectorMemory.js';

/** How the vector kernels read and write codes. */
export type CodeKind = 'int8' | 'uint8' | 'int16';

/** A tensor in memory. */
export interface Operand {
  /** Where it begins, bytes. */
  readonly address: number;
  /** Elements. */
  readonly length: number;
  readonly kind: CodeKind;
}

/** A function of the module, and the address of the record that it is called with. */
export interface VectorCall {
  readonly kernel:
    'windowSums' | 'channelSums' | 'tableSums' | 'realTableSums' | 'averagePool' | 'averagePoolReal' | 'maxPool';
  readonly record: number;
}

/**
 * Lays out in memory what a call needs; undefined where the constants are beyond vectors. The results equal those of the kernel of the
 * same name in TypeScript, which is the definition.
 */
export type VectorKernel<C> = (
  constants: C,
  reads: readonly Operand[],
  write: Operand,
  memory: VectorMemory,
) => VectorCall | undefined;
