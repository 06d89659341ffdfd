import {
  type AnyNetwork,
  arithmeticOf,
  type Layer,
  type NetworkInput,
  type Tensor,
  type UnaryType,
  type Variable,
} from '../../../lib/network.js';
import { type AffineParams, newCodes } from '../../../lib/qparams.js';
import { random } from '../../../lib/random.js';

/** Seed of all constants. */
export const SEED = 31;
const { uniform } = random(SEED);

const integerIn = (low: number, high: number) => low + Math.floor(uniform() * (high - low + 1));

const affine = (bits: number, qmin: number, scale: number, zeroPoint: number): AffineParams => ({
  kind: 'affine',
  bits,
  qmin,
  qmax: qmin + 2 ** bits - 1,
  scale: [Math.fround(scale)],
  zeroPoint: [zeroPoint],
});
const s8 = (scale: number, zeroPoint = 0) => affine(8, -128, scale, zeroPoint);
const u8 = (scale: number, zeroPoint = 128) => affine(8, 0, scale, zeroPoint);
const s16 = (scale: number) => affine(16, -32768, scale, 0);

/** Random codes of a shape; weights by default, one scale an output channel. */
function weights(shape: readonly number[], params?: AffineParams): Tensor {
  const own = params ?? {
    ...s8(1),
    qmin: -127,
    scale: Array.from({ length: shape[0] }, () => Math.fround(0.001 + 0.004 * uniform())),
    zeroPoint: shape.slice(0, 1).flatMap(n => new Array<number>(n).fill(0)),
  };
  const data = newCodes(
    own,
    shape.reduce((a, b) => a * b, 1),
  ).map(() => integerIn(own.qmin, own.qmax));
  return { shape, data, params: own };
}

function bias(count: number, wide = false): Tensor {
  const data = Array.from({ length: count }, () => integerIn(-5000, 5000));
  return { shape: [count], data: wide ? Float64Array.from(data) : Int32Array.from(data) };
}

type Fields<L> = L extends Layer
  ? Omit<L, 'name' | 'inputs' | 'params'> & { readonly inputs?: readonly string[]; readonly params: AffineParams }
  : never;

/** A network of codes; layers are named by their index and read `x` unless they say otherwise. */
function network(
  inputs: Readonly<Record<string, readonly [shape: readonly number[], params: AffineParams]>>,
  layers: readonly Fields<Layer>[],
  {
    outputs = [`${layers.length - 1}`],
    variables,
  }: { outputs?: readonly string[]; variables?: readonly Variable[] } = {},
): AnyNetwork {
  const parts = {
    name: 'case',
    inputs: Object.entries(inputs).map(([name, [shape, params]]): NetworkInput => ({ name, shape, params })),
    layers: layers.map((layer, k) => ({ ...layer, name: `${k}`, inputs: layer.inputs ?? ['x'] })),
    outputs,
    ...(variables && { variables }),
  };
  return { ...parts, arithmetic: arithmeticOf(parts) } as AnyNetwork;
}

const one = (shape: readonly number[], from: AffineParams, layer: Fields<Layer>) =>
  network({ x: [shape, from] }, [layer]);

const plain = { stride: 1, padding: 'valid', dilation: 1, groups: 1, activation: 'none' } as const;
const plain2d = { stride: [1, 1], padding: 'valid', dilation: [1, 1], groups: 1, activation: 'none' } as const;
const X = s8(0.02, -7);
const Y = s8(0.05, 11);

const pools = (['averagePool', 'maxPool'] as const).flatMap((kind): [string, AnyNetwork][] => [
  [`${kind}1d`, one([2, 11, 3], X, { type: `${kind}1d`, size: 3, stride: 2, padding: 'valid', params: X })],
  [
    `${kind}1d, same, uint8`,
    one([10, 3], u8(0.1), { type: `${kind}1d`, size: 4, stride: 3, padding: 'same', params: u8(0.1) }),
  ],
  [
    `${kind}2d, same, relu6`,
    one([1, 7, 6, 3], Y, {
      type: `${kind}2d`,
      size: [3, 2],
      stride: [2, 1],
      padding: 'same',
      activation: 'relu6',
      params: Y,
      countPadding: false,
    }),
  ],
  [
    `${kind}1d, int16`,
    one([9, 2], s16(0.001), { type: `${kind}1d`, size: 3, stride: 3, padding: 'valid', params: s16(0.001) }),
  ],
]);

