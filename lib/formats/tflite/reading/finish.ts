import { arithmeticOf } from '../../../graph/arithmetic.js';
import type { Network, NetworkInput, Variable } from '../../../graph/network.js';
import type { Builder } from './builder.js';

/** A network input under its name in the builder. */
export interface Entrance extends NetworkInput {
  /** What it is called in the model. */
  readonly label: string;
}

/**
 * The network that a builder has made. Tensors take their names in the model, made unique: a second `x` is `x#2`. Steps on the way to a
 * tensor are called after it, once all tensors have their names.
 *
 * @internal
 *
 * @param variables with names and `next` as in the builder
 * @param labels    what variables are called in the model
 * @param outputs   layers in the builder
 */
export function finish(
  name: string,
  entrances: readonly Entrance[],
  variables: readonly Variable[],
  labels: ReadonlyMap<string, string>,
  builder: Builder,
  outputs: readonly string[],
): Network {
  const names = new Map<string, string>();
  const give = uniqueNames();
  for (const { name: id, label } of entrances) names.set(id, give(label));
  for (const { name: id } of variables) names.set(id, give(labels.get(id) ?? ''));
  for (const helpers of [false, true]) {
    for (const [id, { label, helper = false }] of builder.labels) if (helper === helpers) names.set(id, give(label));
  }
  const nameOf = (id: string): string => names.get(id) ?? id;
  const network = {
    name,
    inputs: entrances.map(({ name: id, shape, params }) => ({ name: nameOf(id), shape, ...(params && { params }) })),
    ...(variables.length > 0 && {
      variables: variables.map(v => ({ ...v, name: nameOf(v.name), next: nameOf(v.next) })),
    }),
    layers: builder.layers.map(layer => ({ ...layer, name: nameOf(layer.name), inputs: layer.inputs.map(nameOf) })),
    outputs: outputs.map(nameOf),
  };
  return { ...network, arithmetic: arithmeticOf(network) };
}

function uniqueNames(): (label: string) => string {
  const used = new Set<string>();
  const next = new Map<string, number>();
  return label => {
    const wanted = label || 'tensor';
    let name = wanted;
    let k = next.get(wanted) ?? 2;
    while (used.has(name)) name = `${wanted}#${k++}`;
    next.set(wanted, k);
    used.add(name);
    return name;
  };
}
