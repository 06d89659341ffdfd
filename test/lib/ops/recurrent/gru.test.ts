import { expect } from 'chai';
import { type Gru, gru, networkFromJson, networkToJson, sequential, summary } from '../../../../lib/network.js';
import { expectCarry } from '../carry.js';
import { expectOutput, oracleCases, runLayer } from '../oracleCases.js';

describe('gru', () => {
  it('agrees with onnxruntime, linear_before_reset 0 and 1, both directions, and with Keras', () => {
    for (const c of oracleCases('gru')) expectOutput(c, 1e-6);
  });

  it('carries its state from run to run where it is told to, bit for bit', () => {
    expectCarry(carry => gru({ units: 4, carry }));
    expectCarry(carry => gru({ units: 4, carry, resetAfter: false }));
  });

  it('counts the products with the weights of all gates', () => {
    const network = sequential({ name: 'n', input: [7, 3], layers: [gru({ units: 5 })] });
    expect(summary(network).macs).to.equal(7 * 3 * 5 * (3 + 5));
    expect(summary(network).parameters).to.equal(3 * 5 * (3 + 5 + 2));
  });

  it('survives JSON', () => {
    const layers = [gru({ units: 2, reverse: true }), gru({ units: 3, carry: true, resetAfter: false })];
    const network = sequential({ name: 'n', input: [4, 2], layers, seed: 1 });
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
  });

  it('refuses what does not fit, and wrong options', () => {
    const network = sequential({ name: 'n', input: [4, 2], layers: [gru({ units: 3, name: 'g' })] });
    const layer = { ...(network.layers[0] as Gru), inputs: ['input0'] };
    const [a, b] = layer.recurrentBias;
    const recurrentBias = [a, b, { shape: [1], data: new Float32Array(1) }] as const;
    expect(() => runLayer({ ...layer, recurrentBias }, [{ shape: [4, 2], data: [] }])).to.throw(
      Error,
      'network: layer "g": bias of the hidden gate must have shape (units = 3), got (1)',
    );
    expect(() => gru({ units: 1.5 })).to.throw(RangeError, 'gru: units must be');
    expect(() => gru({ units: 1, resetAfter: 1 as never })).to.throw(TypeError, 'gru: resetAfter must be');
  });
});
