import { expect } from 'chai';
import { laplacian } from '../../../datasets/generators/laplacian.js';
import { channelsOf } from './channelsOf.js';
import { correlation, moments, shareOf } from './moments.js';

const N = 200_000;

describe('laplacian', () => {
  it('has the moments of a Laplace distribution of that sigma, to 5 standard errors', () => {
    const [mean, sigma] = [1, 3];
    const [x] = channelsOf(laplacian({ mean, sigma, samples: N, seed: 5 }));
    const b = sigma / Math.SQRT2; // E |x - mean|^n = n! b^n
    const m = moments(x, mean);
    expect(m.mean).to.be.closeTo(mean, (5 * sigma) / Math.sqrt(N));
    expect(m.variance).to.be.closeTo(sigma ** 2, 5 * b ** 2 * Math.sqrt((24 - 4) / N));
    expect(m.third).to.be.closeTo(0, 5 * b ** 3 * Math.sqrt(720 / N));
    expect(m.fourth).to.be.closeTo(24 * b ** 4, 5 * b ** 4 * Math.sqrt((40320 - 576) / N));
  });

  it('leaves t scales of the mean with probability exp(-t), to 5 standard errors', () => {
    const [x] = channelsOf(laplacian({ sigma: Math.SQRT2, samples: N, seed: 8 }));
    for (const t of [0.1, 1, 2, 4, 8]) {
      const p = Math.exp(-t);
      expect(shareOf(x, v => Math.abs(v) > t)).to.be.closeTo(p, 5 * Math.sqrt((p * (1 - p)) / N));
    }
    expect(shareOf(x, v => v > 0)).to.be.closeTo(0.5, (5 * 0.5) / Math.sqrt(N));
  });

  it('is white, and its channels are independent, to 5 standard errors', () => {
    const [x, y] = channelsOf(laplacian({ channels: 2, samples: N, seed: 7 }));
    for (const other of [y, x.subarray(1), x.subarray(2)]) {
      expect(Math.abs(correlation(x, other))).to.be.below(5 / Math.sqrt(N));
    }
  });
});
