import { argMax } from './argMax.js';
import { arithmeticReal } from './arithmeticReal.js';
import { averagePool } from './averagePool.js';
import { averagePoolReal } from './averagePoolReal.js';
import { choose } from './choose.js';
import { compare } from './compare.js';
import { convolution } from './convolution.js';
import { copy } from './copy.js';
import { dense } from './dense.js';
import { depthwise } from './depthwise.js';
import { dequantize } from './dequantize.js';
import { encode } from './encode.js';
import { extremum } from './extremum.js';
import { gather } from './gather.js';
import { interpolated } from './interpolated.js';
import { lstm } from './lstm.js';
import { matMul } from './matMul.js';
import { maxPool } from './maxPool.js';
import { prelu } from './prelu.js';
import { preluReal } from './preluReal.js';
import { product } from './product.js';
import { quotient } from './quotient.js';
import { recode } from './recode.js';
import { recodeReal } from './recodeReal.js';
import { reduceExtreme } from './reduceExtreme.js';
import { reduceProduct } from './reduceProduct.js';
import { reduceReal } from './reduceReal.js';
import { reduceSum } from './reduceSum.js';
import { resizeLinear } from './resizeLinear.js';
import { runningReal } from './runningReal.js';
import { runningSum } from './runningSum.js';
import { sigmoid } from './sigmoid.js';
import { slopes } from './slopes.js';
import { softmax16 } from './softmax16.js';
import { softmax8 } from './softmax8.js';
import { softmaxFloat } from './softmaxFloat.js';
import { sum } from './sum.js';
import { sumByShift } from './sumByShift.js';
import { sumFused } from './sumFused.js';
import { svdf } from './svdf.js';

import { table } from './table.js';
import { timeWindow } from './timeWindow.js';
import { transposedConvolution } from './transposedConvolution.js';

/** The kernels that calls name; see {@link Kernel}. What their constants are follows from here. */
export const kernels = {
  argMax,
  averagePool,
  averagePoolReal,
  copy,
  dequantize,
  convolution,
  dense,
  depthwise,
  gather,
  lstm,
  matMul,
  maxPool,
  reduceExtreme,
  reduceProduct,
  reduceReal,
  reduceSum,
  resizeLinear,
  table,
  interpolated,
  sigmoid,
  slopes,
  recode,
  recodeReal,
  encode,
  sum,
  sumByShift,
  sumFused,
  arithmeticReal,
  product,
  quotient,
  extremum,
  compare,
  choose,
  prelu,
  preluReal,
  softmax8,
  softmax16,
  softmaxFloat,
  svdf,
  transposedConvolution,
  timeWindow,
  runningSum,
  runningReal,
};

/** Name of a kernel. */
export type KernelName = keyof typeof kernels;

/** What a kernel takes as constants. */
export type ConstantsOf<K extends KernelName> = Parameters<(typeof kernels)[K]>[0];
