import { allocate, elementsOf } from '../../../graph/tensor.js';
import type { KernelName } from '../../../kernels/calls/index.js';
import type { CodeTensor } from '../../../ops/integerOp.js';
import { unaryOps } from '../../../ops/elementwise/unary.js';
import type { Layer } from '../../../graph/network.js';
import { writeExtremum, writeMul, writeSum } from './binary.js';
import { writeCopy, writeGather } from './copy.js';
import { writePointwise } from './pointwise.js';
import { writeAveragePool, writeMaxPool } from './pool.js';
import { writeReduce } from './reduce.js';
import { writeSoftmax } from './softmax.js';
import { type CallTensors, type Target, type WriteCall } from './writeCall.js';
import type { Call } from '../../../plan/plan.js';
import { Unsupported } from '../../problems.js';
import { writeLstm } from './lstm.js';
import { writeMatMul } from './matMul.js';
import { writeSvdf } from './svdf.js';
import { writeConvolution, writeDense, writeDepthwise, writeTransposedConvolution } from './weighted.js';
import type { WriteOp } from './writeOp.js';

const prepared: { readonly [T in Layer['type']]?: WriteOp<Extract<Layer, { type: T }>> } = {
  reduceMean: writeReduce,
  reduceSum: writeReduce,
  reduceMax: writeReduce,
  reduceMin: writeReduce,
  ...Object.fromEntries(Object.keys(unaryOps).map(type => [type, writePointwise])),
  relu: writePointwise,
  clip: writePointwise,
  leakyRelu: writePointwise,
  elu: writePointwise,
  hardSigmoid: writePointwise,
  gelu: writePointwise,
  quantize: writePointwise,
  softmax: writeSoftmax,
  add: writeSum,
  sub: writeSum,
  mul: writeMul,
  minimum: writeExtremum,
  maximum: writeExtremum,
};

/** What writes a call, by its kernel; undefined where there is no C for it. */
const writers = {
  averagePool: writeAveragePool,
  convolution: writeConvolution,
  copy: writeCopy,
  dense: writeDense,
  depthwise: writeDepthwise,
  gather: writeGather,
  lstm: writeLstm,
  matMul: writeMatMul,
  maxPool: writeMaxPool,
  svdf: writeSvdf,
  transposedConvolution: writeTransposedConvolution,
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
