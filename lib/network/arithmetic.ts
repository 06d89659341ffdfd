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

/** A network over codes. */
export interface IntegerNetwork extends Network {
  readonly arithmetic: 'integer';
  readonly inputs: readonly IntegerInput[];
}
