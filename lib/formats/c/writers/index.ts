import { allocate, elementsOf } from '../../../graph/tensor.js';
import type { KernelName } from '../../../kernels/calls/index.js';
import type { CodeTensor } from '../../../ops/integerOp.js';
import type { Layer } from '../../../graph/network.js';
import { writeChoose, writeExtremum, writeProduct, writeQuotient, writeSum } from './binary.js';
import { writeCopy, writeGather } from './copy.js';
import { writeInterpolated, writePrelu, writeRecode, writeSigmoid, writeSlopes, writeTable } from './pointwise.js';
import { writeAveragePool, writeMaxPool } from './pool.js';
import { writeReduceExtreme, writeReduceSum } from './reduce.js';
import { writeSoftmax16, writeSoftmax8 } from './softmax.js';
import { type CallTensors, type Target, type WriteCall } from './writeCall.js';
import type { Call } from '../../../plan/plan.js';
import { Unsupported } from '../../problems.js';
import { writeConv1d, writeConv2d, writeDense } from './weighted.js';
import type { WriteOp } from './writeOp.js';

const prepared: { readonly [T in Layer['type']]?: WriteOp<Extract<Layer, { type: T }>> } = {
  dense: writeDense,
  conv1d: writeConv1d,
  conv2d: writeConv2d,
};

/** What writes a call, by its kernel; undefined where there is no C for it. */
const writers = {
  argMax: undefined,
  averagePool: writeAveragePool,
  averagePoolReal: undefined,
  copy: writeCopy,
  dequantize: undefined,
  gather: writeGather,
  maxPool: writeMaxPool,
  reduceExtreme: writeReduceExtreme,
  reduceReal: undefined,
  reduceSum: writeReduceSum,
  table: writeTable,
  interpolated: writeInterpolated,
  sigmoid: writeSigmoid,
  slopes: writeSlopes,
  recode: writeRecode,
  recodeReal: undefined, // in floating point
  encode: undefined, // of real numbers
  sum: writeSum,
  sumByShift: undefined, // of another dialect
  sumFused: undefined, // of another dialect
  arithmeticReal: undefined, // of another dialect
  product: writeProduct,
  quotient: writeQuotient,
  extremum: writeExtremum,
  compare: undefined, // gives real numbers
  choose: writeChoose,
  prelu: writePrelu,
  preluReal: undefined, // of another dialect
  softmax8: writeSoftmax8,
  softmax16: writeSoftmax16,
  softmaxFloat: undefined, // of another dialect
} as const satisfies { readonly [K in KernelName]: WriteCall<K> | undefined };

/**
 * Writes what a call computes.
 *
 * @throws {Unsupported} when there is no C for it
 */
export function writeArithmetic(call: Call, tensors: CallTensors, target: Target): readonly string[] {
  if (call.kernel === 'prepared') return writePrepared(call.constants.layer, tensors, target);
  // a writer takes constants of its own kernel only: look it up by the call's name
  const write = call.kernel === 'float' ? undefined : (writers[call.kernel] as WriteAny | undefined);
  if (!write) throw new Unsupported('');
  return write(call.constants, tensors, target);
}

type WriteAny = (constants: Call['constants'], tensors: CallTensors, target: Target) => readonly string[];

/** Writes a layer whose integer arithmetic makes its own constants. */
function writePrepared(layer: Layer, { reads, writes }: CallTensors, target: Target): readonly string[] {
  const write = prepared[layer.type] as WriteOp<Layer> | undefined; // it gets layers of this type only
  if (!write) throw new Unsupported('');
  const [inputs, outputs] = [reads, writes].map(tensors =>
    tensors.map(tensor => ({ ...tensor, data: allocate(tensor.params, elementsOf(tensor.shape)) })),
  );
  target.write(); // all of them write to `out`
  return write(layer, inputs, outputs[0] as CodeTensor, {
    ...target,
    get args() {
      return reads.map((_, k) => target.read(k));
    },
  });
}
