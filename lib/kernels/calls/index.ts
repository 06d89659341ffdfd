import { argMax } from './argMax.js';
import { averagePool } from './averagePool.js';
import { averagePoolReal } from './averagePoolReal.js';
import { copy } from './copy.js';
import { dequantize } from './dequantize.js';
import { gather } from './gather.js';
import { maxPool } from './maxPool.js';
import { reduceExtreme } from './reduceExtreme.js';
import { reduceReal } from './reduceReal.js';
import { reduceSum } from './reduceSum.js';

/** The kernels that calls name; see {@link Kernel}. What their constants are follows from here. */
export const kernels = {
  argMax,
  averagePool,
  averagePoolReal,
  copy,
  dequantize,
  gather,
  maxPool,
  reduceExtreme,
  reduceReal,
  reduceSum,
};

/** Name of a kernel. */
export type KernelName = keyof typeof kernels;

/** What a kernel takes as constants. */
export type ConstantsOf<K extends KernelName> = Parameters<(typeof kernels)[K]>[0];
