import { roundingDivideByPot, saturatingRoundingDoublingHighMul as mul } from './fixedPoint.js';

/** exp(-1/8) in Q0.31. */
const EXP_MINUS_EIGHTH = 1895147668;
/** 1/3 in Q0.31. */
const THIRD = 715827883;
/** exp(-2^k) in Q0.31 for k = -2 to 4, with the bit of Q5.26 that stands for 2^k. */
const POWERS = [1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242].map((factor, i) => ({
  factor,
  bit: 1 << (24 + i),
}));

/**
 * exp(x) for x <= 0.
 *
 * @param x Q5.26, in (-32, 0]
 * @returns Q0.31
 * @see google/gemmlowp, `exp_on_negative_values`
 */
export function expOnNegative(x: number): number {
  if (x === 0) return 2147483647;
  const quarter = 1 << 24; // 1/4 in Q5.26
  const rest = (x & (quarter - 1)) - quarter; // in [-1/4, 0)
  const remainder = rest - x; // a multiple of 1/4
  let result = expNearZero(rest << 5); // Q0.31
  for (const { factor, bit } of POWERS) if (remainder & bit) result = mul(result, factor);
  return result;
}

/** exp(x) for x in [-1/4, 0), Q0.31 in and out: a Taylor polynomial around -1/8. */
function expNearZero(x: number): number {
  const y = x + (1 << 28); // 1/8
  const y2 = mul(y, y);
  const y3 = mul(y2, y);
  const y4 = mul(y2, y2);
  const tail = roundingDivideByPot(mul(roundingDivideByPot(y4, 2) + y3, THIRD) + y2, 1);
  return (EXP_MINUS_EIGHTH + mul(EXP_MINUS_EIGHTH, y + tail)) | 0;
}

/**
 * 1 / (1 + x) for x in [0, 1): three Newton steps from 48/17 - 32/17 d.
 *
 * @param x Q0.31
 * @returns Q0.31
 * @see google/gemmlowp, `one_over_one_plus_x_for_x_in_0_1`
 */
export function oneOverOnePlus(x: number): number {
  // (x + 1) / 2, rounded; the sum is below 2^32 and positive, exact in a double
  const halfDenominator = Math.floor((x + 2147483647 + 1) / 2) | 0;
  let y = (1515870810 + mul(halfDenominator, -1010580540)) | 0; // Q2.29
  for (let step = 0; step < 3; step++) {
    const error = (536870912 - mul(halfDenominator, y)) | 0; // 1 - d y
    y = (y + shiftSaturating(mul(y, error), 2)) | 0;
  }
  return shiftSaturating(y, 1); // y / 2, from Q1.30 to Q0.31
}

/** x * 2^exponent, saturated to int32. */
function shiftSaturating(x: number, exponent: number): number {
  const shifted = x * 2 ** exponent; // exact
  return shifted > 2147483647 ? 2147483647 : shifted < -2147483648 ? -2147483648 : shifted;
}
