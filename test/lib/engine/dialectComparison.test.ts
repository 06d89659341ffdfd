import { expect } from 'chai';
import { dialectComparison, xnnpack, shift, single, tflm } from '../../../lib/network.js';
import { affineParams } from '../../../lib/quantizers/index.js';
import { quarterNetwork } from './quarterNetwork.js';

describe('dialectComparison', () => {
  it('names the first tensor that differs, how much the outputs do, and whether the decision flips', () => {
    const comparison = dialectComparison(quarterNetwork(), [tflm, single]);
    const [quarter, twice] = [
      { tensor: 'quarter', differing: 1, values: 2, most: 1 },
      { tensor: 'twice', differing: 1, values: 2, most: 2 },
    ];
    // (1, 8): quarters (1, 2) and (0, 2); outputs (-2, 4) and (0, 4)
    expect(comparison.run(Int8Array.of(1, 8))).to.deep.equal({
      first: quarter,
      tensors: [quarter, twice],
      outputs: [twice],
      flipped: false,
    });
    expect(comparison.compiled.map(e => [...e.tap('twice')])).to.deep.equal([
      [-2, 4],
      [0, 4],
    ]);
    // (1, 0): outputs (-2, 0) and (0, 0), of which the first is the largest
    expect(comparison.run(Int8Array.of(1, 0))).to.deep.equal({
      first: quarter,
      tensors: [quarter, twice],
      outputs: [twice],
      flipped: true,
    });
    // (1, 1): both differ in both: (1, 1) and (0, 0); (-2, 2) and (0, 0)
    expect(comparison.run(Int8Array.of(1, 1))).to.deep.include({ flipped: true });
    // (8, 4): (2, 1) in both
    const same = { tensor: 'twice', differing: 0, values: 2, most: 0 };
    expect(comparison.run(Int8Array.of(8, 4))).to.deep.equal({
      first: undefined,
      tensors: [],
      outputs: [same],
      flipped: false,
    });
    expect(comparison.summary()).to.deep.equal({
      runs: 4,
      differing: 3,
      flips: 2,
      tensors: [
        { tensor: 'x', differing: 0, values: 8, most: 0 },
        { tensor: 'quarter', differing: 4, values: 8, most: 1 },
        { tensor: 'twice', differing: 4, values: 8, most: 2 },
      ],
    });
  });

  it('compares a variable as the run finds it: the layer that rounds otherwise comes first, and its heir a run later', () => {
    const { layers, ...network } = quarterNetwork();
    const [quarter, twice] = layers;
    const kept = { name: 'kept', shape: [1, 2], params: affineParams({ scale: 4 }), next: 'quarter' };
    const delayed = { ...network, variables: [kept], layers: [quarter, { ...twice, inputs: ['kept'] }] };
    const comparison = dialectComparison(delayed, [tflm, single]);
    // (1, 8): quarters (1, 2) and (0, 2), which become the variable; the outputs are those of zeros
    expect(comparison.run(Int8Array.of(1, 8))).to.deep.include({
      first: { tensor: 'quarter', differing: 1, values: 2, most: 1 },
      tensors: [{ tensor: 'quarter', differing: 1, values: 2, most: 1 }],
    });
    // (8, 4): (2, 1) in both; outputs (-2, 4) and (0, 4) of the quarters before
    expect(comparison.run(Int8Array.of(8, 4)).tensors).to.deep.equal([
      { tensor: 'kept', differing: 1, values: 2, most: 1 },
      { tensor: 'twice', differing: 1, values: 2, most: 2 },
    ]);
    expect(comparison.run(Int8Array.of(8, 4)).tensors).to.deep.equal([]);
  });

  it('finds no difference between dialects that round the same ways', () => {
    // half to even and half up part at 2 / 4 and -6 / 4 only: codes without ties agree
    const comparison = dialectComparison(quarterNetwork(), [xnnpack, shift]);
    for (const x of [0, 1, 3, 4, 5, 7, -1, -3, -5]) comparison.run(Int8Array.of(x, -x));
    expect(comparison.summary()).to.include({ runs: 9, differing: 0, flips: 0 });
    expect(comparison.run(Int8Array.of(2, 0)).first).to.deep.equal({
      tensor: 'quarter',
      differing: 1,
      values: 2,
      most: 1,
    });
  });

  it('runs a dialect against itself without a difference', () => {
    const comparison = dialectComparison(quarterNetwork(), [tflm, tflm]);
    expect(comparison.run(Int8Array.of(1, -7)).tensors).to.deep.equal([]);
  });

  it('refuses a network that a dialect cannot compute, and says which layer', () => {
    const network = quarterNetwork();
    const [first, second] = network.layers;
    const layers = [first, { ...second, params: affineParams({ scale: 3 }) }];
    expect(() => dialectComparison({ ...network, layers }, [tflm, shift])).to.throw(Error, 'layer "twice"');
  });
});
