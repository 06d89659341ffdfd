import type { Binary, Cast, Compare, PRelu, Unary, UnaryType } from '../../../graph/network.js';
import { held, laidOut, operandsOf } from '../writing/layouts.js';
import { type Attributes, elementTypes } from '../writing/model.js';
import type { Value } from '../writing/values.js';
import { mapped } from '../../mapped.js';
import { activated, type Made, type Operators, type Scope } from './operator.js';

/** The largest float32, which stands for no limit. */
const LARGEST = (2 - 2 ** -23) * 2 ** 127;

/** Functions that ONNX has under one name. */
const unaries: Readonly<Record<Exclude<UnaryType, 'not' | 'rsqrt' | 'square'>, string>> = {
  abs: 'Abs',
  ceil: 'Ceil',
  cos: 'Cos',
  erf: 'Erf',
  exp: 'Exp',
  floor: 'Floor',
  hardSwish: 'HardSwish',
  log: 'Log',
  logistic: 'Sigmoid',
  negate: 'Neg',
  reciprocal: 'Reciprocal',
  relu: 'Relu',
  round: 'Round',
  sign: 'Sign',
  sin: 'Sin',
  softplus: 'Softplus',
  sqrt: 'Sqrt',
  tanh: 'Tanh',
};

const binaries: Readonly<Record<Exclude<Binary['type'], 'squaredDifference'>, string>> = {
  add: 'Add',
  sub: 'Sub',
  mul: 'Mul',
  div: 'Div',
  minimum: 'Min',
  maximum: 'Max',
  pow: 'Pow',
};

const comparisons: Readonly<Record<Exclude<Compare['type'], 'and' | 'or' | 'xor'>, string>> = {
  equal: 'Equal',
  notEqual: 'Equal',
  less: 'Less',
  lessOrEqual: 'LessOrEqual',
  greater: 'Greater',
  greaterOrEqual: 'GreaterOrEqual',
};

const logic = { and: 'And', or: 'Or', xor: 'Xor' } as const;

/** Functions of every element by itself, and of elements of broadcast tensors. */
export const elementwiseOperators = {
  ...mapped(unaries, op => (_layer: Unary, scope: Scope) => pointwise(scope, x => scope.graph.node(op, [x]))),
  ...mapped(binaries, op => (layer: Binary, scope: Scope) => {
    const { layout, values } = operandsOf(scope.values, scope.inputs, scope.shape);
    const y = scope.graph.node(op, reals(scope, values));
    return scope.computed(activated(scope, y, layer), layout);
  }),
  ...mapped(comparisons, op => (layer: Compare, scope: Scope) => {
    const { layout, values } = operandsOf(scope.values, scope.inputs, scope.shape);
    const y = scope.graph.node(op, reals(scope, values));
    return truth(scope, layer.type === 'notEqual' ? scope.graph.node('Not', [y]) : y, layout);
  }),
  ...mapped(logic, op => (_layer: Compare, scope: Scope) => {
    const { layout, values } = operandsOf(scope.values, scope.inputs, scope.shape);
    return truth(
      scope,
      scope.graph.node(
        op,
        values.map(value => scope.values.truth(value)),
      ),
      layout,
    );
  }),
  not(_layer, scope) {
    const layout = scope.inputs[0].native;
    const made = scope.graph.node('Not', [scope.values.truth(scope.input(0, layout))]);
    return scope.computed(scope.graph.node('Cast', [made], { to: { integer: elementTypes.float } }), layout);
  },
  rsqrt: (_layer, scope) => pointwise(scope, x => scope.graph.node('Reciprocal', [scope.graph.node('Sqrt', [x])])),
  squaredDifference(layer: Binary, scope) {
    const { layout, values } = operandsOf(scope.values, scope.inputs, scope.shape);
    const difference = scope.graph.node('Sub', reals(scope, values));
    const y = scope.graph.node('Mul', [difference, difference]);
    return scope.computed(activated(scope, y, layer), layout);
  },
  square: (_layer, scope) => pointwise(scope, x => scope.graph.node('Mul', [x, x])),
  clip({ low, high }, scope) {
    const { graph } = scope;
    const limits = [low <= -LARGEST ? '' : graph.scalar('low', low), high >= LARGEST ? '' : graph.scalar('high', high)];
    return pointwise(scope, x => graph.node('Clip', [x, ...limits]));
  },
  leakyRelu: ({ alpha }, scope) => pointwise(scope, x => scope.graph.node('LeakyRelu', [x], floats({ alpha }))),
  elu: ({ alpha }, scope) => pointwise(scope, x => scope.graph.node('Elu', [x], floats({ alpha }))),
  hardSigmoid: ({ alpha, beta }, scope) =>
    pointwise(scope, x => scope.graph.node('HardSigmoid', [x], floats({ alpha, beta }))),
  gelu: ({ approximation }, scope) =>
    pointwise(scope, x => scope.graph.node('Gelu', [x], { approximate: { text: approximation } })),
  prelu: writePRelu,
  where(_layer, scope) {
    const { layout, values } = operandsOf(scope.values, scope.inputs, scope.shape);
    const [condition, ...choices] = values;
    return scope.computed(scope.graph.node('Where', [scope.values.truth(condition), ...reals(scope, choices)]), layout);
  },
  cast: writeCast,
} satisfies Operators;

