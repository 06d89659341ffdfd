import type { Multiplication } from '../../../kernels/multiplication.js';
import type { Requantization } from '../../../kernels/requantization.js';
import { Unsupported } from '../../problems.js';
import { codeOf, codeOfWide, scaled, scaling } from '../arithmetic.js';
import type { Target } from './writeCall.js';

/**
 * Defines how accumulators become codes; gives the name of the struct, for {@link codeOf} or, of 64-bit accumulators, {@link codeOfWide}.
 *
 * @internal
 *
 * @throws {Unsupported} when there is no C for the rule
 */
export function writeRequantization(given: Requantization, target: Target, name = 'scaling'): string {
  if (given.rule === 'none') throw new Unsupported('an output of accumulators');
  if (given.rule !== 'double' && given.rule !== 'wide') throw new Unsupported(`the rule ${given.rule}`);
  const { rule, multiplier, shift, zeroPoint, low, high } = given;
  if (low - zeroPoint < -2147483647 || high - zeroPoint > 2147483647) throw new Unsupported('an output of 32 bits');
  const reduced = rule === 'wide' ? multiplier.map(m => (m < 0x7fff0000 ? (m + 0x8000) >> 16 : 0x7fff)) : multiplier;
  const each = reduced.some((m, c) => m !== reduced[0] || shift[c] !== shift[0]);
  const used = each ? reduced.length : 1;
  const prefix = name === 'scaling' ? '' : `${name}_`;
  return target.struct(name, scaling, {
    multiplier: target.array(`${prefix}multiplier`, 'int32', reduced.subarray(0, used)),
    shift: target.array(`${prefix}shift`, 'int8', shift.subarray(0, used)),
    each: each ? 1 : 0,
    zero_point: zeroPoint,
    low: low - zeroPoint,
    high: high - zeroPoint,
  });
}

/**
 * The C expression of a code from an accumulator.
 *
 * @param struct name, from {@link writeRequantization}
 */
export function codeExpression(
  { rule }: Requantization,
  struct: string,
  channel: string,
  acc: string,
  target: Target,
): string {
  return `${target.use(rule === 'wide' ? codeOfWide : codeOf)}(&${struct}, ${channel}, ${acc})`;
}

/**
 * The C expression of a product.
 *
 * @param x int32 expression
 * @throws {Unsupported} when there is no C for the rule
 */
export function productExpression(given: Multiplication, x: string, target: Target): string {
  if (given.rule !== 'double') throw new Unsupported(`the rule ${given.rule}`);
  return `${target.use(scaled)}(${x}, ${given.multiplier}, ${given.shift})`;
}
