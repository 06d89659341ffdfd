import { expect } from 'chai';
import { checkNetwork, type Network, networkFromJson, networkToJson, type Quantize } from '../../../../lib/network.js';
import { runLayer } from '../oracleCases.js';

const params = { kind: 'affine' as const, bits: 8, qmin: -128, qmax: 127, scale: [0.5], zeroPoint: [1] };
const layer: Quantize = { type: 'quantize', name: 'q', inputs: ['input0'], rounding: 'halfEven' };

function network(inputs: Network['inputs'], arithmetic: Network['arithmetic']): Network {
  return { name: 'n', arithmetic, inputs, layers: [{ ...layer, params }], outputs: ['q'] };
}

describe('quantize', () => {
  it('has the shape of its input, which may hold codes or real numbers, and survives JSON', () => {
    const real = network([{ name: 'input0', shape: [2, 3] }], 'mixed');
    expect(checkNetwork(real).get('q')).to.deep.equal([2, 3]);
    expect(networkFromJson(networkToJson(real))).to.deep.equal(real);
    const codes = network([{ name: 'input0', shape: [4], params: { ...params, scale: [0.25] } }], 'integer');
    expect(checkNetwork(codes).get('q')).to.deep.equal([4]);
  });

  it('has no arithmetic on real numbers alone', () => {
    expect(() => runLayer(layer, [{ shape: [1], data: [1] }])).to.throw(
      Error,
      'network: layer "q": a quantize layer must have params, got a layer of real numbers',
    );
  });

  it('refuses an unknown rounding', () => {
    const wrong = { ...layer, rounding: 'floor' as 'halfEven' };
    expect(() => runLayer(wrong, [{ shape: [1], data: [1] }])).to.throw(
      Error,
      'rounding must be one of halfAway, halfEven',
    );
  });
});
