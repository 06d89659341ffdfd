import { show } from '../check.js';
import { OptionRangeError, OptionTypeError } from '../errors.js';

/**
 * `value` when it is a frame's number: a bigint in [0, 2^64).
 *
 * @internal
 */
export function checkSequence(who: string, value: unknown): bigint {
  if (typeof value !== 'bigint') {
    throw new OptionTypeError(`${who}: sequence must be a bigint, got ${show(value)}`);
  }
  if (value < 0n || value >= 0x10000000000000000n) {
    throw new OptionRangeError(`${who}: sequence must be in [0, 2^64), got ${value}`);
  }
  return value;
}
