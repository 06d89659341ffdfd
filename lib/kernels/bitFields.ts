import type { Codes } from '../qparams.js';

/** Which end of a byte the first field takes: the low bits, or the high ones (network order). */
export type BitOrder = 'lsbFirst' | 'msbFirst';

/** How integers become bit fields: `field = (value - low) xor flip`, in `bits` bits. */
export interface FieldRule {
  /** Width of a field, an integer in [1, 32]. */
  readonly bits: number;
  readonly order: BitOrder;
  /** Smallest value. */
  readonly low: number;
  /** Largest value less the smallest. */
  readonly span: number;
  /** 0; or 2^(bits-1), which turns `value - low` into two's complement. */
  readonly flip: number;
}

/** Bytes that `count` fields of `bits` bits take; unused bits of the last byte are 0. */
export function packedLength(count: number, bits: number): number {
  return Math.ceil((count * bits) / 8);
}

/** Index of the first value outside [low, low + span], or -1. */
export function firstOutside(values: Codes, { low, span }: FieldRule): number {
  for (let i = 0; i < values.length; i++) if (values[i] < low || values[i] - low > span) return i;
  return -1;
}
