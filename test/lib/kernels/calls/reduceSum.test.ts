import { expect } from 'chai';
import { reduceSum } from '../../../../lib/kernels/calls/reduceSum.js';
import { requantizer } from '../../../../lib/kernels/requantization.js';

describe('reduceSum', () => {
  it('sums rows of any number, those of the last block, too: 300 sums of three', () => {
    const x = Int8Array.from({ length: 900 }, (_, i) => (i % 7) - 3);
    const out = new Int8Array(300);
    const grid = { kept: [{ count: 300, stride: 3 }], reduced: [{ count: 3, stride: 1 }] };
    const requantization = { rule: 'float32', scale: Float64Array.of(1), zeroPoint: 0, low: -128, high: 127 } as const;
    reduceSum({ ...grid, zeroPoint: 1, requantization }, [x], [out], { requantizer })();
    expect([...out]).to.deep.equal(Array.from(out, (_, o) => x[3 * o] + x[3 * o + 1] + x[3 * o + 2] - 3));
  });

  it('rounds the product with a float32 scale half to even, as XNNPACK does', () => {
    const requantization = { rule: 'float32', scale: Float64Array.of(0.5), zeroPoint: 3, low: -4, high: 5 } as const;
    const grid = { kept: [{ count: 4, stride: 1 }], reduced: [{ count: 2, stride: 4 }] };
    const out = new Int8Array(4);
    const x = Int8Array.of(1, 2, -1, 100, 0, 1, 0, 100);
    reduceSum({ ...grid, zeroPoint: 0, requantization }, [x], [out], { requantizer })();
    expect([...out]).to.deep.equal([3, 5, 3, 5]); // 0.5, 1.5, -0.5, 100
  });
});
