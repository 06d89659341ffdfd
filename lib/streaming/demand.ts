import type { Layer } from '../graph/network.js';
import type { Followed, FollowedLayer, Track } from './followTime.js';

/** Columns of an input that a layer reads: from the `newest`-th last one on, `read` of them. */
export interface Taken {
  readonly newest: number;
  readonly read: number;
  /** How many more may stand behind those without being seen. */
  readonly spare: number;
}

/** Which columns must be there. */
export interface Demand {
  /** The newest columns of a tensor that anybody reads, by name; 0 where nobody does. */
  needed(tensor: string): number;
  /** The columns of a tensor that a run computes. */
  computed(tensor: string): number;
  /** What a layer takes of an input with columns. */
  taken(followed: FollowedLayer, input: string): Taken;
}

/**
 * Goes through a network from its outputs to its inputs, and finds how many of the newest columns of each tensor are needed.
 *
 * @internal
 *
 * @param inputs  names of the network's inputs, of which a run brings `hop` columns
 * @param outputs names of tensors, and how many of their newest columns are wanted
 */
export function demandOf(
  { layers, tracks }: Followed,
  inputs: ReadonlySet<string>,
  outputs: ReadonlyMap<string, number>,
): Demand {
  const needs = new Map<string, number>(outputs);
  const trackOf = (name: string): Track => {
    const track = tracks.get(name);
    if (!track) throw new Error(`no track of ${name}`);
    return track;
  };
  const needed = (tensor: string): number => needs.get(tensor) ?? 0;
  const computed = (tensor: string): number => {
    const { fresh } = trackOf(tensor);
    return inputs.has(tensor) ? fresh : Math.min(fresh, needed(tensor));
  };

  function taken({ layer, kind, rule }: FollowedLayer, input: string): Taken {
    const { length, fresh } = trackOf(input);
    if (kind === 'sum' && runs({ layer, kind }, trackOf(input))) return { newest: fresh, read: fresh, spare: 0 };
    if (rule?.kind !== 'columns') return { newest: length, read: length, spare: 0 };
    const own = trackOf(layer.name);
    const made = computed(layer.name);
    // the first of the columns that are made reads from here on
    const from = (own.length - made) * rule.stride - rule.before;
    return { newest: length - from, read: (made - 1) * rule.stride + rule.span, spare: rule.stride - 1 };
  }

  for (const followed of layers.toReversed()) {
    const { layer, kind } = followed;
    if (kind === 'fixed' || (kind === 'columns' && needed(layer.name) === 0)) continue;
    for (const input of layer.inputs) {
      if (tracks.has(input)) needs.set(input, Math.max(needed(input), taken(followed, input).newest));
    }
  }
  return { needed, computed, taken };
}

/** Whether a sum over all of time goes on from run to run: exactly, of codes alone; where not all columns are new in any case. */
export function runs(
  { layer, kind }: { readonly layer: Layer; readonly kind: string },
  { fresh, length }: Track,
): boolean {
  return kind === 'sum' && layer.params !== undefined && fresh < length;
}
