import type { PoolConstants } from '../../../kernels/calls/averagePool.js';
import { elementsOf } from '../../../graph/tensor.js';
import { Unsupported } from '../../problems.js';
import { limited } from '../arithmetic.js';
import { type Helper, helper } from '../helper.js';
import { type CallTensors, suffix, type Target, tensorType, type WriteCall } from './writeCall.js';

/** The mean of the codes in each window. */
export const writeAveragePool: WriteCall<'averagePool'> = (constants, tensors, target) => {
  if (tensorType(tensors.reads[0]) === 'int32_t') throw new Unsupported('codes of int32');
  return writePool('average_pool', average, constants, tensors, target);
};

/** The largest code in each window. */
export const writeMaxPool: WriteCall<'maxPool'> = (constants, tensors, target) =>
  writePool('max_pool', largest, constants, tensors, target);

function writePool(
  kind: string,
  parts: typeof average,
  { rows, columns, channels, low, high }: PoolConstants,
  { reads: [input], writes: [output] }: CallTensors,
  target: Target,
): readonly string[] {
  const name = target.struct('layer', poolStruct, {
    planes: elementsOf(input.shape) / (rows.length * columns.length * channels),
    height: rows.length,
    width: columns.length,
    channels,
    out_height: rows.count,
    out_width: columns.count,
    size_height: rows.size,
    size_width: columns.size,
    stride_height: rows.stride,
    stride_width: columns.stride,
    before_height: rows.before,
    before_width: columns.before,
    low,
    high,
  });
  const function_ = poolFunction(kind, tensorType(output), parts);
  return [`${target.use(function_)}(&${name}, ${target.read(0)}, ${target.write()});`];
}

const poolStruct = helper(
  'pool',
  [],
  `
struct pool {
  int32_t planes, height, width, channels; /* of the input */
  int32_t out_height, out_width;
  int32_t size_height, size_width;
  int32_t stride_height, stride_width;
  int32_t before_height, before_width; /* padding, which does not count */
  int32_t low, high;
};`,
);

const average = {
  start: 'int32_t acc = 0;',
  step: 'acc += q;',
  // truncated quotients: ties away from zero
  result: '(acc > 0 ? acc + count / 2 : acc - count / 2) / count',
};

const largest = {
  start: 'int32_t acc = INT32_MIN;',
  step: 'acc = q > acc ? q : acc;',
  result: 'acc',
};

function poolFunction(kind: string, type: string, { start, step, result }: typeof average): Helper {
  const name = `${kind}_${suffix(type)}`;
  const count = kind === 'average_pool' ? '\n          const int32_t count = (bottom - top) * (right - left);' : '';
  return helper(
    name,
    [poolStruct, limited],
    `
static void ${name}(const struct pool *l, const ${type} *restrict x, ${type} *restrict out) {
  for (int32_t n = 0; n < l->planes; n++, x += l->height * l->width * l->channels) {
    for (int32_t i = 0; i < l->out_height; i++) {
      const int32_t y = i * l->stride_height - l->before_height;
      const int32_t top = y > 0 ? y : 0;
      const int32_t bottom = y + l->size_height < l->height ? y + l->size_height : l->height;
      for (int32_t j = 0; j < l->out_width; j++) {
        const int32_t from = j * l->stride_width - l->before_width;
        const int32_t left = from > 0 ? from : 0;
        const int32_t right = from + l->size_width < l->width ? from + l->size_width : l->width;
        for (int32_t c = 0; c < l->channels; c++) {
          ${start}${count}
          for (int32_t h = top; h < bottom; h++) {
            for (int32_t w = left; w < right; w++) {
              const int32_t q = x[(h * l->width + w) * l->channels + c];
              ${step}
            }
          }
          *out++ = (${type})limited(${result}, l->low, l->high);
        }
      }
    }
  }
}`,
  );
}
