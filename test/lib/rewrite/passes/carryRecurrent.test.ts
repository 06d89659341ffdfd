import { expect } from 'chai';
import {
  carryRecurrent,
  compile,
  dense,
  type FloatNetwork,
  gru,
  lstm,
  type Network,
  networkBuilder,
  removeUnused,
  reshape,
  slice,
  type TensorInfo,
} from '../../../../lib/network.js';
import { random } from '../../../../lib/random.js';

const gates = <N extends number>(count: N, length: number, seed: number) => {
  const { normal } = random(seed);
  return Array.from({ length: count }, () => Float32Array.from({ length }, normal));
};

/** An LSTM of 2 units over runs of 3 samples, whose states lie in variables; `read` is what somebody else makes of the hidden one. */
function inVariables(read = false, initial?: number[]): FloatNetwork {
  const b = networkBuilder({ name: 'n' });
  const x = b.input('x', [3, 2]);
  const [h, c] = [b.variable('h', [1, 2], initial ? { initial } : {}), b.variable('c', [2])];
  const [weights, recurrent, bias] = [gates(4, 4, 1), gates(4, 4, 2), gates(4, 2, 3)] as never[];
  const options = { units: 2, weights, recurrent, bias };
  const flat = b.add(reshape({ shape: [2] }), h);
  const hidden = b.add(lstm({ ...options, name: 'hidden' }), x, flat, c);
  const cell = b.add(lstm({ ...options, output: 'cell', name: 'cell' }), x, flat, c);
  const last = (y: TensorInfo) => b.add(slice({ begin: [2, 0], size: [1, 2] }), y);
  b.assign(h, last(hidden));
  b.assign(c, b.add(reshape({ shape: [2] }), last(cell)));
  return b.build([hidden, ...(read ? [b.add(dense({ units: 1 }), h)] : [])]);
}

function outputs(network: Network): number[] {
  const compiled = compile(network);
  const state = compiled.newState();
  const { normal } = random(9);
  const results = compiled.outputs.map(({ shape }) => new Float32Array(shape.reduce((a, b) => a * b, 1)));
  return Array.from({ length: 5 }, () => {
    compiled.run(state, Float32Array.from({ length: 6 }, normal), results);
    return results.flatMap(list => [...list]);
  }).flat();
}

describe('carryRecurrent', () => {
  it('makes one layer of an LSTM whose states are variables, which computes the same', () => {
    const network = inVariables();
    const carried = removeUnused.run(carryRecurrent.run(network));
    expect(carried.variables).to.deep.equal([]);
    expect(carried.layers.map(({ type, inputs }) => [type, inputs])).to.deep.equal([['lstm', ['x']]]);
    expect(outputs(carried)).to.deep.equal(outputs(network));
  });

  it('leaves variables that somebody else reads, or that do not begin with zeros', () => {
    for (const network of [inVariables(true), inVariables(false, [0.5, -1])]) {
      expect(carryRecurrent.run(network)).to.equal(network);
    }
  });

  it('leaves a state that does not become what the layer ends with', () => {
    const b = networkBuilder({ name: 'n', seed: 3 });
    const [x, h] = [b.input('x', [3, 2]), b.variable('h', [2])];
    const y = b.add(gru({ units: 2 }), x, h);
    b.assign(h, b.add(reshape({ shape: [2] }), b.add(slice({ begin: [1, 0], size: [1, 2] }), y)));
    const network = b.build([y]);
    expect(carryRecurrent.run(network)).to.equal(network);
  });
});
