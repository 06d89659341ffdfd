import { executor as executorOf } from '../executor.js';
import { expect } from 'chai';
import { conv1d, dense, flatten, maxPool1d, type Network, sequential } from '../../../lib/network.js';
import { sharedData } from '../../sharedData.js';
import { harNetwork } from '../inference/harNetwork.js';

const network = sequential({
  name: 'n',
  input: [4, 1],
  layers: [
    conv1d({ filters: 1, kernel: 2, weights: [1, 1], bias: [-4], activation: 'relu' }),
    maxPool1d({ size: 3 }),
    flatten(),
    dense({ units: 2, weights: [2, -2] }),
  ],
});

describe('a compiled float network', () => {
  it('computes layer after layer, and shows every activation of the last run', () => {
    const executor = executorOf(network);
    expect(executor.inputs[0].shape).to.deep.equal([4, 1]);
    expect(executor.outputs[0].shape).to.deep.equal([2]);
    const out = new Float32Array(2);
    executor.run(Float32Array.of(1, 2, 3, 4), out);
    expect([...out]).to.deep.equal([6, -6]);
    expect(executor.tensors.map(name => [...executor.tap(name)])).to.deep.equal([
      [1, 2, 3, 4],
      [0, 1, 3],
      [3],
      [3],
      [6, -6],
    ]);
    executor.run(Float32Array.of(9, 2, 3, 4), out);
    expect([...executor.tap('conv1d_1')]).to.deep.equal([7, 1, 3]);
  });

  it('has executors that do not share anything', () => {
    const [a, b] = [executorOf(network), executorOf(network)];
    const out = new Float32Array(2);
    a.run(Float32Array.of(1, 2, 3, 4), out);
    b.run(Float32Array.of(0, 0, 0, 0), out);
    expect([...a.tap('conv1d_1')]).to.deep.equal([0, 1, 3]);
  });

  it('refuses arrays of another length, unknown tensors', () => {
    const executor = executorOf(network);
    expect(() => executor.run(new Float32Array(3), new Float32Array(2))).to.throw(
      RangeError,
      'run: inputs must hold 4 for input values, got 3 for input',
    );
    expect(() => executor.tap('__proto__')).to.throw(RangeError, 'compile: no tap is named "__proto__"');
  });

  it('runs networks of several inputs and outputs on lists of arrays', () => {
    const several = executorOf({
      ...network,
      inputs: [...network.inputs, { name: 'other', shape: [3] }],
      layers: [...network.layers, { type: 'flatten', name: 'copy', inputs: ['other'] }],
      outputs: ['dense_1', 'copy'],
    });
    const [one, two] = [new Float32Array(2), new Float32Array(3)];
    several.run([Float32Array.of(1, 2, 3, 4), Float32Array.of(7, 8, 9)], [one, two]);
    const alone = new Float32Array(2);
    executorOf(network).run(Float32Array.of(1, 2, 3, 4), alone);
    expect([...one]).to.deep.equal([...alone]);
    expect([...two]).to.deep.equal([7, 8, 9]);
    expect(() => several.run(Float32Array.of(1, 2, 3, 4), [one, two])).to.throw(
      RangeError,
      'run: inputs must hold 4 for input, 3 for other values, got 1 array',
    );
    expect(() => several.run([new Float32Array(4), new Float32Array(3)], [one])).to.throw(RangeError, 'got 1 array');
  });

  it('carries variables from run to run, saves, restores and resets them', () => {
    // y = x + 2 state by a dense layer on (x, state); state = y
    const counter: Network = {
      name: 'counter',
      arithmetic: 'float32',
      inputs: [{ name: 'x', shape: [1] }],
      variables: [
        { name: 'state', shape: [1], initial: { shape: [1], data: Float32Array.of(1) }, next: 'y' },
        { name: 'before', shape: [1], next: 'was' },
      ],
      layers: [
        {
          type: 'dense',
          name: 'y',
          inputs: ['state'],
          weights: { shape: [1, 1], data: Float32Array.of(2) },
          bias: { shape: [1], data: Float32Array.of(3) },
          activation: 'none',
        },
        { type: 'flatten', name: 'was', inputs: ['state'] },
        { type: 'flatten', name: 'shown', inputs: ['before'] },
      ],
      outputs: ['y', 'shown'],
    };
    const executor = executorOf(counter);
    const [y, shown] = [new Float32Array(1), new Float32Array(1)];
    const step = (): number[] => {
      executor.run(Float32Array.of(0), [y, shown]);
      return [y[0], shown[0]];
    };
    expect([step(), step()]).to.deep.equal([
      [5, 0],
      [13, 1],
    ]);
    const saved = JSON.parse(JSON.stringify(executor.save())) as object;
    expect(step()).to.deep.equal([29, 5]);
    executor.restore(saved);
    expect(step()).to.deep.equal([29, 5]);
    executor.reset();
    expect(step()).to.deep.equal([5, 0]);
    expect(() => executor.restore({ ...saved, state: { state: [1, 2] } })).to.throw(
      Error,
      'network, state "state": expected 1 numbers, got 2',
    );
    expect(() => executor.restore({ ...saved, state: { state: [0.1], before: [0] } })).to.throw(
      Error,
      'network, state "state": holds no 0.1, as entry 0 is',
    );
    expect(step()).to.deep.equal([13, 1]); // as it was
  });

  it('reproduces the recorded outputs of a trained network within 1e-5, top-1 0.99085, on 1,748 windows', function () {
    const data = sharedData();
    if (!data) this.skip();
    const { network: har, windows, outputs, labels } = harNetwork(data);
    const executor = executorOf(har);
    const out = new Float32Array(3);
    let [worst, right] = [0, 0];
    windows.forEach((window, k) => {
      executor.run(window, out);
      for (let i = 0; i < 3; i++) worst = Math.max(worst, Math.abs(out[i] - outputs[k][i]));
      if (out.indexOf(Math.max(...out)) === labels[k]) right++;
    });
    expect(windows.length).to.equal(1748);
    expect(worst).to.be.below(1e-5); // measured 3.6e-7, three units in the last place of 1
    expect(right).to.equal(1732); // 0.99085 of 1,748
  });
});
