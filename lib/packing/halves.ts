/** Integers of 64 bits; loops take them as pairs of 32-bit halves, without making a bigint. */
export type Wide = BigInt64Array | BigUint64Array;

/** Place of the low half of a pair on this machine; the high one is at `1 - LOW`. */
export const LOW: number = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 0 : 1;

/**
 * The halves of 64-bit integers, shape (length, 2); shares their memory.
 *
 * @internal
 */
export function halves(values: Wide): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
}

/** Whether integers are 64 bits wide. */
export function isWide(values: ArrayBufferView): values is Wide {
  return values instanceof BigInt64Array || values instanceof BigUint64Array;
}
