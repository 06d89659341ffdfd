import { checkBoolean, checkInteger, checkOneOf } from '../check.js';
import { OptionRangeError } from '../errors.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { Codes } from '../qparams.js';
import { type BitOrder, type FieldRule, packedLength } from '../kernels/bitFields.js';
import { writeFields } from '../kernels/writeFields.js';

/** Options of {@link packBits} and {@link unpackBits}. */
export interface BitFieldOptions {
  /** Width of a field, an integer in [1, 32]. */
  readonly bits: number;
  /** Whether the first field takes a byte's low bits or its high ones. Defaults to `lsbFirst`. */
  readonly order?: BitOrder;
  /** Two's complement, [-2^(bits-1), 2^(bits-1) - 1]; or unsigned, [0, 2^bits - 1]. Defaults to false. */
  readonly signed?: boolean;
}

const OPTIONS: OptionKeys<BitFieldOptions> = { bits: true, order: true, signed: true };

/**
 * Packs integers into bit fields without gaps; field i takes the bits [i * bits, (i + 1) * bits) of the stream of bits.
 * Unused bits of the last byte are 0.
 *
 * 4-bit `lsbFirst` is the layout of ONNX INT4 and TensorFlow Lite int4 tensors; 8, 16 and 32 bits `lsbFirst` are
 * little-endian integers, `msbFirst` big-endian ones.
 *
 * @param values integers, shape (length)
 * @param out    bytes, packedLength(length, bits) of them; returned
 * @throws {RangeError} when a value does not fit its field (`out` is then half written), or `out` has another length
 */
export function packBits(values: Codes, options: BitFieldOptions, out: Uint8Array): Uint8Array {
  const rule = fieldRule('packBits', options);
  checkPackedLength('packBits', 'out', out, values.length, rule.bits);
  const outside = writeFields(values, rule, out);
  if (outside >= 0) {
    throw new OptionRangeError(
      `packBits: values must be in [${rule.low}, ${rule.low + rule.span}], got ${values[outside]} at index ${outside}`,
    );
  }
  return out;
}

/** The checked rule of some options. */
export function fieldRule(who: string, options: BitFieldOptions): FieldRule {
  const { bits, order = 'lsbFirst', signed = false } = checkOptions(who, options, OPTIONS);
  checkInteger(who, 'bits', bits, 1, 32);
  checkOneOf(who, 'order', order, ['lsbFirst', 'msbFirst']);
  checkBoolean(who, 'signed', signed);
  const half = signed ? 2 ** (bits - 1) : 0;
  return { bits, order, low: 0 - half, span: 2 ** bits - 1, flip: half };
}

/** Throws when `bytes` are not exactly as many as the fields take. */
export function checkPackedLength(who: string, option: string, bytes: Uint8Array, count: number, bits: number): void {
  const wanted = packedLength(count, bits);
  if (bytes.length !== wanted) {
    throw new OptionRangeError(
      `${who}: ${option} must hold ${wanted} bytes for ${count} fields of ${bits} bits, got ${bytes.length}`,
    );
  }
}