const unaries = (['abs', 'exp', 'hardSwish', 'log', 'rsqrt', 'sin', 'softplus', 'square'] as UnaryType[]).map(
  (type): [string, AnyNetwork] => [type, one([40], X, { type, params: Y })],
);

const binaries = (['add', 'sub', 'mul'] as const).flatMap((type): [string, AnyNetwork][] => {
  const ab = { type, inputs: ['a', 'b'], activation: 'none' } as const;
  return [
    [type, network({ a: [[4, 5], X], b: [[4, 5], Y] }, [{ ...ab, params: s8(0.06, 3) }])],
    [
      `${type}, broadcast`,
      network({ a: [[2, 3, 4], X], b: [[3, 1], Y] }, [{ ...ab, params: s8(0.05, -20), activation: 'relu' }]),
    ],
    [
      `${type}, uint8, relu1`,
      network({ a: [[7], u8(0.01)], b: [[1], u8(0.02, 100)] }, [{ ...ab, params: u8(0.01, 90), activation: 'relu1' }]),
    ],
    [`${type}, int16`, network({ a: [[6, 5], s16(0.001)], b: [[5], s16(0.0004)] }, [{ ...ab, params: s16(0.0012) }])],
  ];
});

const s32 = (scale: number): AffineParams => affine(32, -(2 ** 31), scale, 0);
const wide = { scale: [1 / 32768], zeroPoint: [0], kind: 'affine', bits: 16, qmin: -32768, qmax: 32767 } as const;

/** Element-wise layers of wide codes, and those that few networks have. */
const elementwise: readonly [string, AnyNetwork][] = [
  [
    'squaredDifference, broadcast',
    network({ a: [[2, 3, 4], X], b: [[3, 1], Y] }, [
      { type: 'squaredDifference', inputs: ['a', 'b'], activation: 'none', params: s8(0.2, -100) },
    ]),
  ],
  ...(['abs', 'exp', 'log', 'rsqrt', 'sqrt'] as UnaryType[]).map((type): [string, AnyNetwork] => [
    `${type}, int16`,
    one([40], s16(0.001), { type, params: s16(0.0003) }),
  ]),
  ...(['logistic', 'tanh'] as const).flatMap((type): [string, AnyNetwork][] => [
    [`${type}, int16`, one([400], s16(0.0003), { type, params: wide })],
    [`${type}, int16 in steps of 2^-12`, one([400], s16(2 ** -12), { type, params: wide })],
    [`${type}, int16 in long steps`, one([400], s16(0.5), { type, params: wide })],
  ]),
  ['sqrt', one([40], X, { type: 'sqrt', params: Y })],
  ['leakyRelu, int16', one([40], s16(0.001), { type: 'leakyRelu', alpha: -0.3, params: s16(0.0004) })],
  ['relu, int16', one([40], s16(0.001), { type: 'relu', params: s16(0.0004) })],
  ['prelu', one([6, 5], X, { type: 'prelu', slope: weights([5], s8(0.01, 3)), params: Y })],
  [
    'prelu, int16, slopes of its own',
    one([2, 6, 5], s16(0.001), { type: 'prelu', slope: weights([2, 1, 5], s8(0.01)), params: s16(0.0012) }),
  ],
  ...[X, u8(0.1, 255)].map((params, k): [string, AnyNetwork] => [
    `div, ${k === 0 ? 'int8' : 'uint8'}, broadcast`,
    network({ a: [[9, 30], params], b: [[30], k === 0 ? Y : u8(0.02)] }, [
      { type: 'div', inputs: ['a', 'b'], activation: 'none', params: k === 0 ? s8(0.05, 3) : u8(0.2, 60) },
    ]),
  ]),
  [
    'where',
    network({ c: [[4, 1], s8(1, 0)], a: [[4, 5], X], b: [[5], X] }, [
      { type: 'where', inputs: ['c', 'a', 'b'], params: X },
    ]),
  ],
  ['softmax, int16', one([3, 17], s16(2 ** -11), { type: 'softmax', beta: 1, params: wide })],
  [
    'quantize, int32 to int16, wrapped',
    one([50], s32(0.25), { type: 'quantize', rounding: 'halfAway', params: s16(2 ** -10) }),
  ],
  [
    'quantize, int32 to int8',
    one([50], s32(2 ** -28), { type: 'quantize', rounding: 'halfAway', params: s8(0.07, 3) }),
  ],
];

