import { averagePool } from './averagePool.js';
import { copy } from './copy.js';
import { gather } from './gather.js';
import { maxPool } from './maxPool.js';

/** The kernels that calls name; see {@link Kernel}. What their constants are follows from here. */
export const kernels = {
  averagePool,
  copy,
  gather,
  maxPool,
};

/** Name of a kernel. */
export type KernelName = keyof typeof kernels;

/** What a kernel takes as constants. */
export type ConstantsOf<K extends KernelName> = Parameters<(typeof kernels)[K]>[0];
