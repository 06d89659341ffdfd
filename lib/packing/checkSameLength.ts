import { OptionRangeError, OptionTypeError } from '../errors.js';
import { isWide } from './halves.js';

type Integers = Int32Array | Uint32Array | BigInt64Array | BigUint64Array;

/**
 * Throws when `out` has not as many elements as `values`, or not as wide ones.
 *
 * @internal
 */
export function checkSameLength(who: string, values: Integers, out: Integers): void {
  if (isWide(values) !== isWide(out)) {
    const bits = (x: Integers) => 8 * x.BYTES_PER_ELEMENT;
    throw new OptionTypeError(`${who}: out must hold integers of ${bits(values)} bits, got ${bits(out)}`);
  }
  if (out.length !== values.length) {
    throw new OptionRangeError(`${who}: out must hold ${values.length} values, got ${out.length}`);
  }
}
