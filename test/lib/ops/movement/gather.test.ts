import { expect } from 'chai';
import { gather, networkBuilder, networkFromJson, networkToJson } from '../../../../lib/network.js';
import { gather as gatherEntries } from '../../../../lib/kernels/calls/gather.js';
import { requantizer } from '../../../../lib/kernels/requantization.js';
import { expectOutput, oracleCases } from '../oracleCases.js';

describe('gather', () => {
  it('equals onnxruntime and numpy, over shapes of indices and axes', () => {
    for (const c of oracleCases('gather')) expectOutput(c, 0);
  });

  it('takes codes by indices that are codes, and follows both from run to run', () => {
    const [x, indices, out] = [Int8Array.of(-1, -2, -3), Int32Array.of(2, 0), new Int8Array(2)];
    const run = gatherEntries({ who: 'g', outer: 1, length: 3, inner: 1 }, [x, indices], [out], { requantizer });
    run();
    expect([...out]).to.deep.equal([-3, -1]);
    indices[1] = -2;
    x[2] = 7;
    run();
    expect([...out]).to.deep.equal([7, -2]);
  });

  it('refuses indices beyond the axis, and what is no integer, when it meets them', () => {
    for (const index of [3, -4, 0.5, NaN]) {
      const geometry = { who: 'layer "g"', outer: 1, length: 3, inner: 2 };
      const reads = [new Float32Array(6), Float32Array.of(index)];
      const run = gatherEntries(geometry, reads, [new Float32Array(2)], { requantizer });
      expect(run).to.throw(RangeError, `layer "g": indices must be integers in [-3, 3), got ${index}`);
    }
  });

  it('takes entries of the first axis by default, and survives JSON', () => {
    const b = networkBuilder({ name: 'n' });
    const [x, i] = [b.input('x', [4, 3]), b.input('i', [2, 2])];
    const y = b.add(gather(), x, i);
    const z = b.add(gather({ axis: -1 }), x, i);
    expect([y.shape, z.shape]).to.deep.equal([
      [2, 2, 3],
      [4, 2, 2],
    ]);
    const network = b.build([y, z]);
    expect(networkFromJson(networkToJson(network))).to.deep.equal(network);
    expect(() => b.add(gather({ name: 'g' }), x)).to.throw(Error, 'network: layer "g": takes 2 inputs, got 1');
    expect(() => b.add(gather({ name: 'g', axis: 2 }), x, i)).to.throw(
      Error,
      'network: layer "g": axis must be one of the input (4, 3), got 2',
    );
  });
});
