import type { FloatNetwork, Layer, Tensor, UnaryType } from '../../../lib/network.js';
import { random } from '../../../lib/random.js';

type Fields<L> = L extends Layer
  ? Omit<L, 'name' | 'inputs' | 'params'> & { readonly inputs?: readonly string[] }
  : never;
type ReduceType = Exclude<Extract<Layer, { keepAxes: boolean }>['type'], 'runningSum'>;
type Type<T extends Layer['type']> = Extract<Layer, { type: T }>;

/** Seed of all constants and inputs. */
export const SEED = 20;
const { normal } = random(SEED);

/** A constant tensor of normal numbers. */
function f(...shape: readonly number[]): Tensor {
  return { shape, data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, normal) };
}

/** Layers named by their index; each reads all network inputs unless it says otherwise. The last one is the output. */
function chain(inputs: Readonly<Record<string, readonly number[]>>, ...layers: readonly Fields<Layer>[]): FloatNetwork {
  return {
    name: 'case',
    arithmetic: 'float32',
    inputs: Object.entries(inputs).map(([name, shape]) => ({ name, shape })),
    layers: layers.map((layer, k) => {
      const from = layer.inputs ?? (layer.type === 'constant' ? [] : inputsOf(layer, inputs));
      return { ...layer, name: `${k}`, inputs: from }; // spreading a union loses that it is one
    }),
    outputs: [`${layers.length - 1}`],
  };
}

function inputsOf({ type }: Fields<Layer>, inputs: Readonly<Record<string, readonly number[]>>): string[] {
  return type === 'matMul' || Object.keys(inputs).length === 1 ? Object.keys(inputs) : ['x'];
}

function one(shape: readonly number[], layer: Fields<Layer>): FloatNetwork {
  return chain({ x: shape }, layer);
}

/** (..., time, 3) -> (..., time', 4) by default. */
function conv1d(fields: Partial<Fields<Type<'conv1d'>>>): Fields<Layer> {
  const common = { stride: 1, padding: 'valid', dilation: 1, groups: 1, activation: 'none', inputs: ['x'] } as const;
  return { type: 'conv1d', weights: f(4, 3, 3), bias: f(4), ...common, ...fields };
}

/** (..., height, width, 3) -> (..., height', width', 4) by default. */
function conv2d(fields: Partial<Fields<Type<'conv2d'>>>): Fields<Layer> {
  const common = { stride: [1, 1], dilation: [1, 1], groups: 1, padding: 'valid', activation: 'none' } as const;
  return { type: 'conv2d', weights: f(4, 3, 2, 3), bias: f(4), ...common, ...fields };
}

function pool2d<T extends 'averagePool2d' | 'maxPool2d'>(type: T, fields: Partial<Fields<Type<'averagePool2d'>>>) {
  return { type, size: [3, 2], stride: [2, 1], padding: 'same', activation: 'none', ...fields } as Fields<Layer>;
}

function batchNormalization(channels: number): Fields<Layer> {
  const variance = { shape: [channels], data: f(channels).data.map(x => Math.abs(x)) };
  const [scale, bias, mean] = [f(channels), f(channels), f(channels)];
  return { type: 'batchNormalization', scale, bias, mean, variance, epsilon: 1e-2 };
}

function unary(...types: readonly UnaryType[]): Record<string, FloatNetwork> {
  return Object.fromEntries(types.map(type => [type, one([2, 5], { type })]));
}

function reduced(type: ReduceType, axes: readonly number[], keepAxes: boolean): FloatNetwork {
  return chain({ x: [2, 9, 3] }, conv1d({}), { type, axes, keepAxes, inputs: ['0'] });
}

/** The same behind a state that is given. */
function begun(network: FloatNetwork, ...states: readonly string[]): FloatNetwork {
  const [layer] = network.layers;
  const [{ shape }] = network.inputs;
  const given = states.map(name => ({ name, shape: [...shape.slice(0, -2), 4] }));
  return { ...network, inputs: [...network.inputs, ...given], layers: [{ ...layer, inputs: ['x', ...states] }] };
}

/** 3 features in, 4 units; `other` runs an LSTM or an RNN backwards, a GRU with the reset before. */
function recurrent(type: 'lstm' | 'gru' | 'rnn', shape: readonly number[], other = false): FloatNetwork {
  const three = (...axes: number[]) => [f(...axes), f(...axes), f(...axes)] as const;
  const four = (...axes: number[]) => [...three(...axes), f(...axes)] as const;
  const common = { reverse: other && type !== 'gru', carry: false } as const;
  if (type === 'lstm') {
    const gates = { weights: four(4, 3), recurrent: four(4, 4), bias: four(4) };
    return one(shape, { type, ...gates, ...common, cellClip: 0, output: 'hidden' });
  }
  if (type === 'gru') {
    const gates = { weights: three(4, 3), recurrent: three(4, 4), bias: three(4), recurrentBias: three(4) };
    return one(shape, { type, ...gates, ...common, resetAfter: !other });
  }
  return one(shape, {
    type,
    weights: f(4, 3),
    recurrent: f(4, 4),
    bias: f(4),
    ...common,
    function: other ? 'logistic' : 'tanh',
  });
}

