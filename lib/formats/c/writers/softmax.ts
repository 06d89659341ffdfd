import { multiplyByQuantizedMultiplier, quantizeMultiplier } from '../../../kernels/fixedPoint.js';
import { codesOf, widthOf } from '../../../ops/integerOp.js';
import { expOnNegative } from '../../../kernels/transcendental.js';
import type { Softmax } from '../../../graph/network.js';
import { Unsupported } from '../../problems.js';
import { elementsOf } from '../../../graph/tensor.js';
import { dividedByPower, highProduct, limited } from '../arithmetic.js';
import { type Helper, helper } from '../helper.js';
import { recorded } from '../recorded.js';
import { cType, suffix } from './writeCall.js';
import { type WriteOp } from './writeOp.js';

/** Softmax along the last axis. */
export const writeSoftmax: WriteOp<Softmax> = (layer, inputs, output, target) => {
  const input = codesOf(layer, inputs[0]);
  const width = widthOf(input.params);
  if (width !== 'int8' && width !== 'uint8') throw new Unsupported(`codes of ${width}`);
  recorded(layer, inputs, output); // throws where the executor does
  const powers = exponentials(layer.beta, input.params.scale[0]);
  const table = target.array('exponentials', 'int32', powers.subarray(0, powers.findLastIndex(e => e !== 0) + 1));
  const size = input.shape.at(-1) ?? 1;
  const rows = elementsOf(input.shape) / size;
  const bits = 8 * output.data.BYTES_PER_ELEMENT;
  const lowest = widthOf(output.params) === 'uint8' ? 0 : -(2 ** (bits - 1));
  const function_ = softmaxFunction(cType(input.params), cType(output.params));
  const counts = `${table}, ${powers.findLastIndex(e => e !== 0) + 1}`;
  return [`${target.use(function_)}(${rows}, ${size}, ${counts}, ${bits}, ${lowest}, ${target.args[0]}, out);`];
};

/** exp(-beta scale d) in Q0.31 for d = 0 to 255, as the executor has it. */
function exponentials(beta: number, scale: number): Int32Array {
  const multiplier = quantizeMultiplier(Math.min(Math.fround(beta) * scale * 2 ** 26, 2 ** 31 - 1));
  const last = Math.floor((31 * 2 ** 26) / 2 ** multiplier.shift);
  return Int32Array.from({ length: 256 }, (_, d) =>
    d > last ? 0 : expOnNegative(multiplyByQuantizedMultiplier(-d, multiplier)),
  );
}

const reciprocal = helper(
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
