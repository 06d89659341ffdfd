import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';
import { checkNetwork, expandGru, foldNetwork, type Gru } from '../../../../lib/network.js';
import { random } from '../../../../lib/random.js';
import { graph, normal, types } from './graphs.js';

const SEED = 81;

/** A seeded unit `y` on the input `x`. */
function unit(size: number, units: number, fields: Partial<Gru> = {}): Gru {
  const gates = (shape: readonly number[], seed: number) =>
    [normal(shape, seed), normal(shape, seed + 1), normal(shape, seed + 2)] as const;
  return {
    type: 'gru',
    name: 'y',
    inputs: ['x'],
    weights: gates([units, size], SEED),
    recurrent: gates([units, units], SEED + 10),
    bias: gates([units], SEED + 20),
    recurrentBias: gates([units], SEED + 30),
    resetAfter: true,
    reverse: false,
    carry: false,
    ...fields,
  };
}

/** Largest difference between what two networks give over several runs; all outputs lie in (-1, 1). */
function difference(a: ReturnType<typeof graph>, b: ReturnType<typeof graph>, runs: number): number {
  const generator = random(SEED);
  const executors = [executorOf(a), executorOf(b)] as const;
  const length = executors[0].outputs[0].shape.reduce((p, q) => p * q, 1);
  let most = 0;
  for (let k = 0; k < runs; k++) {
    const x = new Float32Array(a.inputs[0].shape.reduce((p, q) => p * q, 1)).map(() => generator.normal());
    const [one, other] = executors.map(executor => {
      const out = new Float32Array(length);
      executor.run(x, out);
      return out;
    });
    most = one.reduce((max, y, i) => Math.max(max, Math.abs(y - other[i])), most);
  }
  return most;
}

describe('expandGru', () => {
  // what is stored as float32 is off by at most 2^-25 of sums of about 10: some 1e-6 behind a few layers
  const TOLERANCE = 2e-6;

  for (const resetAfter of [true, false]) {
    for (const reverse of [false, true]) {
      it(`computes the same with the reset ${resetAfter ? 'after' : 'before'} the product, ${reverse ? 'backwards' : 'forwards'}`, () => {
        for (const shape of [
          [7, 3],
          [2, 5, 3],
          [1, 3],
        ]) {
          const network = graph(shape, [unit(3, 4, { resetAfter, reverse })]);
          const expanded = expandGru.run(network);
          checkNetwork(expanded);
          expect(expanded.layers.some(layer => layer.type === 'gru')).to.equal(false);
          expect(difference(network, expanded, 3), JSON.stringify(shape)).to.be.at.most(TOLERANCE);
        }
      });
    }
  }

  it('carries the state in a variable, sample by sample and over several', () => {
    for (const shape of [
      [1, 3],
      [2, 4, 3],
    ]) {
      const network = graph(shape, [unit(3, 4, { carry: true })]);
      const expanded = expandGru.run(network);
      checkNetwork(expanded);
      expect(expanded.variables?.map(v => [v.name, v.shape])).to.deep.equal([
        ['y/hidden', [...shape.slice(0, -2), 1, 4]],
      ]);
      expect(difference(network, expanded, 20), JSON.stringify(shape)).to.be.at.most(TOLERANCE);
    }
  });

  it('takes 3 layers for the input of a run, and 13 for each sample', () => {
    const { layers } = expandGru.run(graph([1, 3], [unit(3, 4, { carry: true })]));
    expect(types({ layers })).to.deep.equal([
      ...['dense', 'dense', 'dense'],
      ...['dense', 'add', 'logistic'],
      ...['dense', 'add', 'logistic'],
      ...['dense', 'mul', 'add', 'tanh'],
      ...['sub', 'mul', 'add'],
    ]);
  });

  it('finds names that are free, and keeps those of the outputs', () => {
    const relu = { type: 'relu', name: 'y/hidden', inputs: ['x'] };
    const network = graph([3, 3], [relu, unit(3, 3, { inputs: ['y/hidden'] })]);
    const expanded = expandGru.run(network);
    checkNetwork(expanded);
    expect(expanded.outputs).to.deep.equal(['y']);
    expect(difference(network, expanded, 3)).to.be.at.most(TOLERANCE);
  });

  it('leaves a network without such a unit alone', () => {
    const network = graph([3, 3], [{ type: 'relu', name: 'y', inputs: ['x'] }]);
    expect(expandGru.run(network)).to.equal(network);
  });

  it('leaves nothing but what folds without a difference', () => {
    const expanded = expandGru.run(graph([3, 3], [unit(3, 3)]));
    const folded = foldNetwork(expanded);
    const dense = (network: typeof folded) => types(network).filter(type => type === 'dense').length;
    expect([dense(expanded), dense(folded)]).to.deep.equal([12, 9]); // the first state is a constant
    expect(difference(expanded, folded, 3)).to.equal(0);
  });
});
