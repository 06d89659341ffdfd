import { expect } from 'chai';
import { dot } from '../../../../lib/ops/weighted/dot.js';

describe('dot', () => {
  it('adds products one after the other in double, from two places, in steps', () => {
    const w = Float32Array.of(9, 1, 2, 3);
    const x = Float32Array.of(9, 9, 10, 9, 100, 9, 1000);
    expect(dot(0.5, w, 1, x, 2, 3, 2)).to.equal(0.5 + 10 + 200 + 3000);
    expect(dot(7, w, 0, x, 0, 0, 1)).to.equal(7);
    expect(dot(2 ** 60, w, 1, Float32Array.of(-(2 ** 60), 1), 0, 1, 1)).to.equal(0);
  });
});
