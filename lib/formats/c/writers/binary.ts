import { activationCodes } from '../../../ops/elementwise/activationCodes.js';
import { type CodeTensor, codesOf, widthOf } from '../../../ops/integerOp.js';
import type { Binary } from '../../../graph/network.js';
import { type Shape, stridesOf } from '../../../graph/tensor.js';
import { codeOf, limited, scaled, scaling } from '../arithmetic.js';
import { helper } from '../helper.js';
import { loops } from '../loops.js';
import { recorded } from '../recorded.js';
import { cType } from './writeCall.js';
import { type OpTarget, type WriteOp, writeScaling } from './writeOp.js';

/** a + b and a - b, on a common scale. */
export const writeSum: WriteOp<Binary> = (layer, inputs, output, target) => {
  const [a, b] = inputs.map(input => codesOf(layer, input));
  const notes = recorded(layer, inputs, output);
  const [first, second] = notes.multipliers;
  const name = target.struct('layer', sumStruct, {
    unit: widthOf(output.params) === 'int16' ? 2 ** 15 : 2 ** 20,
    zero_a: a.params.zeroPoint[0],
    zero_b: b.params.zeroPoint[0],
    multiplier_a: first.multiplier,
    shift_a: first.shift,
    multiplier_b: second.multiplier,
    shift_b: second.shift,
    sign: layer.type === 'sub' ? -1 : 1,
    scaling: `&${writeScaling(notes, target)}`,
  });
  const sum = target.use(sumFunction);
  return elementwise([a, b], output, target, (x, y) => `${sum}(&${name}, ${x}, ${y})`);
};

/** a b. */
export const writeMul: WriteOp<Binary> = (layer, inputs, output, target) => {
  const [a, b] = inputs.map(input => codesOf(layer, input));
  const name = writeScaling(recorded(layer, inputs, output), target);
  const [zeroA, zeroB] = [a, b].map(({ params }) => `(int32_t)(${params.zeroPoint[0]})`);
  const code = target.use(codeOf);
  return elementwise([a, b], output, target, (x, y) => `${code}(&${name}, 0, (${x} - ${zeroA}) * (${y} - ${zeroB}))`);
};

/** The smaller or the larger of two codes. */
export const writeExtremum: WriteOp<Binary> = (layer, inputs, output, target) => {
  recorded(layer, inputs, output); // throws where the executor does
  const [a, b] = inputs.map(input => codesOf(layer, input));
  const { low, high } = activationCodes(layer.activation, output.params);
  const sign = layer.type === 'minimum' ? '<' : '>';
  const limit = target.use(limited);
  return elementwise([a, b], output, target, (x, y) => `${limit}(${x} ${sign} ${y} ? ${x} : ${y}, ${low}, ${high})`);
};

/** The output's elements from those of two operands, which are broadcast. */
function elementwise(
  operands: readonly CodeTensor[],
  { shape, params }: CodeTensor,
  { args }: OpTarget,
  of: (x: string, y: string) => string,
): string[] {
  const own = stridesOf(shape);
  const strides = operands.map(operand => broadcastStrides(operand.shape, shape));
  const axes = shape.map((count, k) => ({ count, strides: [strides[0][k], strides[1][k], own[k]] }));
  return loops(axes, 3, ([a, b, o]) => [
    `out[${o}] = (${cType(params)})${of(`${args[0]}[${a}]`, `${args[1]}[${b}]`)};`,
  ]);
}

/** Distances in an operand between neighbours along each axis of the shape that it is broadcast to. */
function broadcastStrides(from: Shape, to: Shape): number[] {
  const lead = to.length - from.length;
  const strides = stridesOf(from);
  return to.map((_, k) => (k < lead || from[k - lead] === 1 ? 0 : strides[k - lead]));
}

const sumStruct = helper(
  'sum',
  [scaling],
  `
struct sum {
  int32_t unit; /* 1 on the scale of a and b as fractions */
  int32_t zero_a, zero_b;
  int32_t multiplier_a, shift_a, multiplier_b, shift_b; /* to the common scale */
  int32_t sign;                                         /* of b */
  const struct scaling *scaling;
};`,
);

const sumFunction = helper(
  'sum_code',
  [sumStruct, scaled, codeOf],
  `
static inline int32_t sum_code(const struct sum *l, int32_t a, int32_t b) {
  const int32_t x = scaled((a - l->zero_a) * l->unit, l->multiplier_a, l->shift_a);
  const int32_t y = scaled((b - l->zero_b) * l->unit, l->multiplier_b, l->shift_b);
  return code_of(l->scaling, 0, x + l->sign * y);
}`,
);
