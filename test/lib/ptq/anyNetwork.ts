import {
  add,
  argMax,
  argMin,
  averagePool1d,
  averagePool2d,
  batchNormalization,
  cast,
  clip,
  compare,
  concat,
  constant,
  conv1d,
  conv2d,
  convTranspose2d,
  cumSum,
  dense,
  div,
  elu,
  expand,
  flatten,
  type FloatNetwork,
  gather,
  gelu,
  gru,
  hardSigmoid,
  hardSwish,
  instanceNormalization,
  layerNormalization,
  type LayerPlan,
  leakyRelu,
  logistic,
  lstm,
  matMul,
  maximum,
  maxPool1d,
  maxPool2d,
  minimum,
  mul,
  networkBuilder,
  pad,
  pow,
  prelu,
  reduceMax,
  reduceMean,
  reduceMin,
  reduceProd,
  reduceSum,
  relu,
  reshape,
  resizeLinear,
  resizeNearest,
  rnn,
  slice,
  softmax,
  softplus,
  squaredDifference,
  sub,
  svdf,
  tanh,
  type TensorInfo,
  transpose,
  unary,
  where,
} from '../../../lib/network.js';
import { random } from '../../../lib/random.js';

const functions = [
  'abs',
  'ceil',
  'cos',
  'erf',
  'exp',
  'floor',
  'negate',
  'not',
  'round',
  'sign',
  'sin',
  'square',
] as const;
const relations = [
  'equal',
  'notEqual',
  'less',
  'lessOrEqual',
  'greater',
  'greaterOrEqual',
  'and',
  'or',
  'xor',
] as const;

/**
 * A random network of layers of all kinds over (time, channels): chains, branches that join, several inputs and outputs, variables,
 * constants, comparisons, indices, recurrent layers, normalizations.
 */
