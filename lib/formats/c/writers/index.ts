import { unaryOps } from '../../../ops/elementwise/unary.js';
import type { Layer } from '../../../graph/network.js';
import { writeExtremum, writeMul, writeSum } from './binary.js';
import { writeConcat, writeCopy, writeGather, writeMovement, writePad } from './movement.js';
import { writePointwise } from './pointwise.js';
import { writePool } from './pool.js';
import { writeReduce } from './reduce.js';
import { writeSoftmax } from './softmax.js';
import { writeConv1d, writeConv2d, writeDense } from './weighted.js';
import type { WriteOp } from './writeOp.js';

const writers: { readonly [T in Layer['type']]?: WriteOp<Extract<Layer, { type: T }>> } = {
  dense: writeDense,
  conv1d: writeConv1d,
  conv2d: writeConv2d,
  averagePool1d: writePool,
  maxPool1d: writePool,
  averagePool2d: writePool,
  maxPool2d: writePool,
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
  flatten: writeCopy,
  reshape: writeCopy,
  transpose: writeMovement,
  expand: writeMovement,
  slice: writeMovement,
  resizeNearest: writeMovement,
  gather: writeGather,
  pad: writePad,
  concat: writeConcat,
};

/** What writes a layer of a type; undefined where nothing does. */
export function writerOf(type: Layer['type']): WriteOp<Layer> | undefined {
  return writers[type] as WriteOp<Layer> | undefined; // it gets layers of this type only
}
