import { expect } from 'chai';
import { uniform } from '../../../datasets/generators/uniform.js';
import { channelsOf } from './channelsOf.js';
import { correlation, moments } from './moments.js';

const N = 200_000;

describe('uniform', () => {
  it('has the moments of a uniform distribution, to 5 standard errors', () => {
    const [low, high] = [-2, 6];
    const [x] = channelsOf(uniform({ low, high, samples: N, seed: 5 }));
    const variance = (high - low) ** 2 / 12;
    const m = moments(x, 2);
    expect(m.mean).to.be.closeTo(2, 5 * Math.sqrt(variance / N));
    expect(m.variance).to.be.closeTo(variance, 5 * variance * Math.sqrt(0.8 / N)); // kurtosis 9/5
  });

  it('fills 64 equal bins alike: chi-squared with 63 degrees of freedom, to 5 sigma', () => {
    const [x] = channelsOf(uniform({ low: 0, high: 64, samples: N, seed: 6 }));
    const counts = new Float64Array(64);
    for (const value of x) counts[Math.floor(value)]++;
    const chi = counts.reduce((sum, n) => sum + (n - N / 64) ** 2 / (N / 64), 0);
    expect(chi).to.be.closeTo(63, 5 * Math.sqrt(2 * 63));
  });

  it('is white, and its channels are independent, to 5 standard errors', () => {
    const [x, y] = channelsOf(uniform({ channels: 2, samples: N, seed: 7 }));
    for (const other of [y, x.subarray(1), x.subarray(2)]) {
      expect(Math.abs(correlation(x, other))).to.be.below(5 / Math.sqrt(N));
    }
  });

  it('never reaches the upper bound, even where float32 has two values left', () => {
    const [low, high] = [1, 1 + 2 ** -22];
    const [x] = channelsOf(uniform({ low, high, samples: 10_000 }));
    expect(new Set(x)).to.deep.equal(new Set([1, 1 + 2 ** -23]));
  });

  it('refuses an interval that is empty in float32', () => {
    expect(() => uniform({ low: 1, high: 1 + 2 ** -30 })).to.throw(
      RangeError,
      'uniform: low must be below high as float32 numbers, got [1, 1) for channel 0',
    );
    expect(() => uniform({ channels: 2, low: [0, 3], high: 2 })).to.throw(RangeError, 'got [3, 2) for channel 1');
    expect(() => uniform({ low: -3e38, high: 3e39 })).to.throw(RangeError, 'got [-3.00');
  });
});
