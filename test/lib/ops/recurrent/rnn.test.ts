import { expect } from 'chai';
import { networkFromJson, networkToJson, type Rnn, rnn, sequential, summary } from '../../../../lib/network.js';
import { expectCarry } from '../carry.js';
import { expectOutput, oracleCases, runLayer } from '../oracleCases.js';

describe('rnn', () => {
  it('agrees with onnxruntime and Keras, with every function, both directions', () => {
    for (const c of oracleCases('rnn')) expectOutput(c, 1e-6);
  });

  it('carries its state from run to run where it is told to, bit for bit', () => {
    expectCarry(carry => rnn({ units: 4, carry }));
    expectCarry(carry => rnn({ units: 3, carry, function: 'logistic' }));
  });

  it('sums its inputs up with weights of 1, from the last sample backwards', () => {
    const plan = rnn({ units: 1, function: 'none', weights: [1], recurrent: [1], reverse: true });
    const layer = {
      ...(sequential({ name: 'n', input: [2, 3, 1], layers: [plan] }).layers[0] as Rnn),
      inputs: ['input0'],
    };
    const { data } = runLayer(layer, [{ shape: [2, 3, 1], data: [1, 2, 4, 10, 20, 40] }]);
    expect([...data]).to.deep.equal([7, 6, 4, 70, 60, 40]);
  });

  it('counts its products, and survives JSON', () => {
    const network = sequential({
      name: 'n',
      input: [7, 3],
      layers: [rnn({ units: 5, function: 'relu', carry: true })],
    });
    expect(summary(network).macs).to.equal(7 * 5 * (3 + 5));
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
  });

  it('refuses what does not fit, and wrong options', () => {
    const network = sequential({ name: 'n', input: [4, 2], layers: [rnn({ units: 3, name: 'r' })] });
    const layer = { ...(network.layers[0] as Rnn), inputs: ['input0'] };
    const recurrent = { shape: [3], data: new Float32Array(3) };
    expect(() => runLayer({ ...layer, recurrent }, [{ shape: [4, 2], data: [] }])).to.throw(
      Error,
      'network: layer "r": recurrent must have shape (units = 3, units = 3), got (3)',
    );
    const weights = { shape: [], data: Float32Array.of(1) };
    expect(() => runLayer({ ...layer, weights }, [{ shape: [4, 2], data: [] }])).to.throw(
      Error,
      'network: layer "r": weights must have shape (units, in = 2), got ()',
    );
    expect(() => rnn({ units: 1, function: 'sin' as 'tanh' })).to.throw(
      RangeError,
      'rnn: function must be one of tanh,',
    );
  });
});
