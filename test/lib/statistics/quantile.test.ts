import { expect } from 'chai';
import fc from 'fast-check';
import { frame } from '../../../lib/frame.js';
import { quantile, rankError, sketch } from '../../../lib/statistics/index.js';

const SEED = 20_241_102;

function histogramOf(x: ArrayLike<number>, cells = 2048) {
  const s = sketch({ cells });
  s.push(frame(Float32Array.from(x)));
  return s.value()[0];
}

describe('quantile', () => {
  it('is the sample of rank ceil(p n) where every sample has a cell of its own, within that cell', () => {
    // 1 to 2000 in cells of width 1: type 1 of Hyndman and Fan
    const h = histogramOf(Array.from({ length: 2000 }, (_, i) => i + 1));
    for (const [p, wanted] of [
      [0, 1],
      [0.0005, 1],
      [0.25, 500],
      [0.5, 1000],
      [0.999, 1998],
      [1, 2000],
    ])
      expect(Math.floor(quantile(h, p)), `p = ${p}`).to.equal(wanted);
  });

  it('is exactly 0 among zeros', () => {
    const h = histogramOf([-5, -4, 0, 0, 0, 0, 0, 0, 7, 8]);
    for (const p of [0.21, 0.5, 0.8]) expect(quantile(h, p)).to.equal(0);
    expect(rankError(h, 0.5)).to.equal(0);
    expect(quantile(h, 0)).to.equal(-5);
    expect(quantile(h, 1)).to.equal(8);
  });

  it('spreads the samples of a cell evenly over it', () => {
    // all in one cell of width 1 but for -8: the j-th of 4 stands at (j - 1/2) / 4, max drawn in to 7.5
    const h = histogramOf([-8, 7, 7.25, 7.25, 7.5], 16);
    expect(h.exponent).to.equal(0);
    expect(quantile(h, 0.4)).to.equal(7 + 0.5 * (0.5 / 4));
    expect(quantile(h, 0.6)).to.equal(7 + 0.5 * (1.5 / 4));
    expect(rankError(h, 0.6)).to.equal(3 / 5);
  });

  it('never falls as p rises, and stays between the extremes', () => {
    const value = fc.float({ noNaN: true, noDefaultInfinity: true });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 50 }), share, share, (x, p, q) => {
        const h = histogramOf(x, 16);
        const [low, high] = [quantile(h, Math.min(p, q)), quantile(h, Math.max(p, q))];
        expect(low).to.be.at.most(high);
        expect(low).to.be.at.least(h.min);
        expect(high).to.be.at.most(h.max);
      }),
      { numRuns: 1000, seed: SEED },
    );
  });

  it('is NaN without samples and refuses a wrong p', () => {
    expect(quantile(histogramOf([]), 0.5)).to.be.NaN;
    expect(rankError(histogramOf([]), 0.5)).to.equal(0);
    expect(() => quantile(histogramOf([1]), 1.1)).to.throw(
      RangeError,
      'quantile: p must be a number in [0, 1], got 1.1',
    );
    expect(() => rankError(histogramOf([1]), -1)).to.throw(RangeError, 'rankError: p must be');
  });
});
