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
  if (given.rule === 'shift') {
    const { factor } = given;
    return x => Math.floor(x * factor + 0.5) | 0;
  }
  const { rule, multiplier, shift } = given;
  const plain = { multiplier, shift }; // of one shape for all callers
  if (rule === 'single') return x => multiplyByQuantizedMultiplierSingle(x, plain);
  if (rule === 'double') return x => multiplyByQuantizedMultiplier(x, plain);
  throw new OptionTypeError(`multiplication: there is no rule ${show(rule)}`);
}
