import { elementsOf } from '../../../graph/tensor.js';
import type { Requantization } from '../../../kernels/requantization.js';
import type { Slope } from '../../../kernels/slope.js';
import { widthOf } from '../../../ops/codes.js';
import { limited } from '../arithmetic.js';
import { Unsupported } from '../../problems.js';
import { helper } from '../helper.js';
import { elements } from './elements.js';
import { lookUp16 } from './lookUp16.js';
import { logistic16, tanh16 } from './sigmoid16.js';
import { type CallTensors, type Target, tensorType, type WriteCall } from './writeCall.js';
import { codeExpression, productExpression, writeRequantization } from './writeRequantization.js';

/** Every element of the output from the one of the input. */
function each({ writes: [output] }: CallTensors, target: Target, of: (x: string) => string): readonly string[] {
  const code = of(`${target.read(0)}[i]`);
  const line = `${target.write()}[i] = (${tensorType(output)})${code};`;
  return [`for (int32_t i = 0; i < ${elementsOf(output.shape)}; i++) ${line}`];
}

/** A function of every element, as a table. */
export const writeTable: WriteCall<'table'> = ({ first, values }, tensors, target) => {
  const { params } = tensors.writes[0];
  const table = target.array('table', params ? widthOf(params) : 'int32', values);
  return each(tensors, target, x => `${table}[${first === 0 ? x : `${x} + ${-first}`}]`);
};

/** A function of int16 codes, interpolated. */
export const writeInterpolated: WriteCall<'interpolated'> = ({ table, low, high }, tensors, target) => {
  const name = target.array('table', 'int16', table);
  const [limit, lookUp] = [target.use(limited), target.use(lookUp16)];
  return each(tensors, target, x => `${limit}(${lookUp}(${name}, ${x}), ${low}, ${high})`);
};

/** Logistic function and hyperbolic tangent of int16 codes. */
export const writeSigmoid: WriteCall<'sigmoid'> = ({ of, multiplier, shift }, tensors, target) => {
  const [function_, steps] = [target.use(of === 'tanh' ? tanh16 : logistic16), target.use(tableSteps)];
  return each(tensors, target, x => `${function_}(${steps}(${x}, ${multiplier}, ${shift}))`);
};

/** Codes under other params. */
export const writeRecode: WriteCall<'recode'> = ({ zeroPoint, bound, requantization }, tensors, target) => {
  if (bound === undefined) return recodeWrapped(zeroPoint, requantization, tensors, target);
  const name = writeRequantization(requantization, target);
  const code = target.use(recodeOperand);
  return each(tensors, target, x =>
    codeExpression(requantization, name, '0', `${code}(${x}, ${zeroPoint}, ${bound})`, target),
  );
};

/** The left shift is done beforehand, as it wraps. */
function recodeWrapped(zeroPoint: number, given: Requantization, tensors: CallTensors, target: Target) {
  if (given.rule !== 'double') throw new Unsupported(`the rule ${given.rule}`);
  const left = Math.max(given.shift[0], 0);
  const requantization = { ...given, shift: Int32Array.of(given.shift[0] - left) };
  const name = writeRequantization(requantization, target);
  const shifted = target.use(wrappedShift);
  return each(tensors, target, x =>
    codeExpression(requantization, name, '0', `${shifted}((int64_t)${x} - (${zeroPoint}), ${left})`, target),
  );
}

/** Two slopes that meet in zero. */
export const writeSlopes: WriteCall<'slopes'> = (constants, tensors, target) => {
  const { zeroPoint, above, below, outZero, low, high } = constants;
  const slope = ({ by, negative }: Slope, x: string) => productExpression(by, negative ? `-(${x})` : x, target);
  const limit = target.use(limited);
  return each(tensors, target, q => {
    const x = `${q} - (${zeroPoint})`;
    return `${limit}((${q} < ${zeroPoint} ? ${slope(below, x)} : ${slope(above, x)}) + (${outZero}), ${low}, ${high})`;
  });
};

/** A slope of its own for each element below zero. */
export const writePrelu: WriteCall<'prelu'> = (constants, tensors, target) => {
  const { zeroPoint, slopes, slopeZero, broadcast, above, below, outZero, low, high } = constants;
  const type = slopes instanceof Uint8Array ? 'uint8' : slopes instanceof Int8Array ? 'int8' : 'int16';
  const names = [target.read(0), target.array('slopes', type, slopes)];
  const limit = target.use(limited);
  const own = broadcast.counts.map((_, axis) => broadcast.counts.slice(axis + 1).reduce((a, b) => a * b, 1));
  const whole = { counts: broadcast.counts, strides: [own, ...broadcast.strides] };
  return elements(whole, names, tensors, target, (q, slope) => {
    const x = `(${q} - (${zeroPoint}))`;
    const falling = productExpression(below, `${x} * (${slope} - (${slopeZero}))`, target);
    const rising = productExpression(above, x, target);
    return `${limit}((${q} < ${zeroPoint} ? ${falling} : ${rising}) + (${outZero}), ${low}, ${high})`;
  });
};

const recodeOperand = helper(
  'recode_operand',
  [],
  `
/* code - zero point, saturated */
static inline int32_t recode_operand(int64_t code, int32_t zero_point, int32_t bound) {
  const int64_t x = code - zero_point;
  return (int32_t)(x < -(int64_t)bound ? -(int64_t)bound : x > bound ? bound : x);
}`,
);

const wrappedShift = helper(
  'wrapped_shift',
  [],
  `
/* x * 2^left as an int32, wrapped */
static inline int32_t wrapped_shift(int64_t x, int32_t left) {
  const int64_t bits = (int64_t)(((uint64_t)x << left) & UINT32_C(0xffffffff));
  return (int32_t)(bits > INT32_MAX ? bits - (INT64_C(1) << 32) : bits);
}`,
);

const tableSteps = helper(
  'table_steps',
  [],
  `
/* q * multiplier / 2^shift, ties towards +infinity; beyond 2^20 both functions are saturated. */
static inline int32_t table_steps(int32_t q, int32_t multiplier, int32_t shift) {
  const int64_t half = shift > 0 ? (int64_t)1 << (shift - 1) : 0;
  const int64_t x = ((int64_t)q * multiplier + half) >> shift;
  return (int32_t)(x < -1048576 ? -1048576 : x > 1048576 ? 1048576 : x);
}`,
);
