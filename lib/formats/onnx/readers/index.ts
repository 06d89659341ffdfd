import type { Layer } from '../../../graph/network.js';
import { refused, type Refused } from '../../refused.js';
import { constants } from './constants.js';
import { conv } from './conv.js';
import { elementwise } from './elementwise.js';
import type { Handler } from './handler.js';
import { matrix } from './matrix.js';
import { movement } from './movement.js';
import { normalization } from './normalization.js';
import { pools } from './pool.js';
import { quantized } from './quantized.js';
import { recurrent } from './recurrent.js';
import { reduce } from './reduce.js';
import { resize } from './resize.js';

const handlers = {
  ...constants,
  ...conv,
  ...elementwise,
  ...matrix,
  ...movement,
  ...normalization,
  ...pools,
  ...quantized,
  ...recurrent,
  ...reduce,
  ...resize,
};

type OperatorName = keyof typeof handlers;

/** The operators that each layer is read from, or why ONNX has none: taking one of their handlers away is an error of the compiler. */
export const readFrom = {
  dense: ['MatMul', 'Gemm'],
  conv1d: ['Conv'],
  conv2d: ['Conv'],
  convTranspose2d: ['ConvTranspose'],
  matMul: ['MatMul', 'Gemm'],
  averagePool1d: ['AveragePool'],
  maxPool1d: ['MaxPool'],
  averagePool2d: ['AveragePool'],
  maxPool2d: ['MaxPool'],
  reduceMean: ['ReduceMean', 'GlobalAveragePool'],
  reduceSum: ['ReduceSum', 'ReduceSumSquare'],
  reduceMax: ['ReduceMax', 'GlobalMaxPool'],
  reduceMin: ['ReduceMin'],
  reduceProd: ['ReduceProd'],
  argMax: ['ArgMax'],
  argMin: ['ArgMin'],
  cumSum: ['CumSum'],
  abs: ['Abs'],
  ceil: ['Ceil'],
  cos: ['Cos'],
  erf: ['Erf'],
  exp: ['Exp'],
  floor: ['Floor'],
  hardSwish: ['HardSwish'],
  log: ['Log'],
  logistic: ['Sigmoid'],
  negate: ['Neg'],
  not: ['Not'],
  reciprocal: ['Reciprocal'],
  relu: ['Relu'],
  round: ['Round'],
  rsqrt: refused('no such operator: Sqrt, then Reciprocal'),
  sign: ['Sign'],
  sin: ['Sin'],
  softplus: ['Softplus'],
  sqrt: ['Sqrt'],
  square: ['ReduceSumSquare'],
  tanh: ['Tanh'],
  clip: ['Clip'],
  leakyRelu: ['LeakyRelu'],
  prelu: ['PRelu'],
  elu: ['Elu'],
  hardSigmoid: ['HardSigmoid'],
  gelu: ['Gelu'],
  softmax: ['Softmax'],
  add: ['Add', 'Sum'],
  sub: ['Sub'],
  mul: ['Mul'],
  div: ['Div', 'Mean'],
  minimum: ['Min'],
  maximum: ['Max'],
  pow: ['Pow'],
  squaredDifference: refused('no such operator: Sub, then Mul'),
  equal: ['Equal'],
  notEqual: refused('no such operator: Equal, then Not'),
  less: ['Less'],
  lessOrEqual: ['LessOrEqual'],
  greater: ['Greater'],
  greaterOrEqual: ['GreaterOrEqual'],
  and: ['And'],
  or: ['Or'],
  xor: ['Xor'],
  where: ['Where'],
  batchNormalization: ['BatchNormalization'],
  layerNormalization: ['LayerNormalization'],
  instanceNormalization: ['InstanceNormalization'],
  flatten: refused('a reshape to two axes'),
  reshape: ['Reshape', 'Flatten', 'Squeeze', 'Unsqueeze'],
  transpose: ['Transpose'],
  expand: ['Expand'],
  concat: ['Concat', 'Tile'],
  slice: ['Slice', 'Split'],
  gather: ['Gather'],
  pad: ['Pad'],
  resizeNearest: ['Resize', 'Upsample'],
  resizeLinear: ['Resize', 'Upsample'],
  cast: ['Cast', 'CastLike'],
  constant: ['Constant'],
  quantize: ['QuantizeLinear'],
  dequantize: ['DequantizeLinear'],
  lstm: ['LSTM'],
  gru: ['GRU'],
  rnn: ['RNN'],
  svdf: refused('no such operator'),
  timeWindow: refused('no such operator: state is inputs and outputs'),
  runningSum: refused('no such operator: state is inputs and outputs'),
} as const satisfies { readonly [T in Layer['type']]: readonly [OperatorName, ...OperatorName[]] | Refused };

const byName: ReadonlyMap<string, Handler> = new Map(Object.entries(handlers));

/** What imports an operator, if anything does. */
export function handlerOf(domain: string, op: string): Handler | undefined {
  return byName.get(domain === '' ? op : `${domain}:${op}`);
}
