import { OptionRangeError } from '../errors.js';
import type { Network, TensorInfo } from '../graph/network.js';
import { showShape } from '../graph/tensor.js';
import type { StatePairs } from './carryState.js';
import { sameCoding } from './graphWriter.js';
import { checkNetwork } from './shapes.js';

/**
 * Finds the inputs that take what an output gave in the run before, for {@link carryState}: nothing in a model says so, hence it is on the
 * user's word.
 *
 * An input and an output of the same shape and params are a pair when their names differ only by words for before and after (`cache` and
 * `cache_out`, `initial_h` and `Y_h`, `h0` and `hn`). Of the others, those are pairs whose shape no further input or output has, as long as
 * an input and an output stay.
 *
 * @throws {RangeError} naming the candidates, where there are none or more than one way
 */
export function matchStates(network: Network): StatePairs {
  const shapes = checkNetwork(network);
  const params = new Map(network.layers.map(layer => [layer.name, layer.params]));
  const outputs = network.outputs.map((name): TensorInfo => {
    const own = params.get(name);
    return { name, shape: shapes.get(name) ?? [], ...(own && { params: own }) };
  });
  const named = pairsOf(network.inputs, outputs, sameStem);
  const inputsLeft = network.inputs.filter(({ name }) => !named.some(pair => pair.input === name));
  const outputsLeft = outputs.filter(({ name }) => !named.some(pair => pair.output === name));
  const shaped = pairsOf(inputsLeft, outputsLeft, () => true);
  // what is left by names may be the signal, whatever its shape
  const signal = named.length > 0 && (inputsLeft.length === 1 || outputsLeft.length === 1);
  const pairs = signal ? named : [...named, ...shaped];
  const once = (list: readonly string[]) => new Set(list).size === list.length;
  const unique = once(pairs.map(pair => pair.input)) && once(pairs.map(pair => pair.output));
  const leaves = pairs.length < network.inputs.length && pairs.length < outputs.length;
  if (pairs.length === 0 || !unique || !leaves) {
    const candidates = pairs.map(({ input, output }) => `${input}=${output}`).join(', ') || 'none';
    throw new OptionRangeError(
      `matchStates: inputs and outputs of one shape must go together in one way, and leave an input and an output; ` +
        `candidates: ${candidates}; name the pairs`,
    );
  }
  return Object.fromEntries(pairs.map(({ input, output }) => [input, output]));
}

interface Pair {
  readonly input: string;
  readonly output: string;
}

function pairsOf(
  inputs: readonly TensorInfo[],
  outputs: readonly TensorInfo[],
  fits: (input: string, output: string) => boolean,
): readonly Pair[] {
  return inputs.flatMap(input =>
    outputs
      .filter(
        output =>
          showShape(output.shape) === showShape(input.shape) &&
          sameCoding(output.params, input.params) &&
          fits(input.name, output.name),
      )
      .map(output => ({ input: input.name, output: output.name })),
  );
}

/** Words that tell the state before a run from that behind it. */
const SIDES = new Set(
  'in out input output prev previous next new old past present initial init last final current updated y n t'.split(
    ' ',
  ),
);

/** Whether two names differ only in what tells before from after. */
function sameStem(input: string, output: string): boolean {
  const [a, b] = [stemOf(input), stemOf(output)];
  return a.some(stem => stem !== '' && b.includes(stem));
}

/** A name without the words for before and after, and without the 0 or n of `h0` and `hn`. */
function stemOf(name: string): readonly string[] {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+|(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])/)
    .filter(word => word !== '');
  const rest = words.filter(word => !SIDES.has(word));
  const stem = rest.join(' ');
  return [stem, stem.replace(/ 0$|(?<=^[a-z])n$/, '')];
}