const extrema = (['minimum', 'maximum'] as const).map((type): [string, AnyNetwork] => [
  type,
  network({ a: [[4, 5], X], b: [[5], X] }, [{ type, inputs: ['a', 'b'], activation: 'relu6', params: X }]),
]);

const reductions = (['reduceMean', 'reduceSum', 'reduceMax', 'reduceMin'] as const).flatMap(
  (type): [string, AnyNetwork][] => {
    const params = type === 'reduceMax' || type === 'reduceMin' ? X : s8(type === 'reduceSum' ? 0.2 : 0.01, 5);
    return [
      [`${type} over two axes`, one([2, 5, 3, 4], X, { type, axes: [1, 2], keepAxes: true, params })],
      [`${type} over all`, one([6, 7], X, { type, axes: [0, 1], keepAxes: false, params })],
    ];
  },
);

const pads = (['constant', 'edge', 'reflect', 'symmetric'] as const).map((mode): [string, AnyNetwork] => [
  `pad, ${mode}`,
  one([4, 5, 2], X, {
    type: 'pad',
    margins: [
      [2, 1],
      [-1, 3],
      [0, 0],
    ],
    mode,
    value: 0.3,
    params: X,
  }),
]);

const transposed = (): [string, AnyNetwork][] => [
  [
    'convTranspose2d, strides, dilation and crop',
    one([2, 4, 5, 3], X, {
      type: 'convTranspose2d',
      weights: weights([2, 3, 4, 3]),
      bias: bias(2),
      stride: [2, 3],
      dilation: [2, 1],
      crop: [
        [1, 2],
        [2, 0],
      ],
      groups: 1,
      activation: 'relu',
      params: s8(0.01, -100),
    }),
  ],
  [
    'convTranspose2d, groups, gaps, int16',
    one([1, 6, 4], s16(0.0005), {
      type: 'convTranspose2d',
      weights: weights([6, 1, 2, 2]),
      bias: bias(6, true),
      stride: [1, 3],
      dilation: [1, 1],
      crop: [
        [0, 0],
        [0, 1],
      ],
      groups: 2,
      activation: 'none',
      params: s16(0.0004),
    }),
  ],
];

const products = [false, true].flatMap(transposeA =>
  [false, true].map((transposeB): [string, AnyNetwork] => {
    const [a, b] = [transposeA ? [2, 1, 6, 3] : [2, 1, 3, 6], transposeB ? [5, 4, 6] : [5, 6, 4]];
    const [x, y, params] = transposeA && transposeB ? [s16(0.001), s16(0.0003), s16(0.00005)] : [X, u8(0.01, 99), Y];
    return [
      `matMul${transposeA ? ', A transposed' : ''}${transposeB ? ', B transposed' : ''}`,
      network({ a: [a, x], b: [b, y] }, [{ type: 'matMul', inputs: ['a', 'b'], transposeA, transposeB, params }]),
    ];
  }),
);

/** Gates whose sums move between the ends of their functions. */
function lstmOf(wide: boolean, [size, units]: readonly [number, number], cellScale: number) {
  const gates = (make: () => Tensor) => [make(), make(), make(), make()] as const;
  const matrix = (columns: number) => () => weights([units, columns], s8(0.01 + 0.01 * uniform()));
  return {
    type: 'lstm',
    weights: gates(matrix(size)),
    recurrent: gates(matrix(units)),
    bias: gates(() => bias(units, wide)),
    cellClip: 0,
    cellParams: s16(cellScale),
    output: 'hidden',
    reverse: false,
    carry: true,
    params: wide ? s16(1 / 32768) : s8(1 / 128, -3),
  } as const;
}

