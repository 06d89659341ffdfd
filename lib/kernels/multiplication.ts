import { show } from '../check.js';
import { OptionTypeError } from '../errors.js';
import {
  multiplyByQuantizedMultiplier,
  multiplyByQuantizedMultiplierSingle,
  type QuantizedMultiplier,
} from './fixedPoint.js';

/**
 * The product of an int32 and a real number >= 0, as an int32: the integers that stand for the real number, and the rule by which the
 * product is rounded. `shift`: by a power of two, ties towards +infinity.
 */
export type Multiplication =
  (QuantizedMultiplier & { readonly rule: 'double' | 'single' }) | { readonly rule: 'shift'; readonly factor: number };

/**
 * It, made ready to run.
 *
 * @internal
 */
export function multiplication(given: Multiplication): (x: number) => number {
  switch (given.rule) {
    case 'double':
      return x => multiplyByQuantizedMultiplier(x, given);
    case 'single':
      return x => multiplyByQuantizedMultiplierSingle(x, given);
    case 'shift':
      return x => Math.floor(x * given.factor + 0.5) | 0;
    default:
      throw new OptionTypeError(`multiplication: there is no rule ${show((given as { rule?: unknown }).rule)}`);
  }
}
