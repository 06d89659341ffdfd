import { expect } from 'chai';
import { besselI0 } from '../../lib/besselI0.js';

describe('besselI0', () => {
  it("has the values of SciPy's i0e", () => {
    expect(besselI0(0)).to.equal(1);
    expect(Math.exp(-1) * besselI0(1)).to.be.closeTo(0.46575960759364043, 1e-15);
    expect(Math.exp(-5) * besselI0(5)).to.be.closeTo(0.18354081260932834, 1e-15);
  });
});
