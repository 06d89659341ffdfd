import { expect } from 'chai';
import { conv1d, dense, flatten, maxPool1d, reference, sequential } from '../../../lib/network/index.js';
import { sharedData } from '../../sharedData.js';
import { harNetwork } from './harNetwork.js';

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

describe('reference', () => {
  it('computes layer after layer, and shows every activation of the last run', () => {
    const executor = reference(network);
    expect(executor.inputShape).to.deep.equal([4, 1]);
    expect(executor.outputShape).to.deep.equal([2]);
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
    const [a, b] = [reference(network), reference(network)];
    const out = new Float32Array(2);
    a.run(Float32Array.of(1, 2, 3, 4), out);
    b.run(Float32Array.of(0, 0, 0, 0), out);
    expect([...a.tap('conv1d_1')]).to.deep.equal([0, 1, 3]);
  });

  it('refuses arrays of another length, unknown tensors, integer networks, several inputs or outputs', () => {
    const executor = reference(network);
    expect(() => executor.run(new Float32Array(3), new Float32Array(2))).to.throw(
      RangeError,
      'reference: takes 4 samples and gives 2, got arrays of 3 and 2',
    );
    expect(() => executor.tap('__proto__')).to.throw(RangeError, 'reference: no tensor is named "__proto__"');
    expect(() => reference({ ...network, arithmetic: 'integer' })).to.throw(
      Error,
      'network: arithmetic: reference runs float32 networks, got integer',
    );
    expect(() => reference({ ...network, inputs: [...network.inputs, { name: 'other', shape: [1] }] })).to.throw(
      Error,
      'reference runs networks of one input, got 2',
    );
    expect(() => reference({ ...network, outputs: ['dense_1', 'conv1d_1'] })).to.throw(
      Error,
      'reference runs networks of one output, got 2',
    );
  });

  it('reproduces the recorded outputs of a trained network within 1e-5, top-1 0.99085, on 1,748 windows', function () {
    const data = sharedData();
    if (!data) this.skip();
    const { network: har, windows, outputs, labels } = harNetwork(data);
    const executor = reference(har);
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
