import type { Graph } from '../graph/graph.js';
import type { Layer } from '../graph/network.js';
import { isWeighted } from '../graph/tensor.js';
import type { ActivationCoding, WeightCoding } from './coding.js';
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

/** Applies the rules of a recipe to a network; the last rule that matches wins, field by field. */
export function codingsOf({ activations, weights, rules }: Recipe, network: Graph): Codings {
  const layers = new Map(network.layers.map(layer => [layer.name, layer]));
  const weighted = network.layers.filter(layer => isWeighted(layer)).map(({ name }) => name);
  const inputs = new Set(network.inputs.map(({ name }) => name));
  const place = { input: inputs, first: new Set(weighted.slice(0, 1)), last: new Set(weighted.slice(-1)) };
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

function matches(
  { name: pattern, type, place }: RuleMatch,
  name: string,
  layer: Layer | undefined,
  places: Readonly<Record<'input' | 'first' | 'last', ReadonlySet<string>>>,
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
