import type { Binary, Compare, UnaryType } from '../../../graph/network.js';
import { Unsupported } from '../../problems.js';
import { BOOL, FLOAT, INT64, elementType } from '../reading/elementTypes.js';
import { onnxError } from '../reading/modelError.js';
import type { NodeReader } from '../reading/nodeReader.js';
import { decoded, retyped, scalar, type Value } from '../reading/values.js';
import { mapped } from '../../mapped.js';
import { type Handler, type Handlers, supported } from './handler.js';

/** The largest float32. */
const LARGEST = (2 - 2 ** -23) * 2 ** 127;

const unaries = {
  Abs: 'abs',
  Ceil: 'ceil',
  Cos: 'cos',
  Erf: 'erf',
  Exp: 'exp',
  Floor: 'floor',
  HardSwish: 'hardSwish',
  Log: 'log',
  Neg: 'negate',
  Not: 'not',
  Reciprocal: 'reciprocal',
  Relu: 'relu',
  Round: 'round',
  Sigmoid: 'logistic',
  Sign: 'sign',
  Sin: 'sin',
  Softplus: 'softplus',
  Sqrt: 'sqrt',
  Tanh: 'tanh',
} as const satisfies Readonly<Record<string, UnaryType>>;

const compares = {
  And: 'and',
  Equal: 'equal',
  Greater: 'greater',
  GreaterOrEqual: 'greaterOrEqual',
  Less: 'less',
  LessOrEqual: 'lessOrEqual',
  Or: 'or',
  Xor: 'xor',
} as const satisfies Readonly<Record<string, Compare['type']>>;

/** Those of any number of inputs, taken two by two. */
const chains = { Max: 'maximum', Min: 'minimum', Sum: 'add' } as const satisfies Readonly<
  Record<string, Binary['type']>
>;

const binaries = { Add: 'add', Mul: 'mul', Pow: 'pow', Sub: 'sub' } as const satisfies Readonly<
  Record<string, Binary['type']>
>;

/**
 * Functions of every element by itself.
 *
 * @internal
 */
export const elementwise = {
  ...mapped(
    unaries,
    (type): Handler =>
      node =>
        node.emit({ type }, [node.input(0)]),
  ),
  ...mapped(
    compares,
    (type): Handler =>
      node =>
        node.emit({ type }, [node.input(0), node.input(1)], { type: BOOL }),
  ),
  ...mapped(
    binaries,
    (type): Handler =>
      node =>
        binary(node, type, node.input(0), node.input(1)),
  ),
  ...mapped(
    chains,
    (type): Handler =>
      node =>
        chain(node, type),
  ),
  Mean: node => binary(node, 'div', chain(node, 'add'), scalar(node.inputCount)),
  Div(node) {
    const y = binary(node, 'div', node.input(0), node.input(1));
    // integers are divided towards 0
    return y.type.float ? y : node.emit({ type: 'cast', to: 'int64' }, [y]);
  },
  Softsign(node) {
    const x = node.input(0);
    const size = node.emit({ type: 'abs' }, [x]);
    return binary(node, 'div', x, binary(node, 'add', size, scalar(1)));
  },
  LeakyRelu: node => node.emit({ type: 'leakyRelu', alpha: node.float('alpha', Math.fround(0.01)) }, [node.input(0)]),
  Elu: node => node.emit({ type: 'elu', alpha: node.float('alpha', 1) }, [node.input(0)]),
  HardSigmoid: node =>
    node.emit({ type: 'hardSigmoid', alpha: node.float('alpha', Math.fround(0.2)), beta: node.float('beta', 0.5) }, [
      node.input(0),
    ]),
  Gelu(node) {
    const approximation = node.text('approximate', 'none');
    if (approximation !== 'none' && approximation !== 'tanh') {
      throw onnxError(node.where, 'approximate must be none or tanh', approximation);
    }
    return node.emit({ type: 'gelu', approximation }, [node.input(0)]);
  },
  PRelu(node) {
    const slope = node.constant(1, 'a slope');
    return node.emit({ type: 'prelu', slope: { shape: slope.shape, data: decoded(slope) } }, [node.input(0)]);
  },
  Clip(node) {
    const limit = (index: number, name: string, none: number): number => {
      if (node.opset < 11) return node.float(name, none);
      return node.has(index) ? (node.numbers(index, 'a limit')[0] ?? none) : none;
    };
    const low = Math.max(limit(1, 'min', -LARGEST), -LARGEST);
    const high = Math.min(limit(2, 'max', LARGEST), LARGEST);
    const x = node.input(0);
    if (x.kind === 'activation' && x.params) {
      // limits of codes, as the numbers that the codes stand for
      const { qmin, qmax, scale, zeroPoint } = x.params;
      const realOf = (q: number): number => scale[0] * (Math.min(Math.max(q, qmin), qmax) - zeroPoint[0]);
      return node.emit({ type: 'clip', low: realOf(low), high: realOf(high) }, [x], { type: x.type, params: x.params });
    }
    if (low === 0 && high === LARGEST) return node.emit({ type: 'relu' }, [x]);
    return node.emit({ type: 'clip', low, high }, [x]);
  },
  Where: node =>
    node.emit({ type: 'where' }, [node.input(0), node.input(1), node.input(2)], { type: node.input(1).type }),
  Cast: node => cast(node, node.input(0), node.integer('to')),
  CastLike: node => castTo(node, node.input(0), node.input(1).type.name),
  Identity: node => node.input(0),
  Dropout(node) {
    node.integer('seed', 0);
    node.float('ratio', 0.5);
    supported(!node.hasOutput(1), 'the output mask');
    supported(!node.optional(2) || node.numbers(2, 'training_mode')[0] === 0, 'training_mode');
    return node.input(0);
  },
} satisfies Handlers;

/** Arithmetic on two tensors. */
export function binary(node: NodeReader, type: Binary['type'], a: Value, b: Value): Value {
  return node.emit({ type, activation: 'none' }, [a, b]);
}

function chain(node: NodeReader, type: Binary['type']): Value {
  let sum = node.input(0);
  for (let k = 1; k < node.inputCount; k++) sum = binary(node, type, sum, node.input(k));
  return sum;
}

function cast(node: NodeReader, x: Value, to: number): Value {
  node.flag('saturate', true);
  node.text('round_mode', 'up');
  const type = elementType(to);
  if (!type) throw new Unsupported(`to element type ${to}`);
  return castTo(node, x, type.name);
}

const castTypes = ['float16', 'int32', 'int64', 'int16', 'int8', 'uint8', 'bool'] as const;

/** Integers as reals and reals as integers; codes of a whole step are the integers that they stand for. */
function castTo(node: NodeReader, x: Value, to: string): Value {
  if (x.kind === 'activation' && x.params) {
    const { scale, zeroPoint } = x.params;
    supported(scale[0] === 1 && zeroPoint[0] === 0, 'codes that have a scale');
    return castTo(node, node.emit({ type: 'dequantize' }, [x], { type: INT64 }), to);
  }
  if (to === 'float' || to === 'double') return asFloat(x);
  const known = castTypes.find(name => name === to);
  if (!known) throw new Unsupported(`to ${to}`);
  const type = known === 'float16' ? FLOAT : known === 'bool' ? BOOL : INT64;
  return node.emit({ type: 'cast', to: known, ...(!x.type.float && { from: 'integers' }) }, [x], { type });
}

/** Numbers as float32, which they are held as anyway. */
function asFloat(x: Value): Value {
  if (x.kind === 'activation') return { ...x, type: FLOAT };
  return retyped(x, FLOAT);
}