function reals(scope: Scope, values: readonly Value[]): string[] {
  return values.map(value => scope.values.real(value));
}

/** A function of each element, in the layout that the input has. */
function pointwise(scope: Scope, write: (x: string) => string): Made {
  const layout = scope.inputs[0].native;
  return scope.computed(write(scope.real(0, layout)), layout);
}

function floats(list: Readonly<Record<string, number>>): Attributes {
  return Object.fromEntries(Object.entries(list).map(([name, x]) => [name, { float: x }]));
}

/** Truth values; their layers have no codes. */
function truth(scope: Scope, made: string, layout: Made['layout']): Made {
  return { value: scope.values.ofTruth(made, laidOut(scope.shape, layout)), layout };
}

function writePRelu({ slope }: PRelu, scope: Scope): Made {
  const { graph } = scope;
  const constant = held(slope.shape, 'plain', { shape: slope.shape, constant: slope });
  const { layout, values } = operandsOf(scope.values, [scope.inputs[0], constant], scope.shape);
  return scope.computed(graph.node('PRelu', reals(scope, values)), layout);
}

/** The least and the largest float32 that an integer type holds. */
const limits: Readonly<Record<Exclude<Cast['to'], 'float32' | 'float16' | 'bool'>, readonly [number, number]>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32768, 32767],
  int32: [-(2 ** 31), 2 ** 31 - 2 ** 7],
  int64: [-(2 ** 63), 2 ** 63 - 2 ** 39],
};

/** To the type and back, after a limit to what it holds: beyond that ONNX leaves the result open. */
function writeCast({ to, from }: Cast, scope: Scope): Made {
  const { graph } = scope;
  const back = (x: string) => graph.node('Cast', [x], { to: { integer: elementTypes.float } });
  if (to === 'bool') {
    const layout = scope.inputs[0].native;
    return scope.computed(back(scope.values.truth(scope.input(0, layout))), layout);
  }
  return pointwise(scope, x => {
    if (to === 'float32') return graph.node('Identity', [x]);
    const there = (x: string) => back(graph.node('Cast', [x], { to: { integer: elementTypes[to] } }));
    if (to === 'float16') return there(x);
    // integers wrap
    if (from) return there(graph.node('Cast', [x], { to: { integer: elementTypes.int64 } }));
    const [low, high] = limits[to].map((limit, k) => graph.scalar(k === 0 ? 'low' : 'high', limit));
    return there(graph.node('Clip', [x, low, high]));
  });
}
