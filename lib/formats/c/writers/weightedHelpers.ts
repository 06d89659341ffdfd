import { codeOf, codeOfWide, scaling } from '../arithmetic.js';
import { type Helper, helper } from '../helper.js';
import type { Types } from './sums.js';
import { suffix } from './writeCall.js';

/** What is the same for a function of any types. */
function nameOf(kind: string, { x, w, out }: Types): string {
  return [kind, suffix(x), suffix(w), suffix(out)].join('_');
}

const storeOf = ({ acc, out }: Types) =>
  `(${out})${acc === 'int64_t' ? 'code_of_wide' : 'code_of'}(l->scaling, o, acc)`;

const codeFunction = ({ acc }: Types): Helper => (acc === 'int64_t' ? codeOfWide : codeOf);

/** Sum of products. */
export function dot({ x, w, acc }: Types): Helper {
  const name = ['dot', suffix(x), suffix(w)].join('_');
  const term = acc === 'int64_t' ? `(${acc})w[k] * (x[k] - zero_point)` : 'w[k] * (x[k] - zero_point)';
  return helper(
    name,
    [],
    `
static inline ${acc} ${name}(const ${w} *w, const ${x} *x, int32_t zero_point, int32_t n) {
  ${acc} sum = 0;
  for (int32_t k = 0; k < n; k++) sum += ${term};
  return sum;
}`,
  );
}

/** The constants of a dense layer. */
export function denseStruct(types: Types): Helper {
  const name = `dense_${suffix(types.w)}${types.acc === 'int64_t' ? '_wide' : ''}`;
  return helper(
    name,
    [scaling],
    `
struct ${name} {
  int32_t rows, inputs, outputs;
  int32_t zero_point;      /* of the input; 0 where the bias makes up for it */
  const ${types.w} *weights; /* (outputs, inputs) */
  const ${types.acc} *bias;
  const struct scaling *scaling;
};`,
  );
}

/** (rows, inputs) -> (rows, outputs). */
export function denseFunction(types: Types): Helper {
  const name = nameOf('dense', types);
  const struct = denseStruct(types);
  const sum = dot(types);
  return helper(
    name,
    [struct, sum, codeFunction(types)],
    `
static void ${name}(const struct ${struct.name} *l, const ${types.x} *restrict x, ${types.out} *restrict out) {
  for (int32_t r = 0; r < l->rows; r++, x += l->inputs) {
    const ${types.w} *w = l->weights;
    for (int32_t o = 0; o < l->outputs; o++, w += l->inputs) {
      const ${types.acc} acc = l->bias[o] + ${sum.name}(w, x, l->zero_point, l->inputs);
      *out++ = ${storeOf(types)};
    }
  }
}`,
  );
}

/** One row of a dense layer, as int32. */
export function rowFunction(types: Types): Helper {
  const { x, w, acc } = types;
  const struct = denseStruct(types);
  const sum = dot(types);
  const name = ['dense_row', suffix(x), suffix(w)].join('_');
  return helper(
    name,
    [struct, sum, codeFunction(types)],
    `
static inline int32_t ${name}(const struct ${struct.name} *l, const ${x} *x, int32_t o) {
  const ${acc} acc = l->bias[o] + ${sum.name}(l->weights + o * l->inputs, x, l->zero_point, l->inputs);
  return ${acc === 'int64_t' ? 'code_of_wide' : 'code_of'}(l->scaling, o, acc);
}`,
  );
}

/** The constants of a convolution. */
export function convStruct(types: Types): Helper {
  const name = `conv_${suffix(types.w)}${types.acc === 'int64_t' ? '_wide' : ''}`;
  return helper(
    name,
    [scaling],
    `
struct ${name} {
  int32_t planes, height, width, channels; /* of the input */
  int32_t out_height, out_width, filters;
  int32_t filters_per_group;
  int32_t kernel_height, kernel_width, depth; /* depth: channels of a group */
  int32_t stride_height, stride_width;
  int32_t dilation_height, dilation_width;
  int32_t before_height, before_width; /* padding, which counts as zero */
  int32_t zero_point;                  /* of the input; 0 where the bias makes up for it */
  const ${types.w} *weights;             /* (filters, kernel_height, kernel_width, depth) */
  const ${types.acc} *bias;
  const struct scaling *scaling;
};`,
  );
}

/** The taps of a window that lie inside an axis. */
const tapsInside = [
  helper(
    'first_tap',
    [],
    `
/* The first tap of a window that lies inside the input; the window begins at \`begin\`. */
static inline int32_t first_tap(int32_t begin, int32_t dilation) {
  return begin < 0 ? (dilation - 1 - begin) / dilation : 0;
}`,
  ),
  helper(
    'end_tap',
    [],
    `
/* One more than the last tap of a window that lies inside the input. */
static inline int32_t end_tap(int32_t begin, int32_t dilation, int32_t size, int32_t length) {
  const int32_t inside = begin < length ? (length - 1 - begin) / dilation + 1 : 0;
  return inside < size ? inside : size;
}`,
  ),
] as const;

