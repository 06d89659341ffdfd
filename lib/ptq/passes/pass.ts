import type { Network } from '../../graph/network.js';
import type { AffineParams } from '../../qparams.js';
import type { Range } from '../../range.js';

/** What the passes of a quantization are given. */
export interface QuantizationPlan {
  /** Range of each tensor of the float network, by name. */
  readonly ranges: ReadonlyMap<string, Range>;
  /** One weight scale an output channel, or one a layer. */
  readonly weights: 'channel' | 'tensor';
  /** Parameters of the input, where they are given and not calibrated. */
  readonly input: AffineParams | undefined;
}

/** One step on the way from a float network to an integer one; gives a new network and leaves the old one as it is. */
export interface Pass {
  readonly name: string;
  run(network: Network, plan: QuantizationPlan): Network;
}