/** Float networks that between them have every layer and every way of writing it, by what they try. */
export const layerCases: Readonly<Record<string, FloatNetwork>> = {
  'dense on one row': one([6], { type: 'dense', weights: f(4, 6), bias: f(4), activation: 'relu' }),
  'dense on many rows': one([2, 3, 6], { type: 'dense', weights: f(4, 6), bias: f(4), activation: 'relu1' }),
  'conv1d without a batch': one([9, 3], conv1d({ padding: 'same', stride: 2 })),
  'conv1d in groups, dilated, on two leading axes': one(
    [2, 2, 12, 4],
    conv1d({ weights: f(6, 3, 2), groups: 2, dilation: 2, padding: [3, 1], bias: f(6) }),
  ),
  'conv1d that cuts samples off': one([1, 12, 3], conv1d({ padding: [-2, -1] })),
  'conv2d depthwise': one([1, 7, 8, 3], conv2d({ weights: f(3, 3, 2, 1), bias: f(3), groups: 3, padding: 'same' })),
  'conv2d with uneven margins and strides': one(
    [2, 7, 8, 3],
    conv2d({
      stride: [2, 1],
      dilation: [1, 2],
      padding: [
        [0, 2],
        [-1, 3],
      ],
      activation: 'relu6',
    }),
  ),
  'convTranspose2d in groups': one([1, 4, 5, 4], {
    type: 'convTranspose2d',
    weights: f(6, 3, 2, 2),
    bias: f(6),
    stride: [2, 3],
    dilation: [2, 1],
    crop: [
      [1, 0],
      [0, -2],
    ],
    groups: 2,
    activation: 'relu',
  }),
  'matMul, both transposed and broadcast': chain(
    { x: [2, 1, 4, 3], y: [5, 2, 4] },
    { type: 'matMul', transposeA: true, transposeB: true },
  ),
  'matMul with a constant': chain(
    { x: [2, 3, 4] },
    { type: 'constant', value: f(5, 4) },
    { type: 'matMul', transposeA: false, transposeB: true, inputs: ['x', '0'] },
  ),
  'averagePool1d same': one([1, 9, 2], { type: 'averagePool1d', size: 4, stride: 2, padding: 'same' }),
  'averagePool1d with margins that no window reaches': one([9, 2], {
    type: 'averagePool1d',
    size: 2,
    stride: 3,
    padding: [1, 2],
  }),
  'maxPool1d cut': one([1, 9, 2], { type: 'maxPool1d', size: 3, stride: 1, padding: [1, -3] }),
  'averagePool2d that counts padding': one([1, 6, 7, 2], pool2d('averagePool2d', { countPadding: true })),
  'averagePool2d that does not': one(
    [1, 6, 7, 2],
    pool2d('averagePool2d', { countPadding: false, activation: 'relu' }),
  ),
  maxPool2d: one([2, 6, 7, 2], pool2d('maxPool2d', {})),
  ...unary('abs', 'ceil', 'cos', 'erf', 'exp', 'floor', 'hardSwish', 'logistic', 'negate', 'reciprocal', 'relu'),
  ...unary('round', 'sign', 'sin', 'softplus', 'square', 'tanh'),
  ...Object.fromEntries(
    (['log', 'sqrt', 'rsqrt'] as const).map(type => [
      type,
      chain({ x: [2, 5] }, { type: 'abs' }, { type, inputs: ['0'] }),
    ]),
  ),
  not: chain({ x: [2, 5] }, { type: 'relu' }, { type: 'not', inputs: ['0'] }),
  clip: one([2, 5], { type: 'clip', low: -0.5, high: 0.25 }),
  'clip with one limit': one([2, 5], { type: 'clip', low: -0.5, high: (2 - 2 ** -23) * 2 ** 127 }),
  leakyRelu: one([2, 5], { type: 'leakyRelu', alpha: 0.125 }),
  elu: one([2, 5], { type: 'elu', alpha: 0.75 }),
  hardSigmoid: one([2, 5], { type: 'hardSigmoid', alpha: 0.25, beta: 0.5 }),
  gelu: one([2, 5], { type: 'gelu', approximation: 'none' }),
  'gelu by tanh': one([2, 5], { type: 'gelu', approximation: 'tanh' }),
  'prelu behind a convolution': chain(
    { x: [1, 9, 3] },
    conv1d({}),
    { type: 'prelu', slope: f(4), inputs: ['0'] },
    { type: 'prelu', slope: f(7, 1), inputs: ['1'] },
  ),
  softmax: one([2, 3, 5], { type: 'softmax', beta: 2 }),
  'softmax over the channels of a convolution': chain({ x: [1, 9, 3] }, conv1d({}), {
    type: 'softmax',
    beta: 1,
    inputs: ['0'],
  }),
  ...Object.fromEntries(
    (['add', 'sub', 'mul', 'div', 'minimum', 'maximum', 'squaredDifference'] as const).map(type => [
      `${type}, broadcast`,
      chain({ x: [2, 1, 5], y: [3, 1] }, { type, activation: 'none', inputs: ['x', 'y'] }),
    ]),
  ),
  pow: chain({ x: [2, 5], y: [5] }, { type: 'abs' }, { type: 'pow', activation: 'relu', inputs: ['0', 'y'] }),
  'a sum of two convolutions, and of one number a channel, of a position, of a batch': chain(
    { x: [2, 9, 3], c: [4], t: [7, 1], n: [2, 1, 1] },
    conv1d({}),
    conv1d({ weights: f(4, 3, 3) }),
    { type: 'add', activation: 'relu', inputs: ['0', '1'] },
    { type: 'mul', activation: 'none', inputs: ['2', 'c'] },
    { type: 'add', activation: 'none', inputs: ['3', 't'] },
    { type: 'sub', activation: 'none', inputs: ['n', '4'] },
  ),
  ...Object.fromEntries(
    (['equal', 'notEqual', 'less', 'lessOrEqual', 'greater', 'greaterOrEqual'] as const).map(type => [
      type,
      chain({ x: [2, 5], y: [5] }, { type: 'round' }, { type: 'round', inputs: ['y'] }, { type, inputs: ['0', '1'] }),
    ]),
  ),
  'and, or, xor and where': chain(
    { x: [2, 5], y: [5] },
    { type: 'greater', inputs: ['x', 'y'] },
    { type: 'relu', inputs: ['x'] },
    { type: 'and', inputs: ['0', '1'] },
    { type: 'or', inputs: ['2', 'y'] },
    { type: 'xor', inputs: ['3', '0'] },
    { type: 'where', inputs: ['4', 'x', 'y'] },
  ),
  ...Object.fromEntries(
    (['reduceMean', 'reduceSum', 'reduceMax', 'reduceMin', 'reduceProd'] as const).flatMap(type => [
      [type, one([2, 3, 4], { type, axes: [0, 2], keepAxes: false })],
      [`${type} over the time of a convolution`, reduced(type, [1], false)],
      [`${type} over its channels`, reduced(type, [2], true)],
    ]),
  ),
  'reduceMean over no axes': one([2, 3], { type: 'reduceMean', axes: [], keepAxes: false }),
  'reduceMean beside a newer operator': chain(
    { x: [2, 3] },
    { type: 'gelu', approximation: 'none' },
    { type: 'reduceMean', axes: [1], keepAxes: true, inputs: ['0'] },
  ),
  argMax: one([2, 5], { type: 'argMax', axis: 1 }),
  argMin: one([2, 5], { type: 'argMin', axis: 0 }),
  cumSum: one([2, 5, 3], { type: 'cumSum', axis: 1, exclusive: false, reverse: false }),
  'cumSum, exclusive and reverse': one([2, 5, 3], { type: 'cumSum', axis: 2, exclusive: true, reverse: true }),
  'batchNormalization on rows': one([5], batchNormalization(5)),
  'batchNormalization behind a convolution': chain({ x: [1, 9, 3] }, conv1d({}), {
    ...batchNormalization(4),
    inputs: ['0'],
  }),
  layerNormalization: one([2, 3, 4], {
    type: 'layerNormalization',
    scale: f(3, 4),
    bias: f(3, 4),
    axis: 1,
    epsilon: 1e-3,
  }),
  instanceNormalization: one([2, 3, 4, 5], {
    type: 'instanceNormalization',
    scale: f(5),
    bias: f(5),
    epsilon: 1e-3,
  }),
  'flatten behind a convolution': chain({ x: [9, 3] }, conv1d({}), { type: 'flatten', inputs: ['0'] }),
  reshape: one([2, 6], { type: 'reshape', shape: [3, 1, 4] }),
  'transposes around a convolution': chain(
    { x: [1, 3, 9] },
    { type: 'transpose', permutation: [0, 2, 1] },
    conv1d({ inputs: ['0'] }),
    { type: 'transpose', permutation: [0, 2, 1], inputs: ['1'] },
  ),
  expand: one([2, 1], { type: 'expand', shape: [3, 2, 4] }),
  'concat of channels and of rows': chain(
    { x: [1, 9, 3] },
    conv1d({}),
    conv1d({ weights: f(2, 3, 3), bias: f(2) }),
    { type: 'concat', axis: 2, inputs: ['0', '1'] },
    { type: 'concat', axis: 0, inputs: ['2', '2'] },
  ),
  'slice backwards and in steps': one([5, 6], { type: 'slice', begin: [4, 1], size: [5, 2], step: [-1, 3] }),
  'slice of the channels of a convolution': chain({ x: [1, 9, 3] }, conv1d({}), {
    type: 'slice',
    begin: [0, 1, 2],
    size: [1, 3, 2],
    step: [1, 2, 1],
    inputs: ['0'],
  }),
  'gather by constant indices': chain(
    { x: [2, 4, 3] },
    { type: 'constant', value: { shape: [2, 2], data: Float32Array.of(3, -1, 0, 2) } },
    { type: 'gather', axis: 1, inputs: ['x', '0'] },
  ),
  'gather by computed indices': chain(
    { x: [4, 3] },
    { type: 'argMax', axis: 0 },
    { type: 'gather', axis: 0, inputs: ['x', '0'] },
  ),
  'pad with a value, and cut': one([3, 4], {
    type: 'pad',
    margins: [
      [1, 2],
      [-1, 3],
    ],
    mode: 'constant',
    value: 0.5,
  }),
  ...Object.fromEntries(
    (['edge', 'reflect', 'symmetric'] as const).map(mode => [
      `pad ${mode}, behind a convolution`,
      chain({ x: [1, 9, 3] }, conv1d({}), {
        type: 'pad',
        margins: [
          [0, 0],
          [2, -1],
          [1, 3],
        ],
        mode,
        value: 0,
        inputs: ['0'],
      }),
    ]),
  ),
  ...Object.fromEntries(
    (
      [
        ['asymmetric', 'floor'],
        ['halfPixel', 'halfDown'],
        ['halfPixelFloor', 'floor'],
        ['alignCorners', 'halfUp'],
      ] as const
    ).map(([coordinates, rounding]) => [
      `resizeNearest ${coordinates}`,
      one([2, 4, 6, 3], { type: 'resizeNearest', size: [8, 3], coordinates, rounding }),
    ]),
  ),
  ...Object.fromEntries(
    (['asymmetric', 'halfPixel', 'alignCorners'] as const).map(coordinates => [
      `resizeLinear ${coordinates}`,
      one([2, 4, 6, 3], { type: 'resizeLinear', size: [7, 3], coordinates }),
    ]),
  ),
  ...Object.fromEntries(
    (['float32', 'float16', 'int32', 'int64', 'int16', 'int8', 'uint8', 'bool'] as const).map(to => [
      `cast to ${to}`,
      chain(
        { x: [2, 40] },
        { type: 'constant', value: { shape: [], data: Float32Array.of(100) } },
        { type: 'mul', activation: 'none', inputs: ['x', '0'] },
        { type: 'cast', to, inputs: ['1'] },
      ),
    ]),
  ),
  'cast of integers to int8': chain(
    { x: [2, 40] },
    { type: 'constant', value: { shape: [], data: Float32Array.of(300) } },
    { type: 'mul', activation: 'none', inputs: ['x', '0'] },
    { type: 'round', inputs: ['1'] },
    { type: 'cast', to: 'int8', from: 'integers', inputs: ['2'] },
  ),
  'lstm of two batches': recurrent('lstm', [2, 5, 3]),
  'lstm backwards, without a batch': recurrent('lstm', [5, 3], true),
  'lstm of two batches that is given its states': begun(recurrent('lstm', [2, 5, 3]), 'h', 'c'),
  'gru backwards that is given its state': begun(recurrent('gru', [2, 5, 3]), 'h'),
  'rnn without a batch that is given its state': begun(recurrent('rnn', [5, 3]), 'h'),
  'gru, reset behind': recurrent('gru', [2, 5, 3]),
  'gru, reset before': recurrent('gru', [2, 5, 3], true),
  'rnn tanh': recurrent('rnn', [2, 5, 3]),
  'rnn backwards': recurrent('rnn', [2, 5, 3], true),
  'variables that hand on sums': {
    ...chain({ x: [4] }, { type: 'add', activation: 'none', inputs: ['x', 'sum'] }),
    variables: [{ name: 'sum', shape: [4], next: '0' }],
  },
};
