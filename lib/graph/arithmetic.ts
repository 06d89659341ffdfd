import type { AffineParams } from '../qparams.js';
import type { Network, NetworkInput } from './network.js';

/** A network over real numbers. */
export interface FloatNetwork extends Network {
  readonly arithmetic: 'float32';
}

/** An input of codes. */
export interface IntegerInput extends NetworkInput {
  readonly params: AffineParams;
}

/** A network with codes in and codes out. */
export interface IntegerNetwork extends Network {
  readonly arithmetic: 'integer';
  readonly inputs: readonly IntegerInput[];
}

/** A network with real numbers on one side and codes within, or the other way round. */
export interface MixedNetwork extends Network {
  readonly arithmetic: 'mixed';
}

/** A network that was checked. */
export type AnyNetwork = FloatNetwork | IntegerNetwork | MixedNetwork;

/** The arithmetic of a network by its tensors. */
export function arithmeticOf({
  inputs,
  variables = [],
  layers,
  outputs,
}: Omit<Network, 'arithmetic'>): Network['arithmetic'] {
  const coded = new Set([...inputs, ...variables, ...layers].filter(t => t.params !== undefined).map(t => t.name));
  if (coded.size === 0) return 'float32';
  return inputs.every(i => coded.has(i.name)) && outputs.every(name => coded.has(name)) ? 'integer' : 'mixed';
}
