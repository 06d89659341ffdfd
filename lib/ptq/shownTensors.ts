import type { Layer, Network } from '../graph/network.js';
import { isMove, valuesOf } from './passes/operands.js';

/**
 * The tensors that are seen from outside: outputs, variables, and what they are moved from, or made of by a softmax.
 *
 * @internal
 */
export function shownTensors({ layers, outputs, variables = [] }: Network): ReadonlySet<string> {
  const byName = new Map(layers.map(layer => [layer.name, layer]));
  const shown = new Set(variables.map(({ name }) => name));
  const visit = (name: string): void => {
    shown.add(name);
    const layer: Layer | undefined = byName.get(name);
    if (layer && (isMove(layer) || layer.type === 'softmax')) valuesOf(layer).forEach(visit);
  };
  [...outputs, ...variables.map(({ next }) => next)].forEach(visit);
  return shown;
}
