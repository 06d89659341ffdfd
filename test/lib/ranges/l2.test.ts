import { expect } from 'chai';
import { l2, minMax } from '../../../lib/ranges/index.js';
import { accumulatorLaws } from '../../laws.js';
import { gaussianSamples, laplacianSamples, sqnrUnder } from './strategies.js';

const SEED = 20_241_111;

describe('l2', () => {
  it('beats min-max by 1 dB on Gaussian and Laplacian samples at 8 bits', () => {
    for (const f of [gaussianSamples(1_000_000, SEED), laplacianSamples(1_000_000, SEED)]) {
      const [t, m] = [l2(), minMax()];
      for (const one of [t, m]) one.push(f);
      expect(sqnrUnder(t.value(), f), `seed ${SEED}`).to.be.above(sqnrUnder(m.value(), f) + 1);
    }
  });

  it('trims more for fewer bits', () => {
    const f = gaussianSamples(200_000, SEED);
    const widths = [4, 6, 8].map(bits => {
      const t = l2({ bits });
      t.push(f);
      const { min, max } = t.value();
      return max[0] - min[0];
    });
    expect(widths[0]).to.be.below(widths[1]);
    expect(widths[1]).to.be.below(widths[2]);
  });

  it('refuses wrong options at the call', () => {
    expect(() => l2({ bits: 17 })).to.throw(RangeError, 'l2: bits must be an integer in [2, 16], got 17');
  });

  accumulatorLaws('l2', { make: () => l2({ bits: 4, cells: 32 }) });
});
