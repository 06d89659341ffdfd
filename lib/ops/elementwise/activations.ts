import type { Activation } from '../../graph/network.js';

/**
 * Every activation.
 *
 * @internal
 */
export const activations = ['none', 'relu', 'relu6', 'relu1'] as const satisfies readonly Activation[];

/** The real numbers that an activation limits to; without limits for none. */
export const activationLimits: Readonly<Record<Activation, readonly [low: number, high: number]>> = {
  none: [-Infinity, Infinity],
  relu: [0, Infinity],
  relu6: [0, 6],
  relu1: [-1, 1],
};