export function anyNetwork(seed: number): FloatNetwork {
  const generator = random(seed);
  const pick = <T>(...list: readonly T[]): T => list[generator.bits() % list.length];
  const upTo = (most: number): number => 1 + (generator.bits() % most);
  const b = networkBuilder({ name: `any_${seed}`, seed });
  const numbers = (n: number, least = -2, width = 4) =>
    Array.from({ length: n }, () => least + width * generator.uniform());
  const shape: [number, number] = [4 + upTo(5), upTo(4)];
  const inputs = Array.from({ length: pick(1, 1, 1, 2) }, (_, k) => b.input(`x${k}`, shape));
  const pool: TensorInfo[] = [...inputs];
  const fill = (values: readonly number[], ...axes: number[]) => b.add(constant({ shape: axes, values }));

  /** A tensor brought to the common shape. */
  const back = (x: TensorInfo): TensorInfo => {
    const { shape: got } = x;
    if (got.length === 2 && got[0] === shape[0] && got[1] === shape[1]) return x;
    const flat = b.add(flatten(), x);
    const wide = b.add(dense({ units: shape[0] * shape[1] }), flat);
    return b.add(reshape({ shape }), wide);
  };
  const plane = (x: TensorInfo) => b.add(reshape({ shape: [1, shape[0], shape[1], 1] }), x);
  const [time, channels] = shape;

  const kinds: Readonly<Record<string, (x: TensorInfo, y: TensorInfo) => TensorInfo>> = {
    dense: x => b.add(dense({ units: upTo(4), activation: pick('none', 'relu', 'relu6', 'relu1') }), x),
    conv1d: x =>
      b.add(
        conv1d({ filters: upTo(4), kernel: upTo(3), padding: pick('same', 'valid'), activation: pick('none', 'relu') }),
        x,
      ),
    depthwise: x => b.add(conv1d({ filters: channels, kernel: 3, groups: channels }), x),
    conv2d: x => b.add(conv2d({ filters: 2, kernel: 2, padding: 'same' }), plane(x)),
    convTranspose2d: x => b.add(convTranspose2d({ filters: 2, kernel: 2, stride: 2 }), plane(x)),
    matMul: (x, y) => b.add(matMul({ transposeB: true }), x, y),
    averagePool1d: x => b.add(averagePool1d({ size: 2, stride: pick(1, 2) }), x),
    maxPool1d: x => b.add(maxPool1d({ size: 2, padding: pick('same', 'valid') }), x),
    averagePool2d: x => b.add(averagePool2d({ size: 2, padding: 'same', countPadding: pick(true, false) }), plane(x)),
    maxPool2d: x => b.add(maxPool2d({ size: 2, padding: 'same' }), plane(x)),
    reduce: x =>
      b.add(
        pick(
          reduceMean,
          reduceSum,
          reduceMax,
          reduceMin,
          reduceProd,
        )({ axes: [pick(0, 1)], keepAxes: pick(true, false) }),
        x,
      ),
    extremes: x => b.add(pick(argMax, argMin)({ axis: 1 }), x),
    cumSum: x => b.add(cumSum({ axis: 0 }), x),
    resizeLinear: x => b.add(resizeLinear({ size: [2 * time, channels] }), plane(x)),
    unary: x =>
      b.add(pick<LayerPlan>(unary({ function: pick(...functions) }), hardSwish(), logistic(), softplus(), tanh()), x),
    function: x => b.add(unary({ function: pick(...functions) }), x),
    positive: x => {
      const least = b.add(add(), b.add(unary({ function: 'abs' }), x), fill([0.5], 1));
      return b.add(unary({ function: pick('log', 'reciprocal', 'rsqrt', 'sqrt') }), least);
    },
    clip: x => b.add(clip({ low: pick(0, -1), high: pick(1, 6) }), x),
    bent: x =>
      b.add(
        pick<LayerPlan>(
          relu(),
          leakyRelu({ alpha: 0.1 }),
          prelu({ slope: numbers(channels) }),
          elu(),
          hardSigmoid(),
          gelu(),
        ),
        x,
      ),
    softmax: x => b.add(softmax(), x),
    binary: (x, y) => b.add(pick(add, sub, mul, squaredDifference)({ activation: pick('none', 'relu') }), x, y),
    div: (x, y) => b.add(div(), x, b.add(add(), b.add(unary({ function: 'abs' }), y), fill([0.5], 1))),
    pow: x => b.add(pow(), b.add(relu(), x), fill([2], 1)),
    extremum: (x, y) => b.add(pick(maximum, minimum)(), x, pick(y, fill(numbers(channels), channels))),
    channelwise: x => b.add(pick(add, sub, mul, div)(), x, fill(numbers(channels, 0.5, 2), channels)),
    constantFirst: x => b.add(pick(add, sub, mul)(), fill(numbers(time * channels), time, channels), x),
    where: (x, y) =>
      b.add(where(), b.add(compare({ relation: pick(...relations) }), x, y), x, pick(y, fill([0.25], 1))),
    compared: (x, y) => b.add(compare({ relation: pick(...relations) }), x, y),
    counted: (x, y) => b.add(mul(), x, b.add(compare({ relation: 'greater' }), x, y)),
    cast: x => b.add(cast({ to: pick('int32', 'float16', 'bool', 'int8') }), x),
    batchNormalization: x =>
      b.add(
        batchNormalization({
          mean: numbers(channels),
          variance: numbers(channels, 0.1),
          scale: numbers(channels),
          bias: numbers(channels),
        }),
        x,
      ),
    layerNormalization: x => b.add(layerNormalization({}), x),
    instanceNormalization: x => b.add(instanceNormalization({}), b.add(reshape({ shape: [1, time, channels] }), x)),
    transpose: x => b.add(transpose({ permutation: [1, 0] }), x),
    expand: x => b.add(expand({ shape: [2, time, channels] }), x),
    concat: (x, y) => b.add(concat({ axis: pick(0, 1) }), x, y),
    concatThree: (x, y) =>
      b.add(concat({ axis: 0 }), x, b.add(softmax(), y), fill(numbers(channels, 0, 9), 1, channels)),
    slice: x => b.add(slice({ begin: [1, 0], size: [time - 2, channels], step: [1, 1] }), x),
    gather: x => b.add(gather({ axis: 0 }), x, fill([0, 2, 1], 3)),
    chosen: x => b.add(gather({ axis: 1 }), x, b.add(argMax({ axis: 1 }), x)),
    pad: x =>
      b.add(
        pad({
          margins: [
            [1, 1],
            [0, 0],
          ],
          mode: pick('constant', 'edge', 'reflect'),
          value: pick(0, 3),
        }),
        x,
      ),
    resizeNearest: x => b.add(resizeNearest({ size: [2 * time, channels] }), plane(x)),
    recurrent: x =>
      b.add(
        pick<LayerPlan>(lstm({ units: 2 }), lstm({ units: 2, output: 'cell' }), gru({ units: 2 }), rnn({ units: 2 })),
        x,
      ),
    carried: x =>
      b.add(pick<LayerPlan>(lstm({ units: 2, carry: true }), gru({ units: 2, carry: true, resetAfter: false })), x),
    svdf: x => b.add(svdf({ units: 2, memory: 3, rank: pick(1, 2) }), x),
    variable: (x, y) => {
      const state = b.variable(`v${pool.length}`, shape);
      const next = b.add(pick(add, maximum)(), b.add(mul(), state, fill([0.5], 1)), x);
      b.assign(state, next);
      return b.add(pick(add, concat)(), state, y);
    },
    cache: x => {
      const state = b.variable(`v${pool.length}`, [2, channels]);
      const joined = b.add(concat({ axis: 0 }), state, x);
      b.assign(state, b.add(slice({ begin: [time, 0], size: [2, channels], step: [1, 1] }), joined));
      return joined;
    },
  };
  const names = Object.keys(kinds);
  for (let layers = 2 + upTo(6); layers > 0; layers--) {
    const made = kinds[pick(...names)](pick(...pool), pick(...pool));
    pool.push(layers > 1 ? back(made) : made);
  }
  const made = pool.slice(inputs.length);
  const last = made[made.length - 1];
  const other = pick(...made);
  return b.build(other === last || pick(true, false) ? [last] : [last, other]);
}
