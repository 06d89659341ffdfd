import { expect } from 'chai';
import {
  checkNetwork,
  type Dequantize,
  type Network,
  networkFromJson,
  networkToJson,
} from '../../../../lib/network.js';
import { runLayer } from '../oracleCases.js';

const params = { kind: 'affine' as const, bits: 8, qmin: -128, qmax: 127, scale: [0.5], zeroPoint: [1] };
const layer: Dequantize = { type: 'dequantize', name: 'd', inputs: ['input0'] };

describe('dequantize', () => {
  it('has the shape of its input, gives real numbers, and survives JSON', () => {
    const inputs = [{ name: 'input0', shape: [2, 3], params }];
    const network: Network = { name: 'n', arithmetic: 'mixed', inputs, layers: [layer], outputs: ['d'] };
    expect(checkNetwork(network).get('d')).to.deep.equal([2, 3]);
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
  });

  it('has no arithmetic on real numbers', () => {
    expect(() => runLayer(layer, [{ shape: [1], data: [1] }])).to.throw(
      Error,
      'network: layer "d": the input of a dequantize layer must have params, got real numbers',
    );
  });
});
