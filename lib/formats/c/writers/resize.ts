import type { ResizedAxis } from '../../../kernels/calls/resizeLinear.js';
import { elementsOf } from '../../../graph/tensor.js';
import { Unsupported } from '../../problems.js';
import { type Helper, helper } from '../helper.js';
import { suffix, tensorType, type WriteCall } from './writeCall.js';

/** Planes interpolated linearly along both axes. */
export const writeResizeLinear: WriteCall<'resizeLinear'> = (constants, { reads: [input] }, target) => {
  const { rows, columns, channels, bits, ties } = constants;
  if (ties !== 'away') throw new Unsupported(''); // of another dialect
  const type = tensorType(input);
  const planes = elementsOf(input.shape) / (rows.length * columns.length * channels);
  const table = (name: string, { low, high, weight }: ResizedAxis): string =>
    target.array(name, 'int32', Array.from(low, (at, k) => [at, high[k], weight[k]]).flat());
  const sizes = [planes, rows.length, columns.length, channels, rows.low.length, columns.low.length, bits].join(', ');
  const function_ = target.use(resizeFunction(type));
  const tables = `${table('rows', rows)}, ${table('columns', columns)}`;
  return [`${function_}(${sizes}, ${tables}, ${target.read(0)}, ${target.write()});`];
};

function resizeFunction(type: string): Helper {
  const name = `resize_linear_${suffix(type)}`;
  return helper(
    name,
    [],
    `
/* Entries of rows and columns: the two that it lies between, and the weight of the second one, of 2^bits. */
static void ${name}(int32_t planes, int32_t height, int32_t width, int32_t channels, int32_t out_height,
                    int32_t out_width, int32_t bits, const int32_t *rows, const int32_t *columns,
                    const ${type} *restrict x, ${type} *restrict out) {
  const int64_t one = (int64_t)1 << bits, whole = one * one;
  for (int32_t n = 0; n < planes; n++, x += height * width * channels) {
    for (int32_t i = 0; i < out_height; i++) {
      const ${type} *top = x + rows[3 * i] * width * channels;
      const ${type} *bottom = x + rows[3 * i + 1] * width * channels;
      const int64_t down = rows[3 * i + 2];
      for (int32_t j = 0; j < out_width; j++) {
        const int32_t left = columns[3 * j] * channels, right = columns[3 * j + 1] * channels;
        const int64_t across = columns[3 * j + 2];
        for (int32_t c = 0; c < channels; c++) {
          const int64_t upper = top[left + c] * (one - across) + top[right + c] * across;
          const int64_t lower = bottom[left + c] * (one - across) + bottom[right + c] * across;
          const int64_t sum = upper * (one - down) + lower * down;
          *out++ = (${type})((sum > 0 ? sum + whole / 2 : sum - whole / 2) / whole); /* ties away from zero */
        }
      }
    }
  }
}`,
  );
}
