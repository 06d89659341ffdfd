import { OptionRangeError } from '../errors.js';
import type { Codes } from '../qparams.js';

import { type BitFieldOptions, checkPackedLength, fieldRule } from './packBits.js';
import { readFields } from '../kernels/readFields.js';

/**
 * The inverse of {@link packBits}; signed fields are sign-extended. Unused bits of the last byte are not looked at.
 *
 * @param bytes packedLength(out.length, bits) bytes
 * @param out   integers, shape (length), of a type that holds the fields; returned
 * @throws {RangeError} when the bytes are not exactly as many as the fields take, or `out` is too narrow for them
 */
export function unpackBits<C extends Codes>(bytes: Uint8Array, options: BitFieldOptions, out: C): C {
  const rule = fieldRule('unpackBits', options);
  checkPackedLength('unpackBits', 'bytes', bytes, out.length, rule.bits);
  const [min, max] = rangeOf(out);
  if (rule.low < min || rule.low + rule.span > max) {
    throw new OptionRangeError(
      `unpackBits: out must hold ${rule.low} to ${rule.low + rule.span}, got one that holds ${min} to ${max}`,
    );
  }
  readFields(bytes, rule, out);
  return out;
}

/** What the elements of a typed array can hold. */
function rangeOf(codes: Codes): [min: number, max: number] {
  const bits = 8 * codes.BYTES_PER_ELEMENT;
  const signed = codes instanceof Int8Array || codes instanceof Int16Array || codes instanceof Int32Array;
  return signed ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
}
