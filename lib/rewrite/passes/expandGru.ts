import type { Constant, Gru, Layer, Network, Tensor, Variable } from '../../graph/network.js';
import { inferShapes } from '../shapes.js';
import { elementsOf, type Shape } from '../../graph/tensor.js';
import type { GraphPass } from './graphPass.js';

/**
 * Puts dense, logistic, tanh, add, sub and mul layers in the place of each gated recurrent unit on real numbers that is not given a state, h = n + z (h - n), once
 * for every sample of a run: 13 layers a sample, and slices, so best for networks that take one sample a run. A carried state becomes a variable.
 * As no runtime defines the unit in integers, this is the way to quantize one: each layer rounds as its dialect does.
 *
 * Outputs agree within float rounding: what the unit keeps in double precision inside, the layers store as float32.
 */
export const expandGru: GraphPass = {
  name: 'expandGru',
  run(network) {
    if (!network.layers.some(expands)) return network;
    const shapes = inferShapes(network);
    const taken = new Set(shapes.keys());
    const parts = network.layers.map(layer =>
      expands(layer) ? expanded(layer, shapes.get(layer.inputs[0]) ?? [], taken) : { layers: [layer] },
    );
    const states = parts.flatMap(part => ('state' in part && part.state ? [part.state] : []));
    const variables: Pick<Network, 'variables'> =
      states.length > 0 ? { variables: [...(network.variables ?? []), ...states] } : {};
    return { ...network, ...variables, layers: parts.flatMap(part => part.layers) };
  },
};

function expands(layer: Layer): layer is Gru {
  return layer.type === 'gru' && layer.params === undefined && layer.inputs.length === 1;
}

/** What stands for one unit; the last layer bears its name. */
interface Part {
  readonly layers: readonly Layer[];
  /** The state, where it is carried. */
  readonly state?: Variable;
}

function expanded(gru: Gru, input: Shape, taken: Set<string>): Part {
  const [time] = input.slice(-2);
  const sample = [...input.slice(0, -2), 1, gru.bias[0].shape[0]];
  const layers: Layer[] = [];
  const add = (layer: Layer): string => {
    layers.push(layer);
    return layer.name;
  };
  const fresh = (what: string): string => {
    let name = `${gru.name}/${what}`;
    while (taken.has(name)) name += "'";
    taken.add(name);
    return name;
  };
  const dense = (name: string, from: string, weights: Tensor, bias: Tensor) =>
    add({ type: 'dense', name, inputs: [from], weights, bias, activation: 'none' });

  const ofInput = ['update', 'reset', 'hidden'].map((gate, k) =>
    dense(fresh(`input/${gate}`), gru.inputs[0], gru.weights[k], gru.bias[k]),
  );
  const first = fresh('hidden');
  if (!gru.carry) add(zeros(first, sample));
  let state = first;
  const outputs = new Array<string>(time);
  for (let k = 0; k < time; k++) {
    const t = gru.reverse ? time - 1 - k : k;
    const own = (what: string) => fresh(`${t}/${what}`);
    const now = ofInput.map((from, gate) => (time === 1 ? from : add(entryOf(own(`input/${gate}`), from, sample, t))));
    state = step(gru, now, state, time === 1 ? gru.name : own('state'), own, add);
    outputs[t] = state;
  }
  if (time > 1) add({ type: 'concat', name: gru.name, inputs: outputs, axis: sample.length - 2 });
  return { layers, ...(gru.carry && { state: { name: first, shape: sample, next: state } }) };
}

function zeros(name: string, shape: Shape): Constant {
  return { type: 'constant', name, inputs: [], value: { shape, data: new Float32Array(elementsOf(shape)) } };
}

/** Sample `t` of a tensor (..., time, units). */
function entryOf(name: string, from: string, sample: Shape, t: number): Layer {
  const begin = sample.map((_, axis) => (axis === sample.length - 2 ? t : 0));
  return { type: 'slice', name, inputs: [from], begin, size: sample, step: sample.map(() => 1) };
}

/**
 * The layers of one sample.
 *
 * @param now   products of the gates with the input
 * @param state tensor of the state before
 * @param name  of the tensor of the state behind, which is returned
 */
function step(
  { recurrent, recurrentBias, resetAfter }: Gru,
  now: readonly string[],
  state: string,
  name: string,
  own: (what: string) => string,
  add: (layer: Layer) => string,
): string {
  const ofState = (gate: number, from: string): string =>
    add({
      type: 'dense',
      name: own(`state/${gate}`),
      inputs: [from],
      weights: recurrent[gate],
      bias: recurrentBias[gate],
      activation: 'none',
    });
  const two = (type: 'add' | 'sub' | 'mul', called: string, a: string, b: string): string =>
    add({ type, name: called, inputs: [a, b], activation: 'none' });
  const gate = (what: string, k: number): string => {
    const sum = two('add', own(`${what}/sum`), now[k], ofState(k, state));
    return add({ type: 'logistic', name: own(what), inputs: [sum] });
  };
  const update = gate('update', 0);
  const reset = gate('reset', 1);
  const past = resetAfter
    ? two('mul', own('past'), reset, ofState(2, state))
    : ofState(2, two('mul', own('past'), reset, state));
  const sum = two('add', own('candidate/sum'), now[2], past);
  const candidate = add({ type: 'tanh', name: own('candidate'), inputs: [sum] });
  const rest = two('mul', own('kept'), update, two('sub', own('change'), state, candidate));
  return two('add', name, candidate, rest);
}
