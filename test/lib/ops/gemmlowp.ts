// gemmlowp and TensorFlow Lite in BigInt, straight from their formulas: one element at a time, no tables

const [MIN, MAX] = [-(1n << 31n), (1n << 31n) - 1n];
const abs = (x: bigint) => (x < 0n ? -x : x);
const saturate = (x: bigint) => (x > MAX ? MAX : x < MIN ? MIN : x);

/** SaturatingRoundingDoublingHighMul. */
export function srdhm(a: bigint, b: bigint): bigint {
  if (a === MIN && b === MIN) return MAX;
  return (a * b + (a * b >= 0n ? 1n << 30n : 1n - (1n << 30n))) / (1n << 31n);
}

/** RoundingDivideByPOT. */
export function rdbpot(x: bigint, e: bigint): bigint {
  const q = (2n * abs(x) + (1n << e)) >> (e + 1n);
  return x < 0n ? -q : q;
}

function expInterval(a: bigint): bigint {
  const [c, third] = [1895147668n, 715827883n];
  const x = a + (1n << 28n);
  const x2 = srdhm(x, x);
  const x3 = srdhm(x2, x);
  const x4 = srdhm(x2, x2);
  const sum = rdbpot(srdhm(rdbpot(x4, 2n) + x3, third) + x2, 1n);
  return c + srdhm(c, x + sum);
}

/** exp_on_negative_values, of a number with that many integer bits, to Q0.31. */
export function expNegative(a: bigint, integerBits: number): bigint {
  const fraction = 31 - integerBits;
  const quarter = 1n << BigInt(fraction - 2);
  const rest = BigInt.asUintN(fraction - 2, a) - quarter;
  let result = expInterval(rest << BigInt(integerBits));
  const remainder = rest - a;
  const factors = [1672461947n, 1302514674n, 790015084n, 290630308n, 39332535n, 720401n, 242n];
  factors.forEach((factor, k) => {
    const exponent = k - 2;
    if (exponent < integerBits && (remainder >> BigInt(fraction + exponent)) & 1n) result = srdhm(result, factor);
  });
  return a === 0n ? MAX : result;
}

/** 1 / ((1 + a) / 2) by three Newton steps, Q2.29. */
function inverseOfHalf(a: bigint): bigint {
  const sum = a + MAX;
  const half = (sum + (sum >= 0n ? 1n : -1n)) / 2n;
  let x = 1515870810n + srdhm(half, -1010580540n);
  for (let k = 0; k < 3; k++) x += saturate(srdhm(x, (1n << 29n) - srdhm(half, x)) << 2n);
  return x;
}

/** one_over_one_plus_x_for_x_in_0_1. */
export function reciprocal(a: bigint): bigint {
  return saturate(inverseOfHalf(a) << 1n);
}

/** logistic of a Q4.27, to Q0.31. */
export function logistic(a: bigint): bigint {
  if (a === 0n) return 1n << 30n;
  const positive = reciprocal(expNegative(-abs(a), 4));
  return a > 0n ? positive : MAX - positive;
}

/** tanh of a Q4.27, to Q0.31. */
export function tanh(a: bigint): bigint {
  const magnitude = saturate((inverseOfHalf(expNegative(-abs(a), 5)) - (1n << 29n)) << 2n);
  return a === 0n ? 0n : a > 0n ? magnitude : -magnitude;
}

/** The multiplier of a real number, by exact integer division of the double's significand. */
export function multiplier(real: number): [m: bigint, shift: number] {
  let shift = 0;
  while (real * 2 ** -shift >= 1) shift++;
  while (real * 2 ** -shift < 0.5) shift--;
  const scaled = BigInt(real * 2 ** -shift * 2 ** 53); // in [2^52, 2^53)
  const m = (scaled + (1n << 21n)) >> 22n;
  return m === 1n << 31n ? [m >> 1n, shift + 1] : [m, shift];
}
