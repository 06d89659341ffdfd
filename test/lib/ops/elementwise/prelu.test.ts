import { expect } from 'chai';
import { networkFromJson, networkToJson, prelu, sequential } from '../../../../lib/network.js';
import { expectOutput, oracleCases, runLayer } from '../oracleCases.js';

describe('prelu', () => {
  it('agrees with ONNX Runtime, for slopes of every shape that broadcasts to the input', () => {
    for (const c of oracleCases('prelu')) expectOutput(c, 1e-6);
  });

  it('takes slopes as codes', () => {
    const params = { kind: 'affine' as const, bits: 8, qmin: -128, qmax: 127, scale: [0.25], zeroPoint: [0] };
    const slope = { shape: [2], data: Int8Array.of(1, 2), params };
    const layer = { type: 'prelu' as const, name: 'layer', inputs: ['input0'], slope };
    const x = { shape: [2, 2], data: [-4, -4, 4, NaN] };
    expect([...runLayer(layer, [x]).data]).to.deep.equal([-1, -2, 4, NaN]);
  });

  it('has a slope of 0.25 for each channel by default, and survives JSON', () => {
    const network = sequential({ name: 'n', input: [3, 2], layers: [prelu(), prelu({ slope: [0.5, 0] })] });
    expect(network.layers[0]).to.deep.include({ slope: { shape: [2], data: Float32Array.of(0.25, 0.25) } });
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
  });

  it('refuses slopes that do not fit', () => {
    expect(() => sequential({ name: 'n', input: [3], layers: [prelu({ slope: [1, 2] })] })).to.throw(
      RangeError,
      'prelu: slope must hold 3 = 3 numbers, got 2',
    );
    const slope = { shape: [2, 3], data: new Float32Array(6) };
    const layer = { type: 'prelu' as const, name: 'layer', inputs: ['input0'], slope };
    expect(() => runLayer(layer, [{ shape: [3], data: [0, 0, 0] }])).to.throw(
      Error,
      'network: layer "layer": slope must broadcast to (3), got (2, 3)',
    );
  });
});
