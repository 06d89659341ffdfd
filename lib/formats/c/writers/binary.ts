import { codeOf, dividedByPower, highProduct, limited, scaled, scaling } from '../arithmetic.js';
import { Unsupported } from '../../problems.js';
import { helper } from '../helper.js';
import { elements } from './elements.js';
import { reciprocal } from './softmax.js';
import type { Target, WriteCall } from './writeCall.js';
import { codeExpression, writeRequantization } from './writeRequantization.js';

const both = (target: Target) => [target.read(0), target.read(1)];

/** a + b, a - b and (a - b)^2, on a common scale. */
export const writeSum: WriteCall<'sum'> = (constants, tensors, target) => {
  const { broadcast, addends, unit, squared, requantization } = constants;
  const [a, b] = addends;
  if (a.by.rule !== 'double' || b.by.rule !== 'double') throw new Unsupported(`the rule ${a.by.rule}`);
  const name = target.struct('layer', sumStruct, {
    unit,
    zero_a: a.zeroPoint,
    zero_b: b.zeroPoint,
    multiplier_a: a.by.multiplier,
    shift_a: a.by.shift,
    multiplier_b: b.by.multiplier,
    shift_b: b.by.shift,
    sign: b.sign,
    scaling: `&${writeRequantization(requantization, target)}`,
  });
  const sum = target.use(squared ? squareFunction : sumFunction);
  return elements(broadcast, both(target), tensors, target, (x, y) => `${sum}(&${name}, ${x}, ${y})`);
};

/** a b. */
export const writeProduct: WriteCall<'product'> = ({ broadcast, zeroPoints, requantization }, tensors, target) => {
  const name = writeRequantization(requantization, target);
  const [zeroA, zeroB] = zeroPoints.map(zero => `(int32_t)(${zero})`);
  return elements(broadcast, both(target), tensors, target, (x, y) =>
    codeExpression(requantization, name, '0', `(${x} - ${zeroA}) * (${y} - ${zeroB})`, target),
  );
};

/** a / b. */
export const writeQuotient: WriteCall<'quotient'> = (constants, tensors, target) => {
  const { broadcast, zeroPoints, ratio, outZero, low, high } = constants;
  const name = target.struct('layer', quotientStruct, {
    zero_a: zeroPoints[0],
    zero_b: zeroPoints[1],
    multiplier: ratio.multiplier,
    shift: ratio.shift,
    zero_point: outZero,
    low,
    high,
  });
  const quotient = target.use(quotientFunction);
  return elements(broadcast, both(target), tensors, target, (x, y) => `${quotient}(&${name}, ${x}, ${y})`);
};

/** The smaller or the larger of two codes. */
export const writeExtremum: WriteCall<'extremum'> = ({ broadcast, of, low, high }, tensors, target) => {
  const sign = of === 'minimum' ? '<' : '>';
  const limit = target.use(limited);
  return elements(
    broadcast,
    both(target),
    tensors,
    target,
    (x, y) => `${limit}(${x} ${sign} ${y} ? ${x} : ${y}, ${low}, ${high})`,
  );
};

/** One of two codes, by a third. */
export const writeChoose: WriteCall<'choose'> = ({ broadcast, zero }, tensors, target) =>
  elements(
    broadcast,
    [0, 1, 2].map(k => target.read(k)),
    tensors,
    target,
    (condition, x, y) => `(${condition} != ${zero} ? ${x} : ${y})`,
  );

const sumStruct = helper(
  'sum',
  [scaling],
  `
struct sum {
  int32_t unit; /* 1 on the scale of a and b as fractions */
  int32_t zero_a, zero_b;
  int32_t multiplier_a, shift_a, multiplier_b, shift_b; /* to the common scale */
  int32_t sign;                                         /* of b */
  const struct scaling *scaling;
};`,
);

const sumFunction = helper(
  'sum_code',
  [sumStruct, scaled, codeOf],
  `
static inline int32_t sum_code(const struct sum *l, int32_t a, int32_t b) {
  const int32_t x = scaled((a - l->zero_a) * l->unit, l->multiplier_a, l->shift_a);
  const int32_t y = scaled((b - l->zero_b) * l->unit, l->multiplier_b, l->shift_b);
  return code_of(l->scaling, 0, x + l->sign * y);
}`,
);

const squareFunction = helper(
  'square_code',
  [sumStruct, scaled, codeOf],
  `
static inline int32_t square_code(const struct sum *l, int32_t a, int32_t b) {
  const int32_t x = scaled((a - l->zero_a) * l->unit, l->multiplier_a, l->shift_a);
  const int32_t y = scaled((b - l->zero_b) * l->unit, l->multiplier_b, l->shift_b);
  const int32_t difference = x + l->sign * y;
  return code_of(l->scaling, 0, difference * difference);
}`,
);

const quotientStruct = helper(
  'quotient',
  [],
  `
struct quotient {
  int32_t zero_a, zero_b;
  int32_t multiplier, shift; /* steps of the output that 1 / 1 is worth */
  int32_t zero_point, low, high;
};`,
);

const quotientFunction = helper(
  'quotient_code',
  [quotientStruct, reciprocal, highProduct, dividedByPower, limited],
  `
/* a / b by the reciprocal of b in fixed point; a quotient by 0 saturates, 0 / 0 is 0. */
static inline int32_t quotient_code(const struct quotient *l, int32_t a, int32_t b) {
  int32_t over = a - l->zero_a, under = b - l->zero_b;
  if (under == 0) return over == 0 ? limited(l->zero_point, l->low, l->high) : over < 0 ? l->low : l->high;
  if (under < 0) {
    over = -over;
    under = -under;
  }
  int32_t power = 0; /* of two, to the leading 1 of the divisor */
  while (under >> power > 1) power++;
  const int32_t fraction = (int32_t)(((uint32_t)under << (31 - power)) & UINT32_C(0x7fffffff));
  int64_t wide = over;
  int32_t headroom = 0;
  while (headroom < 31 && wide * 2 >= INT32_MIN && wide * 2 <= INT32_MAX) {
    wide *= 2;
    headroom++;
  }
  const int32_t right = power + headroom - l->shift;
  const int32_t product = high_product((int32_t)wide, one_over_one_plus(fraction));
  const int32_t q = right > 31 ? 0 : divided_by_power(high_product(product, l->multiplier), right);
  return limited(q + l->zero_point, l->low, l->high);
}`,
);
