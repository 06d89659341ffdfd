import { expect } from 'chai';
import { decibels } from '../../../lib/meters/index.js';

describe('decibels', () => {
  it('is 10 log10 of a power ratio', () => {
    expect(decibels(1000, 1)).to.be.closeTo(30, 1e-12);
    expect(decibels(1, 2)).to.be.closeTo(-3.0103, 1e-4);
  });

  it('calls signals without error infinite, and silence without error undefined', () => {
    expect(decibels(1, 0)).to.equal(Infinity);
    expect(decibels(0, 1)).to.equal(-Infinity);
    expect(decibels(0, 0)).to.be.NaN;
  });
});
