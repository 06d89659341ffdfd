import type { Binary, Compare, UnaryType } from '../../../graph/network.js';
import { Unsupported } from '../../problems.js';
import { mapped } from '../../mapped.js';
import { FLOAT32 } from '../reading/elementTypes.js';
import { fusedActivation, type Handler, type Handlers, type Op, sameAs } from '../reading/op.js';

const unary = {
  ABS: 'abs',
  CEIL: 'ceil',
  COS: 'cos',
  EXP: 'exp',
  FLOOR: 'floor',
  HARD_SWISH: 'hardSwish',
  LOG: 'log',
  LOGICAL_NOT: 'not',
  LOGISTIC: 'logistic',
  NEG: 'negate',
  RELU: 'relu',
  ROUND: 'round',
  RSQRT: 'rsqrt',
  SIGN: 'sign',
  SIN: 'sin',
  SQRT: 'sqrt',
  SQUARE: 'square',
  TANH: 'tanh',
} as const satisfies Readonly<Record<string, UnaryType>>;

const limits = {
  RELU6: [0, 6],
  RELU_N1_TO_1: [-1, 1],
  RELU_0_TO_1: [0, 1],
} as const satisfies Readonly<Record<string, readonly [low: number, high: number]>>;

/** Type of the options of those that have a fused activation. */
const binary = {
  ADD: ['add', 11],
  SUB: ['sub', 28],
  MUL: ['mul', 21],
  DIV: ['div', 29],
  MINIMUM: ['minimum'],
  MAXIMUM: ['maximum'],
  POW: ['pow'],
  SQUARED_DIFFERENCE: ['squaredDifference'],
} as const satisfies Readonly<Record<string, readonly [Binary['type'], options?: number]>>;

const compare = {
  EQUAL: 'equal',
  NOT_EQUAL: 'notEqual',
  LESS: 'less',
  LESS_EQUAL: 'lessOrEqual',
  GREATER: 'greater',
  GREATER_EQUAL: 'greaterOrEqual',
  LOGICAL_AND: 'and',
  LOGICAL_OR: 'or',
} as const satisfies Readonly<Record<string, Compare['type']>>;

/**
 * Operators that compute every element by itself.
 *
 * @internal
 */
export const elementwise = {
  ...mapped(
    unary,
    (type): Handler =>
      op =>
        op.emit({ type }, [op.value(0)]),
  ),
  ...mapped(
    limits,
    ([low, high]): Handler =>
      op =>
        op.emit({ type: 'clip', low, high }, [op.value(0)]),
  ),
  ...mapped(
    compare,
    (type): Handler =>
      op =>
        op.emit({ type }, [op.value(0), op.value(1)]),
  ),
  ...mapped<keyof typeof binary, readonly [Binary['type'], options?: number], Handler>(
    binary,
    ([type, options]) =>
      op =>
        arithmetic(op, type, options),
  ),
  LEAKY_RELU: op => op.emit({ type: 'leakyRelu', alpha: op.options(75).number('float32', 0) }, [op.value(0)]),
  ELU: op => op.emit({ type: 'elu', alpha: 1 }, [op.value(0)]),
  GELU: gelu,
  PRELU: prelu,
  SOFTMAX: op => op.emit({ type: 'softmax', beta: op.options(9).number('float32', 0) }, [op.value(0)]),
  SELECT: select,
  SELECT_V2: op => op.emit({ type: 'where' }, [op.value(0), op.value(1), op.value(2)]),
  CAST: cast,
  QUANTIZE: quantize,
  DEQUANTIZE: dequantize,
} satisfies Handlers;

/** Arithmetic on two tensors; `options` is the type of the options of those that have a fused activation. */
function arithmetic(op: Op, type: Binary['type'], options: number | undefined) {
  const operands = [op.value(0), op.value(1)];
  const { type: numbers, params } = op.output();
  if (type === 'div' && !numbers.float && !params && operands.some(v => v.kind === 'activation')) {
    throw new Unsupported(`integers of ${numbers.name}`); // they truncate
  }
  const activation = options === undefined ? 'none' : fusedActivation(op.options(options), 0);
  return op.emit({ type, activation }, operands);
}

function gelu(op: Op) {
  return op.emit({ type: 'gelu', approximation: op.options(116).boolean(0) ? 'tanh' : 'none' }, [op.value(0)]);
}

function prelu(op: Op) {
  const axes = op.constant(1).shape.map((_, k) => k);
  return op.emit({ type: 'prelu', slope: op.weights(1, axes) }, [op.value(0)]);
}

/** The condition has the shape of the others, or one entry for each of their rows. */
function select(op: Op) {
  const [condition, x, y] = [op.value(0), op.value(1), op.value(2)];
  const rows = condition.shape.length === 1 && x.shape.length > 1;
  const shape = [...condition.shape, ...x.shape.slice(1).map(() => 1)];
  const chosen = rows ? op.step({ type: 'reshape', shape }, [condition], sameAs(condition)) : condition;
  return op.emit({ type: 'where' }, [chosen, x, y]);
}

function cast(op: Op) {
  const [x, { type, params }] = [op.value(0), op.output()];
  const { params: codes } = sameAs(x);
  if (codes || params) throw new Unsupported('codes, which it hands on as they are');
  if (!type.cast) throw new Unsupported(`type ${type.name}`);
  return op.emit({ type: 'cast', to: type.cast, ...(!x.type.float && { from: 'integers' }) }, [x]);
}

function quantize(op: Op) {
  if (!op.output().params) throw new Unsupported('output without a scale');
  return op.emit({ type: 'quantize', rounding: 'halfAway' }, [op.value(0)]);
}

/** Numbers of float16 have become float32 already. */
function dequantize(op: Op) {
  const x = op.value(0);
  if (sameAs(x).params) return op.emit({ type: 'dequantize' }, [x]);
  if (!x.type.float) throw new Unsupported(`${x.type.name} without a scale`);
  if (x.kind === 'constant') return { ...x, name: op.output().label, type: FLOAT32 };
  return op.emit({ type: 'cast', to: 'float32' }, [x]);
}
