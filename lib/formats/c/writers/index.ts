import type { KernelName } from '../../../kernels/calls/index.js';
import { writeChoose, writeExtremum, writeProduct, writeQuotient, writeSum } from './binary.js';
import { writeCopy, writeGather } from './copy.js';
import { writeInterpolated, writePrelu, writeRecode, writeSigmoid, writeSlopes, writeTable } from './pointwise.js';
import { writeAveragePool, writeMaxPool } from './pool.js';
import { writeReduceExtreme, writeReduceSum } from './reduce.js';
import { writeRunningSum, writeTimeWindow } from './streaming.js';
import { writeResizeLinear } from './resize.js';
import { writeSoftmax16, writeSoftmax8 } from './softmax.js';
import { type CallTensors, type Target, type WriteCall } from './writeCall.js';
import type { Call } from '../../../plan/plan.js';
import { Unsupported } from '../../problems.js';
import { isRefused, refused, type Refused } from '../../refused.js';
import { writeLstm } from './lstm.js';
import { writeMatMul } from './matMul.js';
import { writeSvdf } from './svdf.js';
import { writeConvolution, writeDense, writeDepthwise, writeTransposedConvolution } from './weighted.js';

/** What writes a call, by its kernel, or why there is no C for it. */
const writers = {
  argMax: refused('gives real numbers'),
  averagePool: writeAveragePool,
  averagePoolReal: refused('of another dialect'),
  copy: writeCopy,
  dequantize: refused('gives real numbers'),
  convolution: writeConvolution,
  dense: writeDense,
  depthwise: writeDepthwise,
  gather: writeGather,
  lstm: writeLstm,
  matMul: writeMatMul,
  maxPool: writeMaxPool,
  reduceExtreme: writeReduceExtreme,
  reduceProduct: refused('a product along axes'),
  reduceReal: refused('of another dialect'),
  reduceSum: writeReduceSum,
  resizeLinear: writeResizeLinear,
  table: writeTable,
  interpolated: writeInterpolated,
  sigmoid: writeSigmoid,
  slopes: writeSlopes,
  recode: writeRecode,
  recodeReal: refused('in floating point'),
  encode: refused('of real numbers'),
  sum: writeSum,
  sumByShift: refused('of another dialect'),
  sumFused: refused('of another dialect'),
  arithmeticReal: refused('of another dialect'),
  product: writeProduct,
  quotient: writeQuotient,
  extremum: writeExtremum,
  compare: refused('gives real numbers'),
  choose: writeChoose,
  prelu: writePrelu,
  preluReal: refused('of another dialect'),
  softmax8: writeSoftmax8,
  softmax16: writeSoftmax16,
  softmaxFloat: refused('of another dialect'),
  svdf: writeSvdf,
  transposedConvolution: writeTransposedConvolution,
  timeWindow: writeTimeWindow,
  runningSum: writeRunningSum,
  runningReal: refused('of another dialect'),
} as const satisfies { readonly [K in KernelName]: WriteCall<K> | Refused };

/**
 * Writes what a call computes.
 *
 * @throws {Unsupported} when there is no C for it
 */
export function writeArithmetic(call: Call, tensors: CallTensors, target: Target): readonly string[] {
  // a writer takes constants of its own kernel only: look it up by the call's name
  const write = call.kernel === 'float' ? refused('real numbers') : writers[call.kernel];
  if (isRefused(write)) throw new Unsupported(write.refused);
  return (write as WriteAny)(call.constants, tensors, target);
}

type WriteAny = (constants: Call['constants'], tensors: CallTensors, target: Target) => readonly string[];
