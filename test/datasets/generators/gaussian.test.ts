import { expect } from 'chai';
import { gaussian } from '../../../datasets/generators/gaussian.js';
import { channelsOf } from './channelsOf.js';
import { correlation, moments, shareOf } from './moments.js';

const N = 200_000;

describe('gaussian', () => {
  it('has the moments of a normal distribution, to 5 standard errors', () => {
    const [mean, sigma] = [-3, 2];
    const [x] = channelsOf(gaussian({ mean, sigma, samples: N, seed: 5 }));
    const m = moments(x, mean);
    expect(m.mean).to.be.closeTo(mean, (5 * sigma) / Math.sqrt(N));
    expect(m.variance).to.be.closeTo(sigma ** 2, 5 * sigma ** 2 * Math.sqrt(2 / N));
    expect(m.third).to.be.closeTo(0, 5 * sigma ** 3 * Math.sqrt(15 / N)); // E z^6 = 15
    expect(m.fourth).to.be.closeTo(3 * sigma ** 4, 5 * sigma ** 4 * Math.sqrt((105 - 9) / N)); // E z^8 = 105
  });

  it('leaves 1, 2, 3 and 4 sigma as often as the normal distribution, to 5 standard errors', () => {
    const [x] = channelsOf(gaussian({ samples: N, seed: 8 }));
    // 1 - erf(k / sqrt 2)
    for (const [k, p] of [0.317310507863, 0.045500263896, 0.002699796063, 0.000063342484].entries()) {
      expect(shareOf(x, v => Math.abs(v) > k + 1)).to.be.closeTo(p, 5 * Math.sqrt((p * (1 - p)) / N));
    }
  });

  it('is white, and its channels are independent, to 5 standard errors', () => {
    const [x, y] = channelsOf(gaussian({ channels: 2, samples: N, seed: 7 }));
    for (const other of [y, x.subarray(1), x.subarray(2)]) {
      expect(Math.abs(correlation(x, other))).to.be.below(5 / Math.sqrt(N));
    }
  });

  it('names itself and its sample rate, when given', () => {
    const [f] = gaussian({ samples: 1, sampleRate: 250, names: ['noise'], units: ['mV'] });
    expect(f.info).to.deep.equal({ sampleRate: 250, names: ['noise'], units: ['mV'] });
  });
});
