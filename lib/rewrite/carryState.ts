import { show } from '../check.js';
import { OptionRangeError } from '../errors.js';
import { type AnyNetwork, arithmeticOf } from '../graph/arithmetic.js';
import type { Network, Tensor, Variable } from '../graph/network.js';
import { elementsOf, type Shape, showShape } from '../graph/tensor.js';
import { sameCoding } from './graphWriter.js';
import { carryRecurrent } from './passes/carryRecurrent.js';
import { removeUnused } from './passes/removeUnused.js';
import { splitVariables } from './passes/splitVariables.js';
import { checkNetwork } from './shapes.js';

/** Names of outputs by those of the inputs that take their values in the next run. */
export type StatePairs = Readonly<Record<string, string>>;

/**
 * Makes state of inputs that take what an output gave in the run before, as streaming models have their caches and the states of their
 * recurrent layers: both go, and the network carries the values from run to run. They are zeros at first, in codes as in real numbers,
 * unless `initial` says otherwise.
 *
 * Recurrent layers that begin with such a state, and give it its next value, carry it themselves from then on ({@link carryRecurrent}).
 *
 * @param pairs   the outputs by the names of the inputs; {@link matchStates} finds them
 * @param initial what states hold at first, by the names of the inputs; zeros where it says nothing
 * @throws {RangeError} when a name is none of an input or an output, shapes or params differ, or no input or no output is left
 */
export function carryState(
  network: AnyNetwork,
  pairs: StatePairs,
  initial: ReadonlyMap<string, Tensor> = new Map(),
): AnyNetwork {
  const shapes = checkNetwork(network);
  const variables = Object.entries(pairs).map((pair): Variable => {
    const first = initial.get(pair[0]);
    return { ...variableOf(network, shapes, pair), ...(first && { initial: first }) };
  });
  const taken = new Set(Object.values(pairs));
  const inputs = network.inputs.filter(({ name }) => !Object.hasOwn(pairs, name));
  const outputs = network.outputs.filter(name => !taken.has(name));
  if (variables.length === 0) return network;
  if (inputs.length === 0 || outputs.length === 0) {
    const what = inputs.length === 0 ? 'an input' : 'an output';
    throw new OptionRangeError(
      `carryState: pairs must leave ${what} that is no state, got ${Object.keys(pairs).join(', ')}`,
    );
  }
  const { labels, ...head } = network;
  const left = labels && labelsOf(network, labels, shapes, taken);
  const carrying = { ...head, inputs, outputs, variables: [...(network.variables ?? []), ...variables] };
  const passes = [splitVariables, carryRecurrent, removeUnused];
  const rewritten = passes.reduce((graph, pass) => pass.run(graph), carrying);
  const made = { ...rewritten, ...(left && { labels: left }), arithmetic: arithmeticOf(rewritten) };
  checkNetwork(made);
  return made as AnyNetwork; // one of which it is, now that it is checked
}

function variableOf(
  { inputs, outputs, layers }: Network,
  shapes: ReadonlyMap<string, Shape>,
  [from, next]: readonly [string, string],
): Variable {
  const input = inputs.find(({ name }) => name === from);
  const layer = layers.find(({ name }) => name === next);
  if (!input)
    throw unknown(
      'an input',
      from,
      inputs.map(({ name }) => name),
    );
  if (!layer || !outputs.includes(next)) throw unknown('an output', next, outputs);
  const shape = shapes.get(next) ?? [];
  if (showShape(shape) !== showShape(input.shape)) {
    throw new OptionRangeError(
      `carryState: ${show(from)} and ${show(next)} must have the same shape, ` +
        `got ${showShape(input.shape)} and ${showShape(shape)}`,
    );
  }
  if (!sameCoding(input.params, layer.params)) {
    throw new OptionRangeError(`carryState: ${show(from)} and ${show(next)} must have the same params, got others`);
  }
  const { params } = input;
  return { name: from, shape: input.shape, ...(params && { params }), next };
}

function unknown(what: string, got: string, names: readonly string[]): OptionRangeError {
  return new OptionRangeError(
    `carryState: pairs must name ${what} of the network, ${names.join(', ')}; got ${show(got)}`,
  );
}

/** The labels of the outputs that stay: there is one for each entry of all. */
function labelsOf(
  { outputs }: Network,
  labels: readonly string[],
  shapes: ReadonlyMap<string, Shape>,
  taken: ReadonlySet<string>,
): readonly string[] {
  let at = 0;
  return outputs.flatMap(name => {
    const own = labels.slice(at, (at += elementsOf(shapes.get(name) ?? [])));
    return taken.has(name) ? [] : own;
  });
}