/** The loops over the windows of a convolution. */
function overWindows({ x, w, out, acc }: Types, struct: Helper, name: string, sum: string, result: string): string {
  return `
static void ${name}(const struct ${struct.name} *l, const ${x} *restrict x, ${out} *restrict out) {
  for (int32_t n = 0; n < l->planes; n++, x += l->height * l->width * l->channels) {
    for (int32_t i = 0; i < l->out_height; i++) {
      const int32_t top = i * l->stride_height - l->before_height;
      const int32_t y_first = first_tap(top, l->dilation_height);
      const int32_t y_end = end_tap(top, l->dilation_height, l->kernel_height, l->height);
      for (int32_t j = 0; j < l->out_width; j++) {
        const int32_t left = j * l->stride_width - l->before_width;
        const int32_t first = first_tap(left, l->dilation_width);
        const int32_t end = end_tap(left, l->dilation_width, l->kernel_width, l->width);
        for (int32_t o = 0; o < l->filters; o++) {
          const ${w} *w = l->weights + o * l->kernel_height * l->kernel_width * l->depth;
          const int32_t channel = o / l->filters_per_group * l->depth;
          ${acc} acc = l->bias[o];
          for (int32_t ky = y_first; ky < y_end; ky++) {
            const int32_t row = (top + ky * l->dilation_height) * l->width + left;
${sum}
          }
          *out++ = ${result};
        }
      }
    }
  }
}`;
}

/** Convolution over a plane. */
export function convFunction(types: Types): Helper {
  const name = nameOf('conv', types);
  const struct = convStruct(types);
  const sum = dot(types);
  const lines = `
            if (l->dilation_width == 1 && l->depth == l->channels && first < end) { /* one run of neighbours */
              acc += ${sum.name}(w + (ky * l->kernel_width + first) * l->depth, x + (row + first) * l->channels,
                l->zero_point, (end - first) * l->depth);
              continue;
            }
            for (int32_t kx = first; kx < end; kx++) {
              acc += ${sum.name}(w + (ky * l->kernel_width + kx) * l->depth,
                x + (row + kx * l->dilation_width) * l->channels + channel, l->zero_point, l->depth);
            }`;
  return helper(
    name,
    [struct, sum, ...tapsInside, codeFunction(types)],
    overWindows(types, struct, name, lines.slice(1), storeOf(types)),
  );
}

/** Convolution of each channel by itself. */
export function depthwiseFunction(types: Types): Helper {
  const name = nameOf('depthwise', types);
  const struct = convStruct(types);
  const cast = types.acc === 'int64_t' ? '(int64_t)' : '';
  const lines = `
            const int32_t at = row * l->channels + channel;
            const int32_t step = l->dilation_width * l->channels;
            for (int32_t kx = first; kx < end; kx++) {
              acc += ${cast}w[ky * l->kernel_width + kx] * (x[at + kx * step] - l->zero_point);
            }`;
  return helper(
    name,
    [struct, ...tapsInside, codeFunction(types)],
    overWindows(types, struct, name, lines.slice(1), storeOf(types)),
  );
}

/** The transpose of a convolution: padding is what is cut off. */
export function transposedFunction(types: Types): Helper {
  const { x, w, out, acc } = types;
  const name = nameOf('transposed', types);
  const struct = convStruct(types);
  const sum = dot(types);
  return helper(
    name,
    [struct, sum, codeFunction(types)],
    `
static void ${name}(const struct ${struct.name} *l, const ${x} *restrict x, ${out} *restrict out) {
  for (int32_t n = 0; n < l->planes; n++, x += l->height * l->width * l->channels) {
    for (int32_t i = 0; i < l->out_height; i++) {
      for (int32_t j = 0; j < l->out_width; j++) {
        for (int32_t o = 0; o < l->filters; o++) {
          const ${w} *w = l->weights + o * l->kernel_height * l->kernel_width * l->depth;
          const int32_t channel = o / l->filters_per_group * l->depth;
          ${acc} acc = l->bias[o];
          for (int32_t ky = 0; ky < l->kernel_height; ky++) {
            const int32_t y = i + l->before_height - ky * l->dilation_height;
            if (y < 0 || y % l->stride_height != 0 || y / l->stride_height >= l->height) continue;
            for (int32_t kx = 0; kx < l->kernel_width; kx++) {
              const int32_t c = j + l->before_width - kx * l->dilation_width;
              if (c < 0 || c % l->stride_width != 0 || c / l->stride_width >= l->width) continue;
              acc += ${sum.name}(w + (ky * l->kernel_width + kx) * l->depth,
                x + (y / l->stride_height * l->width + c / l->stride_width) * l->channels + channel,
                l->zero_point, l->depth);
            }
          }
          *out++ = ${storeOf(types)};
        }
      }
    }
  }
}`,
  );
}
