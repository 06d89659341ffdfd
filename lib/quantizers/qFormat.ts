import { checkOneOf, show } from '../check.js';
import { OptionRangeError } from '../errors.js';
import { checkOptions, type OptionKeys } from '../options.js';
import type { FixedPointFormat, SignBit } from './fixedPoint.js';

/** Options of {@link qFormat}. */
export interface QFormatOptions {
  /** Whether the first number of a signed format counts the sign bit; required for `Q`, not used for `UQ`. */
  readonly signBit?: SignBit;
}

const OPTIONS: OptionKeys<QFormatOptions> = { signBit: true };

/**
 * Reads the name of a Q format: `Q1.15`, `Q0.15`, `Q-2.10`, `UQ8.8`.
 *
 * @returns the options of fixedPoint: `fixedPoint(qFormat('Q1.15', { signBit: 'counted' }))`
 * @throws {RangeError} for any other spelling, `Q15` among them, and for a signed format without `signBit`
 */
export function qFormat(name: string, options: QFormatOptions = {}): FixedPointFormat {
  const { signBit } = checkOptions('qFormat', options, OPTIONS);
  const match = /^(U?)Q(-?\d{1,2})\.(-?\d{1,2})$/.exec(name);
  if (!match) {
    throw new OptionRangeError(`qFormat: name must be written as Q1.15 or UQ8.8, got ${show(name)}`);
  }
  const [integerBits, fractionBits] = [Number(match[2]), Number(match[3])];
  if (match[1] === 'U') return { integerBits, fractionBits, signed: false };
  checkOneOf('qFormat', 'signBit', signBit, ['counted', 'separate']);
  return { integerBits, fractionBits, signed: true, signBit: signBit as SignBit };
}
