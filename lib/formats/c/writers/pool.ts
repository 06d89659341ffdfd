import { activationCodes } from '../../../ops/elementwise/activationCodes.js';
import { codesOf, widthOf } from '../../../ops/integerOp.js';
import { planeWindows } from '../../../ops/weighted/planeWindows.js';
import { windowing, type Windows } from '../../../ops/weighted/windowing.js';
import type { AveragePool1d, AveragePool2d, MaxPool1d, MaxPool2d } from '../../../graph/network.js';
import { Unsupported } from '../../problems.js';
import { elementsOf } from '../../../graph/tensor.js';
import { limited } from '../arithmetic.js';
import { type Helper, helper } from '../helper.js';
import { recorded } from '../recorded.js';
import { cType, suffix, type WriteOp } from './writeOp.js';

type Pool = AveragePool1d | AveragePool2d | MaxPool1d | MaxPool2d;

/** Pools; one along time is one over a plane of one column. */
export const writePool: WriteOp<Pool> = (layer, inputs, output, target) => {
  recorded(layer, inputs, output); // throws where the executor does
  const input = codesOf(layer, inputs[0]);
  const mean = layer.type === 'averagePool1d' || layer.type === 'averagePool2d';
  if (mean && widthOf(input.params) === 'int32') throw new Unsupported('codes of int32');
  const plane = 'activation' in layer ? input.shape.slice(-3) : [input.shape.at(-2) ?? 1, 1, input.shape.at(-1) ?? 1];
  const one: Windows = { size: 1, stride: 1, padding: 'valid' };
  const [along, across] = 'activation' in layer ? planeWindows(layer.size, layer) : [layer, one];
  const [rows, columns] = [windowing(layer, along, plane[0]), windowing(layer, across, plane[1])];
  const { low, high } = activationCodes('activation' in layer ? layer.activation : 'none', output.params);
  const name = target.struct('layer', poolStruct, {
    planes: elementsOf(input.shape) / elementsOf(plane),
    height: plane[0],
    width: plane[1],
    channels: plane[2],
    out_height: rows.count,
    out_width: columns.count,
    size_height: along.size,
    size_width: across.size,
    stride_height: along.stride,
    stride_width: across.stride,
    before_height: rows.before,
    before_width: columns.before,
    low,
    high,
  });
  const function_ = poolFunction(mean ? 'average_pool' : 'max_pool', cType(output.params), mean ? average : largest);
  return [`${target.use(function_)}(&${name}, ${target.args[0]}, out);`];
};

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
