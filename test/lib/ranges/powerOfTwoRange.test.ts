import { expect } from 'chai';
import fc from 'fast-check';
import { frame } from '../../../lib/frame.js';
import { decayedMax, minMax, powerOfTwoRange } from '../../../lib/ranges/index.js';
import { accumulatorLaws, summaryLaws } from '../../laws.js';

const SEED = 20_241_121;

function rounded(x: readonly number[], rounding?: 'up' | 'nearest') {
  const t = powerOfTwoRange(minMax({ nonFinite: 'propagate' }), rounding ? { rounding } : {});
  t.push(frame(Float32Array.from(x)));
  const { min, max } = t.value();
  return [min[0], max[0]];
}

describe('powerOfTwoRange', () => {
  it('covers the peak with the least power of two, on the sides where samples lie', () => {
    expect(rounded([-3, 1])).to.deep.equal([-4, 4]);
    expect(rounded([0, 5])).to.deep.equal([0, 8]);
    expect(rounded([3, 5])).to.deep.equal([0, 8]);
    expect(rounded([-0.3, -0.1])).to.deep.equal([-0.5, 0]);
    expect(rounded([-4, 2])).to.deep.equal([-4, 4]); // a power of two stays
    expect(rounded([0])).to.deep.equal([0, 0]);
    expect(rounded([2 ** -149])).to.deep.equal([0, 2 ** -149]);
  });

  it('goes to the nearest by ratio under nearest: sqrt(2) is the border', () => {
    expect(rounded([-1.41, 1], 'nearest')).to.deep.equal([-1, 1]);
    expect(rounded([-1.42, 1], 'nearest')).to.deep.equal([-2, 2]);
  });

  it('leaves NaN and infinities as they are', () => {
    expect(rounded([1, NaN])).to.deep.equal([NaN, NaN]);
    expect(rounded([-Infinity, 3])).to.deep.equal([-Infinity, Infinity]);
  });

  it('gives powers of two that cover the range by less than a factor of 2', () => {
    fc.assert(
      fc.property(fc.float({ min: Math.fround(1e-40), max: Math.fround(1e38), noNaN: true }), x => {
        const [min, max] = rounded([x, -x]);
        expect(min).to.equal(-max);
        expect(Number.isInteger(Math.log2(max))).to.be.true;
        expect(max >= x && max < 2 * x).to.be.true;
      }),
      { numRuns: 1000, seed: SEED },
    );
  });

  it('merges where its tracker does', () => {
    const [a, b] = [powerOfTwoRange(minMax()), powerOfTwoRange(minMax())];
    a.push(frame(Float32Array.of(1)));
    b.push(frame(Float32Array.of(-5)));
    a.merge(b);
    expect(a.value()).to.deep.equal({ min: [-8], max: [8] });
    expect(() => a.merge(minMax())).to.throw(TypeError, 'powerOfTwoRange: merges only with another powerOfTwoRange');
  });

  it('refuses wrong options at the call', () => {
    expect(() => powerOfTwoRange(minMax as never)).to.throw(
      TypeError,
      'powerOfTwoRange: tracker must be an object with',
    );
    expect(() => powerOfTwoRange(minMax(), { rounding: 'down' as never })).to.throw(RangeError, 'one of up, nearest');
  });

  accumulatorLaws('powerOfTwoRange of minMax', { make: () => powerOfTwoRange(minMax()) });
  summaryLaws('powerOfTwoRange of decayedMax', { make: () => powerOfTwoRange(decayedMax()) });
});
