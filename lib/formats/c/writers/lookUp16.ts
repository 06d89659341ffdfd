import { helper } from '../helper.js';

/**
 * An entry of a table of 513 entries, interpolated.
 *
 * @internal
 */
export const lookUp16 = helper(
  'look_up16',
  [],
  `
/* x as an int16, wrapped */
static inline int32_t wrapped16(int32_t x) {
  return ((x & 0xffff) ^ 0x8000) - 0x8000;
}

/* A function of int16 codes, given at every 128th of them, interpolated. */
static inline int32_t look_up16(const int16_t *table, int32_t q) {
  const int32_t k = 256 + (q >> 7);
  const int32_t slope = wrapped16(table[k + 1] - table[k]);
  return wrapped16(table[k] + ((slope * (q & 127) + 64) >> 7));
}`,
);
