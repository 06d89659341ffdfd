import { expect } from 'chai';
import { floorLog2 } from '../../../lib/quantizers/floorLog2.js';

describe('floorLog2', () => {
  it('is exact at every power of two of a double, and just below and above it', () => {
    for (let e = -1022; e <= 1023; e++) {
      const power = 2 ** e;
      expect(floorLog2(power)).to.equal(e);
      expect(floorLog2(power * (1 + Number.EPSILON))).to.equal(e);
      if (e > -1022) expect(floorLog2(power * (1 - Number.EPSILON / 2))).to.equal(e - 1);
    }
  });

  it('serves denormals and the largest double', () => {
    expect(floorLog2(Number.MIN_VALUE)).to.equal(-1074);
    expect(floorLog2(3 * Number.MIN_VALUE)).to.equal(-1073);
    expect(floorLog2(Number.MAX_VALUE)).to.equal(1023);
  });
});
