import { expect } from 'chai';
import { gaussianDensity } from '../../../lib/codebooks/index.js';
import { integrals } from './moments.js';

describe('gaussianDensity', () => {
  it('has mass 1, mean 0 and variance 1', () => {
    const all = [-Infinity, Infinity] as const;
    expect(gaussianDensity.mass(...all)).to.equal(1);
    expect(gaussianDensity.first(...all)).to.equal(0);
    expect(gaussianDensity.error(...all, 0)).to.equal(1);
    expect(gaussianDensity.error(...all, 3)).to.equal(10);
  });

  it('has 68.27, 95.45 and 99.73 % within one, two and three standard deviations', () => {
    for (const [k, share] of [
      [1, 0.6827],
      [2, 0.9545],
      [3, 0.9973],
    ]) {
      expect(gaussianDensity.mass(-k, k)).to.be.closeTo(share, 5e-5);
    }
  });

  it('keeps its relative accuracy in the tail: Q(8) = 6.22096057427178e-16', () => {
    // upper tail probability, NIST Digital Library of Mathematical Functions, 7.18 and its tables
    expect(gaussianDensity.mass(8, Infinity) / 6.22096057427178e-16).to.be.closeTo(1, 1e-12);
    expect(gaussianDensity.mass(-Infinity, -8)).to.equal(gaussianDensity.mass(8, Infinity));
  });

  it('integrates as Simpson does', () => {
    for (const [a, b] of [
      [-1, 0.5],
      [0, 2],
      [2, 2.01],
      [-7, -3],
      [-0.3, 9],
    ]) {
      // the rule's 20,000 terms are each rounded at 1e-16 of the sum: far below 20,000 of that together
      for (const [mine, simpson] of integrals(gaussianDensity, a, b, 0.7)) expect(mine).to.be.closeTo(simpson, 1e-13);
    }
  });

  it('has a support outside of which there is nothing', () => {
    const [low, high] = gaussianDensity.support;
    expect(gaussianDensity.mass(-Infinity, low) + gaussianDensity.mass(high, Infinity)).to.be.below(1e-30);
  });
});
