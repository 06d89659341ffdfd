import { roundingDivideByPot } from './fixedPoint.js';

/** exp(-1/8) in Q0.15. */
const EXP_MINUS_EIGHTH = 28918;
/** 1/3 in Q0.15. */
const THIRD = 10923;
/** exp(-2^k) in Q0.15 for k = -2 to 4. */
const POWERS = [25520, 19875, 12055, 4435, 600, 11, 0];

/**
 * 1 / (1 + exp(-x)) in 16-bit fixed point.
 *
 * @param x Q3.12
 * @returns Q0.15
 * @see google/gemmlowp, `logistic` of `FixedPoint<int16_t, 3>`
 */
export function logisticFixed16(x: number): number {
  if (x === 0) return 16384;
  const positive = saturated(reciprocal(expOnNegative16(x > 0 ? 0 - x : x, 3)) * 2);
  return x > 0 ? positive : 32767 - positive;
}

/**
 * tanh(x) in 16-bit fixed point.
 *
 * @param x           int16 with 15 - integerBits fraction bits
 * @param integerBits in [0, 6]
 * @returns Q0.15
 * @see google/gemmlowp, `tanh` of `FixedPoint<int16_t, integerBits>`
 */
export function tanhFixed16(x: number, integerBits: number): number {
  if (x === 0) return 0;
  const negated = saturated((reciprocal(expOnNegative16(x < 0 ? x : 0 - x, integerBits + 1)) - 8192) * 4);
  return x < 0 ? 0 - negated : negated;
}

/**
 * exp(x) for x < 0.
 *
 * @param x int16 with 15 - integerBits fraction bits
 * @returns Q0.15
 */
function expOnNegative16(x: number, integerBits: number): number {
  const fraction = 15 - integerBits;
  if (x < -32 * 2 ** fraction) return 0;
  const quarter = 1 << (fraction - 2);
  const rest = (x & (quarter - 1)) - quarter; // in [-1/4, 0)
  const remainder = rest - x; // a multiple of 1/4
  let result = expNearZero(rest << integerBits);
  for (let k = -2; k < integerBits && k <= 4; k++) {
    if (remainder & (1 << (fraction + k))) result = mul(result, POWERS[k + 2]);
  }
  return result;
}

/** exp(x) for x in [-1/4, 0), Q0.15 in and out: a Taylor polynomial around -1/8. */
function expNearZero(x: number): number {
  const y = x + 4096; // 1/8
  const y2 = mul(y, y);
  const y3 = mul(y2, y);
  const y4 = mul(y2, y2);
  const tail = roundingDivideByPot(mul(roundingDivideByPot(y4, 2) + y3, THIRD) + y2, 1);
  return saturated(EXP_MINUS_EIGHTH + mul(EXP_MINUS_EIGHTH, y + tail));
}

/** 2 / (1 + x) for x in [0, 1) as Q0.15, in Q2.13: three Newton steps from 48/17 - 32/17 d. */
function reciprocal(x: number): number {
  const halfDenominator = (x + 32767 + 1) >> 1; // (x + 1) / 2, rounded
  let y = 23130 + mul(halfDenominator, -15420);
  for (let step = 0; step < 3; step++) y += saturated(mul(y, 8192 - mul(halfDenominator, y)) * 4);
  return y;
}

/** The high 16 bits of 2ab, rounded as `saturatingRoundingDoublingHighMul` does. No argument here is -2^15. */
function mul(a: number, b: number): number {
  return (a * b + 16384) >> 15;
}

function saturated(x: number): number {
  return x < -32768 ? -32768 : x > 32767 ? 32767 : x;
}
