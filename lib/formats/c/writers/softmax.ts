import { elementsOf } from '../../../graph/tensor.js';
import { dividedByPower, highProduct, limited } from '../arithmetic.js';
import { type Helper, helper } from '../helper.js';
import { lookUp16 } from './lookUp16.js';
import { suffix, tensorType, type WriteCall } from './writeCall.js';
import { productExpression } from './writeRequantization.js';

/** Softmax of 8-bit codes along the last axis. */
export const writeSoftmax8: WriteCall<'softmax8'> = ({ row, powers, bits, lowest }, tensors, target) => {
  const [[input], [output]] = [tensors.reads, tensors.writes];
  const count = powers.findLastIndex(e => e !== 0) + 1;
  const table = target.array('exponentials', 'int32', powers.subarray(0, count));
  const function_ = target.use(softmaxFunction(tensorType(input), tensorType(output)));
  const rows = elementsOf(input.shape) / row;
  const sizes = `${rows}, ${row}, ${table}, ${count}, ${bits}, ${lowest}`;
  return [`${function_}(${sizes}, ${target.read(0)}, ${target.write()});`];
};

/** Softmax of int16 codes along the last axis. */
export const writeSoftmax16: WriteCall<'softmax16'> = (constants, { reads: [input] }, target) => {
  const { row, scale, exponentials, reciprocals } = constants;
  const tables = [
    target.array('exponentials', 'int16', exponentials),
    target.array('reciprocals', 'int16', reciprocals),
  ];
  const [limit, lookUp, normal] = [limited, lookUp16, normalized16].map(used => target.use(used));
  const [x, out] = [target.read(0), target.write()];
  const steps = productExpression(scale, `${x}[i + k] - largest`, target);
  return [
    `for (int32_t i = 0; i < ${elementsOf(input.shape)}; i += ${row}) {`,
    `  int32_t largest = ${x}[i];`,
    `  for (int32_t k = 1; k < ${row}; k++) largest = ${x}[i + k] > largest ? ${x}[i + k] : largest;`,
    '  uint32_t sum = 0;',
    `  for (int32_t k = 0; k < ${row}; k++) {`,
    `    ${out}[i + k] = (int16_t)${lookUp}(${tables[0]}, ${limit}(${steps} + 32767, -32768, 32767));`,
    `    sum += (uint32_t)${out}[i + k];`,
    '  }',
    `  ${normal}(${row}, sum, ${tables[1]}, ${out} + i);`,
    '}',
  ];
};

/** 1 / (1 + x) in fixed point. */
export const reciprocal = helper(
  'one_over_one_plus',
  [highProduct],
  `
/* 1 / (1 + x) for x in [0, 1), Q0.31 in and out: three Newton steps from 48/17 - 32/17 d, as gemmlowp has it. */
static inline int32_t one_over_one_plus(int32_t x) {
  const int32_t d = (int32_t)(((int64_t)x + 2147483647 + 1) >> 1); /* half of the denominator */
  int32_t y = 1515870810 + high_product(d, -1010580540);           /* Q2.29 */
  for (int32_t step = 0; step < 3; step++) {
    y += high_product(y, 536870912 - high_product(d, y)) * 4;
  }
  return y > 1073741823 ? 2147483647 : y * 2;
}`,
);

const normalized16 = helper(
  'normalized16',
  [lookUp16, limited],
  `
/* Divides a row of powers by their sum. */
static void normalized16(int32_t row, uint32_t sum, const int16_t *reciprocals, int16_t *out) {
  int32_t shift = 31;
  while (!(sum >> shift)) shift--;
  /* sum = (1 + fraction) 2^shift */
  const int32_t fraction = (int32_t)((((sum << (31 - shift)) >> 1) + 8192) >> 14) - 98304;
  const int32_t factor = look_up16(reciprocals, limited(fraction, -32768, 32767));
  const int32_t half = (int32_t)(UINT32_C(1) << (shift - 1));
  for (int32_t k = 0; k < row; k++) out[k] = (int16_t)limited((out[k] * factor + half) >> shift, 0, 32767);
}`,
);

function softmaxFunction(x: string, out: string): Helper {
  const name = `softmax_${suffix(x)}_${suffix(out)}`;
  return helper(
    name,
    [reciprocal, highProduct, dividedByPower, limited],
    `
/* exponentials: of minus the difference from the largest code, Q0.31, the first \`count\` of them; the others are 0. */
static void ${name}(int32_t rows, int32_t size, const int32_t *exponentials, int32_t count, int32_t bits,
  int32_t lowest, const ${x} *restrict x, ${out} *restrict out) {
  for (int32_t r = 0; r < rows; r++, x += size, out += size) {
    int32_t largest = x[0];
    for (int32_t i = 1; i < size; i++) largest = x[i] > largest ? x[i] : largest;
    uint32_t sum = 0; /* Q12.19 */
    for (int32_t i = 0; i < size; i++) {
      const int32_t d = largest - x[i];
      if (d < count) sum += (uint32_t)divided_by_power(exponentials[d], 12);
    }
    int32_t headroom = 0;
    while (!(sum & UINT32_C(0x80000000))) {
      sum <<= 1;
      headroom++;
    }
    const int32_t factor = one_over_one_plus((int32_t)(sum & UINT32_C(0x7fffffff)));
    const int32_t exponent = 12 - headroom + 31 - bits;
    for (int32_t i = 0; i < size; i++) {
      const int32_t d = largest - x[i];
      const int32_t product = d < count && exponent <= 31 ? high_product(factor, exponentials[d]) : 0;
      const int32_t q = product == 0 ? 0 : divided_by_power(product, exponent);
      out[i] = (${out})limited(q + lowest, lowest, lowest + (int32_t)((UINT32_C(1) << bits) - 1));
    }
  }
}`,
  );
}
