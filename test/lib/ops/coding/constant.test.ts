import { executor as executorOf } from '../../executor.js';
import { expect } from 'chai';
import {
  add,
  checkNetwork,
  constant,
  networkBuilder,
  networkFromJson,
  networkToJson,
} from '../../../../lib/network.js';
import { runLayer } from '../oracleCases.js';

const params = { kind: 'affine' as const, bits: 8, qmin: -128, qmax: 127, scale: [0.5], zeroPoint: [1] };

describe('constant', () => {
  it('gives the same tensor in every run, and survives JSON', () => {
    const b = networkBuilder({ name: 'n' });
    const x = b.input('x', [2]);
    const network = b.build([b.add(add(), x, b.add(constant({ shape: [2], values: [10, 20] })))]);
    const executor = executorOf(network);
    const out = new Float32Array(2);
    for (const k of [1, 2]) {
      executor.run(Float32Array.of(k, k), out);
      expect([...out]).to.deep.equal([10 + k, 20 + k]);
    }
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
  });

  it('decodes a value that is codes', () => {
    const value = { shape: [2], data: Int8Array.of(1, -3), params };
    const layer = { type: 'constant' as const, name: 'layer', inputs: [], value };
    expect([...runLayer(layer, [{ shape: [1], data: [0] }]).data]).to.deep.equal([0, -2]);
  });

  it('may be a single number', () => {
    const b = networkBuilder({ name: 'n' });
    expect(b.add(constant({ shape: [], values: [3] })).shape).to.deep.equal([]);
  });

  it('refuses inputs, other counts of values, and params that are not those of its value', () => {
    const b = networkBuilder({ name: 'n' });
    const x = b.input('x', [2]);
    expect(() => b.add(constant({ shape: [1], values: [3], name: 'c' }), x)).to.throw(
      Error,
      'network: layer "c": takes 0 inputs, got 1',
    );
    expect(() => constant({ shape: [2, 2], values: [1] })).to.throw(
      RangeError,
      'values must hold 2 x 2 = 4 numbers, got 1',
    );
    expect(() => constant({ shape: [-1], values: [1] })).to.throw(Error, 'shape must be at most 8 positive integers');
    const value = { shape: [2], data: Int8Array.of(1, -3), params };
    const layer = { type: 'constant' as const, name: 'c', inputs: [], value, params: { ...params, zeroPoint: [2] } };
    const inputs = [{ name: 'x', shape: [1], params }];
    expect(() => checkNetwork({ name: 'n', arithmetic: 'integer', inputs, layers: [layer], outputs: ['c'] })).to.throw(
      Error,
      'network: layer "c": params must be those of its value, scale 0.5, zero point 1, got scale 0.5, zero point 2',
    );
  });
});
