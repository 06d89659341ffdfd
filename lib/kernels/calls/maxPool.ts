import type { Codes } from '../../qparams.js';
import type { Kernel } from '../kernel.js';
import { maxWindows } from '../poolWindows.js';
import { pool, type PoolConstants } from './averagePool.js';

/** The largest code in each window; input and output have the same params. */
export const maxPool: Kernel<PoolConstants> = (constants, [x], [out]) =>
  pool(maxWindows, constants, x as Codes, out as Codes);
