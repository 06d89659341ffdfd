import { Unsupported } from '../../problems.js';
import { elementsOf } from '../../../graph/tensor.js';
import { codeOf, scaling } from '../arithmetic.js';
import { type Helper, helper } from '../helper.js';
import { unpackWeights } from '../../../kernels/sums/weights.js';
import { writeSums } from './sums.js';
import { dot } from './weightedHelpers.js';
import { suffix, tensorType, type WriteCall } from './writeCall.js';
import { writeRequantization } from './writeRequantization.js';

/** Singular value decomposition filter. */
export const writeSvdf: WriteCall<'svdf'> = ({ rank, features, time }, { reads, writes }, target) => {
  const [[input], [, memory]] = [reads, writes];
  const { types, fields } = writeSums(features, input, memory, target, false, 'features');
  if (types.w !== 'int8_t') throw new Unsupported('features beyond 8 bits');
  const wide = time.weights.bits > 8;
  const [filters, units] = [features.bias.length, time.bias.length];
  const size = features.weights.length / filters;
  const state = tensorType(memory);
  const name = target.struct('layer', svdfStruct(wide), {
    rows: elementsOf(input.shape) / size,
    inputs: size,
    filters,
    units,
    rank,
    memory: time.weights.length / filters,
    zero_point: fields.zero_point,
    memory_zero_point: time.zeroPoint,
    features: fields.weights,
    features_bias: fields.bias,
    features_scaling: fields.scaling,
    time: target.array('time', wide ? 'int16' : 'int8', unpackWeights(time.weights)),
    bias: target.array('bias', 'int32', time.bias),
    scaling: `&${writeRequantization(time.requantization, target)}`,
  });
  return [
    `${target.use(svdfFunction(state, wide))}(&${name}, ${target.read(0)}, ${target.write(1)}, ${target.write()});`,
  ];
};

function svdfStruct(wide: boolean): Helper {
  const name = wide ? 'svdf_s16' : 'svdf_s8';
  return helper(
    name,
    [scaling],
    `
struct ${name} {
  int32_t rows, inputs, filters, units, rank, memory;
  int32_t zero_point;                  /* of the input; 0 where the bias makes up for it */
  int32_t memory_zero_point;
  const int8_t *features;              /* (filters, inputs) */
  const int32_t *features_bias;
  const struct scaling *features_scaling;
  const ${wide ? 'int16_t' : 'int8_t'} *time; /* (filters, memory) */
  const int32_t *bias;
  const struct scaling *scaling;
};`,
  );
}

function svdfFunction(state: string, wide: boolean): Helper {
  const struct = svdfStruct(wide);
  const name = `${struct.name}_${suffix(state)}`;
  const sum = dot({ x: 'int8_t', w: 'int8_t', acc: 'int32_t', out: state });
  return helper(
    name,
    [struct, sum, codeOf],
    `
/* past: (rows, filters, memory), oldest first. */
static void ${name}(const struct ${struct.name} *l, const int8_t *restrict x, ${state} *restrict past,
                    int8_t *restrict out) {
  const int32_t last = l->rows * l->filters * l->memory - 1;
  for (int32_t k = 0; k < last; k++) past[k] = past[k + 1];
  for (int32_t r = 0; r < l->rows; r++, x += l->inputs) {
    int32_t f = 0;
    for (int32_t u = 0; u < l->units; u++) {
      int64_t acc = l->bias[u];
      for (int32_t k = 0; k < l->rank; k++, f++, past += l->memory) {
        const int32_t now = l->features_bias[f] + ${sum.name}(l->features + f * l->inputs, x, l->zero_point, l->inputs);
        past[l->memory - 1] = (${state})code_of(l->features_scaling, f, now);
        for (int32_t t = 0; t < l->memory; t++) {
          acc += (int64_t)l->time[f * l->memory + t] * (past[t] - l->memory_zero_point);
        }
      }
      acc = acc < INT32_MIN ? INT32_MIN : acc > INT32_MAX ? INT32_MAX : acc;
      *out++ = (int8_t)code_of(l->scaling, u, (int32_t)acc);
    }
  }
}`,
  );
}
