import { expect } from 'chai';
import fc from 'fast-check';
import type { BitFieldOptions } from '../../../lib/packing/packBits.js';

/** The packed bytes by definition: fields as text of 0s and 1s, cut into bytes. */
export function model(values: readonly number[], { bits, order, signed }: BitFieldOptions): number[] {
  const fields = values.map(v => {
    const field = BigInt.asUintN(bits, BigInt(v)).toString(2).padStart(bits, '0');
    expect(signed ? BigInt.asIntN(bits, BigInt(v)) : BigInt.asUintN(bits, BigInt(v))).to.equal(BigInt(v));
    return order === 'msbFirst' ? field : [...field].reverse().join('');
  });
  const stream = fields.join('');
  return Array.from({ length: Math.ceil(stream.length / 8) }, (_, k) => {
    const byte = stream.slice(8 * k, 8 * k + 8).padEnd(8, '0');
    return parseInt(order === 'msbFirst' ? byte : [...byte].reverse().join(''), 2);
  });
}

/** Fields of any width, order and sign, with values that fit them; the ends of the range often. */
export const fields = fc
  .record({
    bits: fc.integer({ min: 1, max: 32 }),
    order: fc.constantFrom('lsbFirst' as const, 'msbFirst' as const),
    signed: fc.boolean(),
  })
  .chain(options => {
    const { bits, signed } = options;
    const [min, max] = signed ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** Math.min(bits, 31) - 1];
    const value = fc.oneof(
      { weight: 3, arbitrary: fc.integer({ min, max }) },
      { weight: 1, arbitrary: fc.constantFrom(min, max) },
    );
    return fc.record({
      options: fc.constant(options),
      range: fc.constant({ qmin: min, qmax: max }),
      values: fc.array(value, { maxLength: 40 }),
    });
  });