const svdfOf = (state: AffineParams, units: number, size: number) =>
  ({
    type: 'svdf',
    features: weights([units * 2, size], s8(0.01)),
    time: weights([units * 2, 4], state.bits === 16 ? s16(1 / 32768) : s8(1 / 128)),
    bias: bias(units),
    rank: 2,
    activation: 'none',
    stateParams: state,
    params: s8(0.01, -7),
  }) as const;

const recurrent = (): [string, AnyNetwork][] => [
  ['lstm', one([2, 5, 6], X, lstmOf(false, [6, 4], 2 ** -11))],
  ['lstm, reverse', one([2, 5, 6], X, { ...lstmOf(false, [6, 4], 2 ** -11), reverse: true })],
  ['lstm, not carried', one([2, 5, 3], X, { ...lstmOf(false, [3, 5], 2 ** -14), carry: false, reverse: true })],
  ['lstm, int16, clipped', one([4, 6], s16(2 ** -14), { ...lstmOf(true, [6, 4], 2 ** -12), cellClip: 2 })],
  ['svdf, int16 memory', one([2, 6], X, svdfOf(s16(2 ** -12), 3, 6))],
  ['svdf, int8 memory with a zero point', one([6], X, { ...svdfOf(s8(2 ** -4, 3), 3, 6), activation: 'relu' })],
];

