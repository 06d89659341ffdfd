import { sigmoidTable } from '../../../kernels/sigmoid16.js';
import { helper } from '../helper.js';
import { arrayDefinition } from '../literals.js';

/** The values between which both functions are interpolated. */
const values = helper(
  'sigmoid_table',
  [],
  `/* 2^16 / (1 + exp(-i / 24)). */\n${arrayDefinition('sigmoid_table', 'uint16', sigmoidTable)}`,
);

/** The logistic function of int16 codes. */
export const logistic16 = helper(
  'logistic16',
  [values],
  `
/* The logistic function of x / 12288, Q0.15. */
static inline int32_t logistic16(int32_t x) {
  const int32_t magnitude = x < 0 ? -x : x;
  const int32_t k = magnitude >> 9;
  const int32_t q = k >= 255 ? 33553408
    : sigmoid_table[k] * 512 + (magnitude & 511) * (sigmoid_table[k + 1] - sigmoid_table[k]); /* Q0.25 */
  return (x >= 0 ? q + 512 : 33554432 - q + 511) >> 10;
}`,
);

/** The hyperbolic tangent of int16 codes. */
export const tanh16 = helper(
  'tanh16',
  [values],
  `
/* The hyperbolic tangent of x / 12288, Q0.15. */
static inline int32_t tanh16(int32_t x) {
  const int32_t magnitude = x < 0 ? -x : x;
  const int32_t k = magnitude >> 8;
  const int32_t q = k >= 255 ? 16776960
    : sigmoid_table[k] * 256 + (magnitude & 255) * (sigmoid_table[k + 1] - sigmoid_table[k]); /* Q0.24 */
  return (x >= 0 ? q - 8388608 + 128 : 8388608 - q + 127) >> 8;
}`,
);
