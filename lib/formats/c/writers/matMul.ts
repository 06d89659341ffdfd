import type { Operand } from '../../../kernels/calls/matMul.js';
import { peakOf } from '../../../kernels/sums/sampleRange.js';
import { Unsupported } from '../../problems.js';
import { codeOf, codeOfWide, scaling } from '../arithmetic.js';
import { type Helper, helper } from '../helper.js';
import { suffix, tensorType, type WriteCall } from './writeCall.js';
import { writeRequantization } from './writeRequantization.js';

/** Products of matrices. */
export const writeMatMul: WriteCall<'matMul'> = (constants, { reads, writes: [output] }, target) => {
  const { n, inner, m, a, b, wide, requantization } = constants;
  if (!wide && inner * peakOf(a.samples) * peakOf(b.samples) >= 2 ** 31) {
    throw new Unsupported('sums that could leave int32 on their way');
  }
  const operand = (letter: 'a' | 'b', { matrices, zeroPoint }: Operand, row: number, step: number) => ({
    [letter]: target.array(letter, 'int32', matrices),
    [`${letter}_zero_point`]: zeroPoint,
    [`${letter}_row`]: row,
    [`${letter}_step`]: step,
  });
  const function_ = matMulFunction(tensorType(reads[0]), tensorType(reads[1]), tensorType(output), wide);
  const name = target.struct('layer', matMulStruct, {
    matrices: a.matrices.length,
    n,
    inner,
    m,
    ...operand('a', a, a.transposed ? 1 : inner, a.transposed ? n : 1),
    ...operand('b', b, b.transposed ? inner : 1, b.transposed ? 1 : m),
    scaling: `&${writeRequantization(requantization, target)}`,
  });
  return [`${target.use(function_)}(&${name}, ${target.read(0)}, ${target.read(1)}, ${target.write()});`];
};

const matMulStruct = helper(
  'mat_mul',
  [scaling],
  `
struct mat_mul {
  int32_t matrices, n, inner, m;
  const int32_t *a, *b;           /* where the matrices of an operand begin */
  int32_t a_zero_point, b_zero_point;
  int32_t a_row, a_step;          /* from row to row, and along a row */
  int32_t b_row, b_step;          /* from column to column, and along a column */
  const struct scaling *scaling;
};`,
);

function matMulFunction(a: string, b: string, out: string, wide: boolean): Helper {
  const name = `mat_mul_${[a, b, out].map(suffix).join('_')}`;
  const acc = wide ? 'int64_t' : 'int32_t';
  return helper(
    name,
    [wide ? codeOfWide : codeOf, matMulStruct],
    `
static void ${name}(const struct mat_mul *l, const ${a} *restrict a, const ${b} *restrict b, ${out} *restrict out) {
  for (int32_t k = 0; k < l->matrices; k++) {
    for (int32_t i = 0; i < l->n; i++) {
      for (int32_t j = 0; j < l->m; j++) {
        const ${a} *p = a + l->a[k] + i * l->a_row;
        const ${b} *q = b + l->b[k] + j * l->b_row;
        ${acc} acc = 0;
        for (int32_t t = 0; t < l->inner; t++) {
          acc += (p[t * l->a_step] - l->a_zero_point) * (q[t * l->b_step] - l->b_zero_point);
        }
        *out++ = (${out})${wide ? 'code_of_wide' : 'code_of'}(l->scaling, j, acc);
      }
    }
  }
}`,
  );
}
