import type { ConstantsOf, KernelName } from '../calls/index.js';
import { convolution } from './convolution.js';
import { dense } from './dense.js';
import { depthwise } from './depthwise.js';
import { averagePool, averagePoolReal, maxPool } from './pools.js';
import { sum } from './sum.js';
import { sumByShift } from './sumByShift.js';
import { sumFused } from './sumFused.js';
import type { VectorKernel } from './vectorKernel.js';

/** The kernels that have a twin in WebAssembly. */
export const vectorKernels: { readonly [K in KernelName]?: VectorKernel<ConstantsOf<K>> } = {
  averagePool,
  averagePoolReal,
  convolution,
  dense,
  depthwise,
  maxPool,
  sum,
  sumByShift,
  sumFused,
};
