import { averagePool } from './averagePool.js';
import { convolution } from './convolution.js';
import { copy } from './copy.js';
import { dense } from './dense.js';
import { depthwise } from './depthwise.js';
import { gather } from './gather.js';
import { lstm } from './lstm.js';
import { matMul } from './matMul.js';
import { maxPool } from './maxPool.js';
import { svdf } from './svdf.js';
import { transposedConvolution } from './transposedConvolution.js';

/** The kernels that calls name; see {@link Kernel}. What their constants are follows from here. */
export const kernels = {
  averagePool,
  convolution,
  copy,
  dense,
  depthwise,
  gather,
  lstm,
  matMul,
  maxPool,
  svdf,
  transposedConvolution,
};

/** Name of a kernel. */
export type KernelName = keyof typeof kernels;

/** What a kernel takes as constants. */
export type ConstantsOf<K extends KernelName> = Parameters<(typeof kernels)[K]>[0];
