import { show } from '../check.js';
import { OptionTypeError } from '../errors.js';

/**
 * The bytes of a file that was given whole, without a copy.
 *
 * @internal
 * @throws {TypeError} when it is neither bytes nor an ArrayBuffer
 */
export function bytesOf(who: string, given: Uint8Array | ArrayBuffer): Uint8Array {
  if (given instanceof Uint8Array) return given;
  if (given instanceof ArrayBuffer) return new Uint8Array(given);
  throw new OptionTypeError(`${who}: bytes must be a Uint8Array or an ArrayBuffer, got ${show(given)}`);
}
