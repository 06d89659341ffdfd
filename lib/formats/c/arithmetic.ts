import { helper } from './helper.js';

const arithmeticShift = helper(
  'right_shift_is_arithmetic',
  [],
  `
/* A compiler on which -1 >> 1 is not -1 stops here. */
typedef char right_shift_is_arithmetic[(-1 >> 1) == -1 ? 1 : -1];`,
);

/** The doubled high product of gemmlowp, for a factor that is not -2^31. */
export const highProduct = helper(
  'high_product',
  [arithmeticShift],
  `
/* floor((a b + 2^30) / 2^31); b > -2^31. */
static inline int32_t high_product(int32_t a, int32_t b) {
  return (int32_t)(((int64_t)a * b + 1073741824) >> 31);
}`,
);

/** The rounding right shift of gemmlowp. */
export const dividedByPower = helper(
  'divided_by_power',
  [arithmeticShift],
  `
/* x / 2^n, rounded half away from zero; n in [0, 31]. */
static inline int32_t divided_by_power(int32_t x, int32_t n) {
  const int32_t mask = (int32_t)((UINT32_C(1) << n) - 1);
  return (x >> n) + ((x & mask) > (mask >> 1) + (x < 0));
}`,
);

/** The product with a quantized multiplier, rounded twice. */
export const scaled = helper(
  'scaled',
  [highProduct, dividedByPower],
  `
/* x * multiplier * 2^(shift - 31), rounded twice; x * 2^shift fits int32. */
static inline int32_t scaled(int32_t x, int32_t multiplier, int32_t shift) {
  const int32_t left = shift > 0 ? shift : 0;
  return divided_by_power(high_product(x * (int32_t)(UINT32_C(1) << left), multiplier), left - shift);
}`,
);

/** An integer limited to an interval. */
export const limited = helper(
  'limited',
  [],
  `
static inline int32_t limited(int32_t x, int32_t low, int32_t high) {
  return x < low ? low : x > high ? high : x;
}`,
);

/** How accumulators become codes. */
export const scaling = helper(
  'scaling',
  [],
  `
/* How accumulators become codes. */
struct scaling {
  const int32_t *multiplier;
  const int8_t *shift;
  int32_t each;       /* 1: a multiplier and a shift for each channel, 0: one of them for all */
  int32_t zero_point; /* of the codes */
  int32_t low, high;  /* limits of code - zero point */
};`,
);

/** A code from a 32-bit accumulator. */
export const codeOf = helper(
  'code_of',
  [scaling, scaled, limited],
  `
static inline int32_t code_of(const struct scaling *s, int32_t channel, int32_t acc) {
  const int32_t c = channel * s->each;
  return limited(scaled(acc, s->multiplier[c], s->shift[c]), s->low, s->high) + s->zero_point;
}`,
);

/** A code from a 64-bit accumulator. */
export const codeOfWide = helper(
  'code_of_wide',
  [scaling, arithmeticShift],
  `
/* The multiplier has 15 bits; rounded once, ties towards +infinity. */
static inline int32_t code_of_wide(const struct scaling *s, int32_t channel, int64_t acc) {
  const int32_t c = channel * s->each;
  const int32_t right = 15 - s->shift[c];
  const int64_t y = acc * s->multiplier[c];
  const int64_t q = right > 0 ? (y + ((int64_t)1 << (right - 1))) >> right : y * ((int64_t)1 << -right);
  return (int32_t)(q < s->low ? s->low : q > s->high ? s->high : q) + s->zero_point;
}`,
);
