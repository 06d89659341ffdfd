import { expect } from 'chai';
import { concat, networkBuilder, networkFromJson, networkToJson } from '../../../../lib/network.js';
import { runLayer } from '../tfliteCases.js';
import { expectOutput, oracleCases } from '../oracleCases.js';

describe('concat', () => {
  it('equals onnxruntime and numpy', () => {
    for (const c of oracleCases('concat')) expectOutput(c, 0);
  });

  it('joins codes', () => {
    const of = ['int8', 0.5, 3] as const;
    const parts = [
      { of, shape: [2, 1], x: [-128, 127] },
      { of, shape: [2, 2], x: [1, 2, 3, 4] },
    ];
    expect(runLayer({ type: 'concat', axis: 1 }, parts, of)).to.deep.equal([-128, 1, 2, 127, 3, 4]);
  });

  it('joins along the last axis by default, and survives JSON', () => {
    const b = networkBuilder({ name: 'n' });
    const [x, y] = [b.input('x', [2, 3]), b.input('y', [2, 4])];
    const z = b.add(concat(), x, y);
    expect(z.shape).to.deep.equal([2, 7]);
    const network = b.build([b.add(concat({ axis: 0 }), z, z)]);
    expect(network.layers.map(layer => 'axis' in layer && layer.axis)).to.deep.equal([1, 0]);
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
  });

  it('refuses no inputs, axes beyond the input, and axes that differ', () => {
    const b = networkBuilder({ name: 'n' });
    const [x, y] = [b.input('x', [2, 3]), b.input('y', [3, 3])];
    expect(() => b.add(concat({ axis: 1, name: 'c' }))).to.throw(
      Error,
      'layer "c": takes at least one input, got none',
    );
    expect(() => b.add(concat({ axis: 2, name: 'c' }), x)).to.throw(
      Error,
      'axis must be one of the input (2, 3), got 2',
    );
    expect(() => b.add(concat({ axis: 1, name: 'c' }), x, y)).to.throw(
      Error,
      'network: layer "c": the inputs must have equal axes but for axis 1, got (2, 3) and (3, 3)',
    );
  });
});