/** One small network for each thing that there is C for. */
export const codeCases: readonly (readonly [title: string, network: AnyNetwork])[] = [
  [
    'dense',
    one([64], X, { type: 'dense', weights: weights([9, 64]), bias: bias(9), activation: 'none', params: s8(0.02, 4) }),
  ],
  [
    'dense, many rows, relu6',
    one([3, 2, 20], X, {
      type: 'dense',
      weights: weights([5, 20]),
      bias: bias(5),
      activation: 'relu6',
      params: s8(0.03, -128),
    }),
  ],
  [
    'dense, uint8 weights with a zero point',
    one([20], u8(0.02, 131), {
      type: 'dense',
      weights: weights([5, 20], u8(0.004, 120)),
      bias: bias(5),
      activation: 'relu',
      params: u8(0.03, 3),
    }),
  ],
  [
    'dense, int4 weights',
    one([20], X, {
      type: 'dense',
      weights: weights([5, 20], affine(4, -8, 0.05, 0)),
      bias: bias(5),
      activation: 'none',
      params: s8(0.04, 3),
    }),
  ],
  [
    'dense, int16',
    one([50], s16(0.0005), {
      type: 'dense',
      weights: weights([7, 50]),
      bias: bias(7, true),
      activation: 'none',
      params: s16(0.0006),
    }),
  ],
  [
    'dense, a multiplier above 1',
    one([3], s8(1, 5), {
      type: 'dense',
      weights: weights([2, 3], affine(2, -2, 0.5, 0)),
      bias: { shape: [2], data: Int32Array.of(3, -4) },
      activation: 'none',
      params: s8(0.4, 5),
    }),
  ],
  [
    'dense, zero point outside of the codes that occur',
    one(
      [12],
      { ...s8(0.1, -128), qmin: 0 },
      { type: 'dense', weights: weights([2, 12]), bias: bias(2), activation: 'none', params: s8(0.02, 5) },
    ),
  ],
  [
    'conv1d',
    one([2, 13, 3], X, {
      type: 'conv1d',
      ...plain,
      stride: 2,
      weights: weights([4, 3, 3]),
      bias: bias(4),
      params: s8(0.01, 7),
    }),
  ],
  [
    'conv1d, same, dilated',
    one([11, 3], X, {
      type: 'conv1d',
      ...plain,
      padding: 'same',
      dilation: 3,
      weights: weights([4, 3, 3]),
      bias: bias(4),
      params: s8(0.01, 7),
    }),
  ],
  [
    'conv1d, groups',
    one([11, 6], X, {
      type: 'conv1d',
      ...plain,
      padding: [3, 1],
      groups: 3,
      weights: weights([6, 4, 2]),
      bias: bias(6),
      activation: 'relu',
      params: s8(0.01, -90),
    }),
  ],
  [
    'conv1d, padding that only the window behind the end sees',
    one([2, 2], X, {
      type: 'conv1d',
      ...plain,
      padding: [5, 5],
      weights: weights([2, 3, 2]),
      bias: bias(2),
      params: s8(0.01, 0),
    }),
  ],
  [
    'conv2d',
    one([1, 6, 7, 3], X, {
      type: 'conv2d',
      ...plain2d,
      stride: [2, 1],
      weights: weights([5, 3, 2, 3]),
      bias: bias(5),
      params: s8(0.02, 7),
    }),
  ],
  [
    'conv2d, same, dilated, uint8',
    one([7, 7, 2], u8(0.02, 100), {
      type: 'conv2d',
      ...plain2d,
      padding: 'same',
      dilation: [2, 2],
      weights: weights([3, 3, 3, 2]),
      bias: bias(3),
      params: u8(0.01),
    }),
  ],
  [
    'conv2d, margins that cut, groups',
    one([8, 6, 4], X, {
      type: 'conv2d',
      ...plain2d,
      padding: [
        [-1, 2],
        [1, -2],
      ],
      groups: 2,
      weights: weights([4, 2, 3, 2]),
      bias: bias(4),
      params: s8(0.01),
    }),
  ],
  [
    'conv2d, depthwise with two channels from each',
    one([6, 5, 3], X, {
      type: 'conv2d',
      ...plain2d,
      padding: 'same',
      stride: [2, 2],
      groups: 3,
      weights: weights([6, 3, 3, 1]),
      bias: bias(6),
      activation: 'relu',
      params: s8(0.008, -128),
    }),
  ],
  [
    'conv2d, int16',
    one([5, 5, 2], s16(0.0005), {
      type: 'conv2d',
      ...plain2d,
      padding: 'same',
      weights: weights([3, 3, 3, 2]),
      bias: bias(3, true),
      params: s16(0.0004),
    }),
  ],
  [
    'conv2d, depthwise, int16',
    one([5, 5, 2], s16(0.0005), {
      type: 'conv2d',
      ...plain2d,
      padding: 'same',
      groups: 2,
      weights: weights([2, 3, 3, 1]),
      bias: bias(2, true),
      params: s16(0.0004),
    }),
  ],
  ...pools,
  ['relu', one([40], X, { type: 'relu', params: Y })],
  ['relu, int16', one([40], s16(0.001), { type: 'relu', params: s16(0.0007) })],
  ['clip, uint8', one([40], u8(0.05), { type: 'clip', low: -1.5, high: 2, params: u8(0.03, 100) })],
  ['leakyRelu', one([40], X, { type: 'leakyRelu', alpha: 0.2, params: Y })],
  ['elu', one([40], X, { type: 'elu', alpha: 1, params: Y })],
  ['gelu', one([40], X, { type: 'gelu', approximation: 'none', params: Y })],
  ['logistic', one([40], Y, { type: 'logistic', params: s8(1 / 256, -128) })],
  ['tanh, uint8', one([40], u8(0.03), { type: 'tanh', params: u8(1 / 128) })],
  ...unaries,
  ['quantize to uint8', one([40], X, { type: 'quantize', rounding: 'halfAway', params: u8(0.02, 121) })],
  ['quantize, ties to even', one([40], X, { type: 'quantize', rounding: 'halfEven', params: s8(0.04, 3) })],
  ['quantize int16 to int8', one([40], s16(0.001), { type: 'quantize', rounding: 'halfAway', params: Y })],
  ['softmax', one([3, 12], s8(0.1, 4), { type: 'softmax', beta: 1, params: s8(1 / 256, -128) })],
  ['softmax, uint8', one([300], u8(0.02), { type: 'softmax', beta: 0.7, params: u8(1 / 256, 0) })],
  ...binaries,
  ...extrema,
  ...reductions,
  ['transpose', one([2, 3, 4, 5], X, { type: 'transpose', permutation: [2, 0, 3, 1], params: X })],
  ['slice', one([6, 7, 3], X, { type: 'slice', begin: [5, 1, 0], size: [3, 3, 2], step: [-2, 2, 1], params: X })],
  ['expand', one([3, 1], X, { type: 'expand', shape: [2, 3, 4], params: X })],
  [
    'resizeNearest',
    one([3, 4, 2], X, {
      type: 'resizeNearest',
      size: [5, 7],
      coordinates: 'halfPixel',
      rounding: 'halfDown',
      params: X,
    }),
  ],
  ...([X, s16(0.01)] as const).map((params, k): [string, AnyNetwork] => [
    `resizeLinear${k === 0 ? '' : ', int16'}`,
    one([2, 3, 4, 2], params, { type: 'resizeLinear', size: [5, 7], coordinates: 'halfPixel', params }),
  ]),
  ...pads,
  [
    'pad, int16',
    one([3, 2], s16(0.01), {
      type: 'pad',
      margins: [
        [1, 2],
        [0, 1],
      ],
      mode: 'constant',
      value: 2,
      params: s16(0.01),
    }),
  ],
  [
    'concat',
    network({ x: [[2, 3, 2], X], y: [[2, 1, 2], X] }, [
      { type: 'concat', axis: 1, inputs: ['x', 'y', 'x'], params: X },
    ]),
  ],
  ['flatten', one([2, 3], X, { type: 'flatten', params: X })],
  [
    'gather of constant indices, and a constant',
    network(
      { x: [[4, 5, 2], X] },
      [
        {
          type: 'constant',
          inputs: [],
          value: { shape: [2, 2], data: Float32Array.of(4, 0, -1, 2) },
        } as unknown as Fields<Layer>,
        { type: 'gather', axis: 1, inputs: ['x', '0'], params: X },
        { type: 'constant', inputs: [], value: weights([2], Y), params: Y },
        { type: 'add', inputs: ['1', '2'], activation: 'none', params: Y },
      ],
      { outputs: ['3', '2'] },
    ),
  ],
  [
    'views, an output that is read, several outputs, a layer that nobody reads',
    network(
      { x: [[4, 6], X], unused: [[3], X] },
      [
        { type: 'reshape', shape: [24], params: X },
        { type: 'relu', inputs: ['0'], params: X },
        { type: 'reshape', shape: [2, 12], inputs: ['1'], params: X },
        { type: 'leakyRelu', inputs: ['2'], alpha: 0.5, params: X },
        { type: 'add', inputs: ['2', '3'], activation: 'none', params: Y },
        { type: 'reshape', inputs: ['3'], shape: [24, 1], params: X },
        { type: 'transpose', inputs: ['5'], permutation: [1, 0], params: X },
      ],
      { outputs: ['3', '4', '5'] },
    ),
  ],
  [
    'variables that change places, and one with a first value',
    network(
      { x: [[2, 3], X] },
      [
        { type: 'reshape', inputs: ['left'], shape: [6], params: X },
        { type: 'reshape', inputs: ['right'], shape: [2, 3], params: X },
        { type: 'add', inputs: ['1', 'x'], activation: 'none', params: X },
        { type: 'sub', inputs: ['2', 'last'], activation: 'none', params: X },
        { type: 'maximum', inputs: ['3', 'left'], activation: 'none', params: X },
      ],
      {
        outputs: ['4'],
        variables: [
          { name: 'left', shape: [2, 3], params: X, next: '1' },
          { name: 'right', shape: [6], params: X, next: '0', initial: weights([6], X) },
          { name: 'last', shape: [2, 3], params: X, next: '2' },
        ],
      },
    ),
  ],
  ...elementwise,
  ...transposed(),
  ...products,
  ...recurrent(),
];
