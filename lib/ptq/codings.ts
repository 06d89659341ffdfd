import type { Graph } from '../graph/graph.js';
import type { Layer } from '../graph/network.js';
import { isWeighted } from '../graph/tensor.js';
import type { ActivationCoding, WeightCoding } from './coding.js';
import { isMove, valuesOf } from './passes/operands.js';
import type { Recipe, RuleMatch } from './recipe.js';

/** What a recipe says about the tensors of a network. */
export interface Codings {
  /** The coding of a tensor that a run makes. */
  activations(name: string): ActivationCoding;
  /** The coding of a layer's weights. */
  weights(name: string): WeightCoding;
  /** Whether a layer was asked to compute on real numbers. */
  isFloat(name: string): boolean;
}

/**
 * Applies the rules of a recipe to a network; the last rule that matches wins, field by field.
 *
 * @internal
 */
export function codingsOf({ activations, weights, rules }: Recipe, network: Graph): Codings {
  const layers = new Map(network.layers.map(layer => [layer.name, layer]));
  const weighted = network.layers.filter(layer => isWeighted(layer)).map(({ name }) => name);
  const inputs = new Set(network.inputs.map(({ name }) => name));
  const last = weighted.slice(-1);
  const place = {
    input: inputs,
    first: new Set(weighted.slice(0, 1)),
    intoLast: new Set(last.flatMap(name => chain(layers, layers.get(name)?.inputs[0]))),
    last: new Set(last),
  };
  const matching = (name: string) => {
    const layer = layers.get(name);
    return rules.filter(({ match }) => matches(match, name, layer, place));
  };
  return {
    activations: name =>
      matching(name).reduce(
        (coding, rule) => (typeof rule.activations === 'object' ? { ...coding, ...rule.activations } : coding),
        activations,
      ),
    weights: name => matching(name).reduce((coding, rule) => ({ ...coding, ...rule.weights }), weights),
    isFloat: name => matching(name).findLast(rule => rule.activations !== undefined)?.activations === 'float',
  };
}

/** A tensor, and those that it was only moved from. */
function chain(layers: ReadonlyMap<string, Layer>, name: string | undefined): string[] {
  if (name === undefined) return [];
  const layer = layers.get(name);
  return layer && isMove(layer) ? [name, ...chain(layers, valuesOf(layer)[0])] : [name];
}

function matches(
  { name: pattern, type, place }: RuleMatch,
  name: string,
  layer: Layer | undefined,
  places: Readonly<Record<NonNullable<RuleMatch['place']>, ReadonlySet<string>>>,
): boolean {
  if (pattern !== undefined && !fits(pattern, name)) return false;
  if (type !== undefined && layer?.type !== type) return false;
  return place === undefined || places[place].has(name);
}

/** Whether a name fits a pattern, in which `*` stands for any letters. */
function fits(pattern: string, name: string): boolean {
  const [first, ...rest] = pattern.split('*');
  if (rest.length === 0) return name === first;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  const last = rest.pop() ?? '';
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}
