import type { Layer } from '../../../graph/network.js';
import { refused, type Refused } from '../../refused.js';
import type { Handler } from '../reading/op.js';
import { blocks } from './blocks.js';
import { elementwise } from './elementwise.js';
import { movement } from './movement.js';
import { normalization } from './normalization.js';
import { pool } from './pool.js';
import { recurrent } from './recurrent.js';
import { reduce } from './reduce.js';
import { weighted } from './weighted.js';

const handlers = {
  ...weighted,
  ...pool,
  ...reduce,
  ...normalization,
  ...elementwise,
  ...movement,
  ...blocks,
  ...recurrent,
};

type OperatorName = keyof typeof handlers;

/** The operators that each layer is read from, or why TFLite has none: taking one of their handlers away is an error of the compiler. */
export const readFrom = {
  dense: ['FULLY_CONNECTED'],
  conv1d: refused('one axis is read as an image of height 1'),
  conv2d: ['CONV_2D', 'DEPTHWISE_CONV_2D'],
  convTranspose2d: ['TRANSPOSE_CONV'],
  matMul: ['BATCH_MATMUL'],
  averagePool1d: refused('one axis is read as an image of height 1'),
  maxPool1d: refused('one axis is read as an image of height 1'),
  averagePool2d: ['AVERAGE_POOL_2D'],
  maxPool2d: ['MAX_POOL_2D'],
  reduceMean: ['MEAN'],
  reduceSum: ['SUM'],
  reduceMax: ['REDUCE_MAX'],
  reduceMin: ['REDUCE_MIN'],
  reduceProd: ['REDUCE_PROD'],
  argMax: ['ARG_MAX'],
  argMin: ['ARG_MIN'],
  cumSum: ['CUMSUM'],
  abs: ['ABS'],
  ceil: ['CEIL'],
  cos: ['COS'],
  erf: refused('no such operator'),
  exp: ['EXP'],
  floor: ['FLOOR'],
  hardSwish: ['HARD_SWISH'],
  log: ['LOG'],
  logistic: ['LOGISTIC'],
  negate: ['NEG'],
  not: ['LOGICAL_NOT'],
  reciprocal: refused('no such operator: a division'),
  relu: ['RELU'],
  round: ['ROUND'],
  rsqrt: ['RSQRT'],
  sign: ['SIGN'],
  sin: ['SIN'],
  softplus: refused('no such operator'),
  sqrt: ['SQRT'],
  square: ['SQUARE'],
  tanh: ['TANH'],
  clip: ['RELU6', 'RELU_N1_TO_1', 'RELU_0_TO_1'],
  leakyRelu: ['LEAKY_RELU'],
  prelu: ['PRELU'],
  elu: ['ELU'],
  hardSigmoid: refused('no such operator'),
  gelu: ['GELU'],
  softmax: ['SOFTMAX'],
  add: ['ADD'],
  sub: ['SUB'],
  mul: ['MUL'],
  div: ['DIV'],
  minimum: ['MINIMUM'],
  maximum: ['MAXIMUM'],
  pow: ['POW'],
  squaredDifference: ['SQUARED_DIFFERENCE'],
  equal: ['EQUAL'],
  notEqual: ['NOT_EQUAL'],
  less: ['LESS'],
  lessOrEqual: ['LESS_EQUAL'],
  greater: ['GREATER'],
  greaterOrEqual: ['GREATER_EQUAL'],
  and: ['LOGICAL_AND'],
  or: ['LOGICAL_OR'],
  xor: refused('no such operator: not equal'),
  where: ['SELECT', 'SELECT_V2'],
  batchNormalization: refused('converters fold it into weights'),
  layerNormalization: refused('means, squared differences and products'),
  instanceNormalization: refused('means, squared differences and products'),
  flatten: refused('a reshape'),
  reshape: ['RESHAPE', 'SQUEEZE', 'EXPAND_DIMS'],
  transpose: ['TRANSPOSE'],
  expand: ['BROADCAST_TO', 'FILL'],
  concat: ['CONCATENATION', 'PACK', 'TILE'],
  slice: ['SLICE', 'STRIDED_SLICE', 'SPLIT', 'SPLIT_V', 'UNPACK', 'REVERSE_V2'],
  gather: ['GATHER'],
  pad: ['PAD', 'PADV2', 'MIRROR_PAD'],
  resizeNearest: ['RESIZE_NEAREST_NEIGHBOR'],
  resizeLinear: ['RESIZE_BILINEAR'],
  cast: ['CAST'],
  constant: refused('tensors with data are no operators'),
  quantize: ['QUANTIZE'],
  dequantize: ['DEQUANTIZE'],
  lstm: ['UNIDIRECTIONAL_SEQUENCE_LSTM'],
  gru: refused('no such operator: converters unroll it'),
  rnn: refused('no reader of UNIDIRECTIONAL_SEQUENCE_RNN yet'),
  svdf: ['SVDF'],
  timeWindow: refused('streaming models have variables or rings of their own'),
  runningSum: refused('streaming models have variables or rings of their own'),
} as const satisfies { readonly [T in Layer['type']]: readonly [OperatorName, ...OperatorName[]] | Refused };

const byName: ReadonlyMap<string, Handler> = new Map(Object.entries(handlers));

/** The handler of an operator, or undefined for one that is not supported. */
export function handlerOf(name: string): Handler | undefined {
  return byName.get(name);
}
