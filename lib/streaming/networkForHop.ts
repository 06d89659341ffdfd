import { checkInteger, checkOneOf } from '../check.js';
import type { AnyNetwork } from '../graph/arithmetic.js';
import type { Network } from '../graph/network.js';
import { layerNamed, requireNetwork } from '../graph/networkError.js';
import { elementsOf } from '../graph/tensor.js';
import { timeLayout, timeOf } from '../graph/timeLayout.js';
import { opOf } from '../ops/index.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { checkNetwork } from '../rewrite/shapes.js';
import { carriesState } from './followTime.js';
import { streamNetwork } from './streamNetwork.js';

/** Options of {@link networkForHop}. */
export interface NetworkForHopOptions {
  /** Samples from window to window. Defaults to the window's length. */
  readonly hop?: number;
  /**
   * How overlapping windows are computed; the outputs are the same, bit for bit. `whole`: every window anew; `window`: from the new samples
   * alone, with memory, as {@link streamNetwork} makes it; `auto`: whichever costs less. Defaults to `auto`.
   */
  readonly mode?: 'auto' | 'window' | 'whole';
}

const modes = ['auto', 'window', 'whole'] as const;

const OPTIONS: OptionKeys<NetworkForHopOptions> = { hop: true, mode: true };

/**
 * The network that computes the sliding windows of another one: itself, or its streaming form.
 *
 * @throws {FormatError} when the network is malformed, or mode `window` is asked of one without windows
 * @throws {RangeError} when mode `window` is asked for windows that do not overlap
 */
export function networkForHop(network: AnyNetwork, options: NetworkForHopOptions): AnyNetwork {
  const { hop, mode = 'auto' } = checkOptions('infer', options, OPTIONS);
  requireNetwork(network);
  checkOneOf('infer', 'mode', mode, modes);
  if (hop !== undefined) checkInteger('infer', 'hop', hop, 1);
  const window = timeOf(network.inputs);
  const own = hop ?? window;
  if (mode === 'whole') return network;
  if (mode === 'window') return streamNetwork(network, { hop: own });
  if (network.streaming || own >= window || carriesState(network) !== undefined) return network;
  if (network.inputs.some(input => timeLayout(input).time !== window)) return network;
  const streaming = streamNetwork(network, { hop: own });
  return costOf(streaming) < costOf(network) ? streaming : network;
}

/** What a run costs, roughly: multiply-accumulates, and elements that are written. */
function costOf(network: Network): number {
  const shapes = checkNetwork(network);
  const shapeOf = (name: string) => shapes.get(name) ?? [];
  return network.layers.reduce((sum, layer) => {
    const shape = shapeOf(layer.name);
    if (layer.type === 'constant' || layer.type === 'reshape' || layer.type === 'flatten') return sum;
    return sum + opOf(layerNamed(layer), layer.type).macs(layer, layer.inputs.map(shapeOf), shape) + elementsOf(shape);
  }, 0);
}
