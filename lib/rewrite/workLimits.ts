import { checkInteger } from '../check.js';
import type { FormatError } from '../errors.js';
import type { Layer, Network } from '../graph/network.js';
import { layerNamed, networkError } from '../graph/networkError.js';
import { elementsOf, MAX_ELEMENTS, type Shape } from '../graph/tensor.js';
import { opOf } from '../ops/index.js';
import { checkOptions, type OptionKeys } from '../options.js';
import { checkNetwork } from './shapes.js';

/** What a network from outside may ask for. A few hundred bytes of a model can describe hours of work. */
export interface WorkLimits {
  /** The most multiply-accumulates of one run, an integer of at least 1. Defaults to 2^36, 6.9e10. */
  readonly maxMacs?: number;
  /** The most elements of all inputs and layers together, an integer in [1, 2^28]. Defaults to 2^27, 1.3e8. */
  readonly maxElements?: number;
}

/** Names of {@link WorkLimits}. */
export const WORK_LIMITS: OptionKeys<WorkLimits> = { maxMacs: true, maxElements: true };

/** Counts the work of a network layer by layer. */
export interface WorkMeter {
  /**
   * Adds a layer.
   *
   * @throws {FormatError} naming the layer that exceeds a limit
   */
  add(layer: Layer, inputs: readonly Shape[], output: Shape): void;
  /**
   * Adds an input or a variable.
   *
   * @throws {FormatError} when it exceeds the limit
   */
  source(name: string, shape: Shape): void;
}

/**
 * A meter of a network's work.
 *
 * @param who who asks, for messages about the limits themselves
 * @internal
 */
export function workMeter(who: string, { maxMacs = 2 ** 36, maxElements = 2 ** 27 }: WorkLimits): WorkMeter {
  checkInteger(who, 'maxMacs', maxMacs, 1);
  checkInteger(who, 'maxElements', maxElements, 1, MAX_ELEMENTS);
  let [macs, elements] = [0, 0];
  function hold(where: string, shape: Shape): void {
    elements += elementsOf(shape);
    if (elements > maxElements)
      throw tooMuch(where, `all tensors may have maxElements = ${maxElements} elements`, elements);
  }
  return {
    add(layer, inputs, output) {
      const where = layerNamed(layer);
      hold(where, output);
      macs += opOf(where, layer.type).macs(layer, inputs, output);
      // a sum that is no number must not pass
      if (!(macs <= maxMacs)) throw tooMuch(where, `a run may have maxMacs = ${maxMacs} multiply-accumulates`, macs);
    },
    source: (name, shape) => hold(JSON.stringify(name), shape),
  };
}

/**
 * Throws unless a network stays within its limits.
 *
 * @throws {FormatError} when the network is malformed, and naming the layer that exceeds a limit
 * @throws {RangeError} when a limit is no limit
 */
export function checkWork(who: string, network: Network, limits: WorkLimits = {}): void {
  const meter = workMeter(who, checkOptions(who, limits, WORK_LIMITS));
  const shapes = checkNetwork(network);
  const shapeOf = (name: string): Shape => shapes.get(name) ?? [];
  for (const { name } of [...network.inputs, ...(network.variables ?? [])]) meter.source(name, shapeOf(name));
  for (const layer of network.layers) meter.add(layer, layer.inputs.map(shapeOf), shapeOf(layer.name));
}

function tooMuch(where: string, rule: string, got: number): FormatError {
  return networkError(where, `${rule}, raise the limit where that is meant`, `${got}`);
}
