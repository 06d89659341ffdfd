import { expect } from 'chai';
import fc from 'fast-check';
import { DataError, OptionRangeError } from '../../../lib/errors.js';
import { type AffineParams } from '../../../lib/qparams.js';
import { checkParams } from '../../../lib/checkParams.js';
import { binary } from '../../../lib/quantizers/binary.js';
import { stageLaws } from '../../laws.js';
import { framesOf, normals, sqnrOf, through } from './streamed.js';

const SEED = 20240618;
const whole = binary({ every: 'frame' });

describe('binary', () => {
  it('keeps the sign, at the mean magnitude: codes 1 and 0 of one bit', () => {
    const x = [0.5, -0.25, 1, -2.25]; // mean magnitude 1
    const [q] = framesOf(whole, x);
    expect(q.params).to.deep.equal({ kind: 'affine', bits: 1, qmin: 0, qmax: 1, scale: [2], zeroPoint: [0.5] });
    expect(Array.from(q.data)).to.deep.equal([1, 0, 1, 0]);
    expect(through(whole, x)).to.deep.equal([1, -1, 1, -1]);
  });

  it('sends zeros of both signs up', () => {
    expect(through(whole, [0, -0, 3, -3])).to.deep.equal([1.5, 1.5, 1.5, -1.5]);
  });

  it('takes one scale for all channels, or one a channel', () => {
    const x = [1, -1, 3, -3];
    const shared = framesOf(binary({ axis: 'tensor', every: 'frame' }), x, { channels: 2 })[0];
    expect((shared.params as AffineParams).scale).to.deep.equal([4]);
    const { params } = framesOf(whole, x, { channels: 2 })[0];
    expect((params as AffineParams).scale).to.deep.equal([2, 6]);
    expect(checkParams('test', JSON.parse(JSON.stringify(params)), 2)).to.deep.equal(params);
  });

  it('decodes a frame that is 0 throughout to less than 2^-126, and the largest float32 to half of it at least', () => {
    expect(Math.abs(through(whole, [0, 0])[0])).to.be.below(2 ** -126);
    expect(through(whole, [3.4e38])[0]).to.be.within(1.7e38, 3.5e38);
  });

  it('refuses NaN and infinities and says where, and wrong options at the call', () => {
    for (const bad of [NaN, -Infinity]) {
      expect(() => framesOf(whole, [0, bad])).to.throw(DataError, `binary: channel ch0 is ${bad} at sample 1`);
    }
    expect(() => binary({ axis: 'row' as never })).to.throw(OptionRangeError, /^binary: axis must be/);
    expect(() => binary({ every: 1.5 })).to.throw(OptionRangeError, /^binary: every must be/);
  });

  it('has the least-squares scale, keeps signs, and encodes what it decodes to the same codes', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 50 }), values => {
        fc.pre(values.some(v => Math.abs(v) > 2 ** -100));
        const y = through(whole, values);
        const best = values.reduce((sum, v) => sum + Math.abs(v), 0) / values.length;
        y.forEach((v, i) => {
          expect(Math.abs(v)).to.be.closeTo(best, best * 2 ** -23); // a float32
          expect(v * values[i]).to.be.at.least(0);
        });
        const [once, twice] = [framesOf(whole, values)[0], framesOf(whole, y)[0]];
        expect(twice.data).to.deep.equal(once.data);
      }),
      { numRuns: 1500, seed: SEED },
    );
  });

  it('gives a Gaussian 4.396 dB, the best that two levels can', () => {
    // D = 1 - 2 / pi = 0.36338 (Max 1960, N = 2)
    const x = normals(SEED, 2 ** 18);
    // relative standard errors of both powers about sqrt(2 / n): 0.3 % = 0.012 dB each
    expect(sqnrOf(x, through(whole, x)), `seed ${SEED}`).to.be.closeTo(-10 * Math.log10(1 - 2 / Math.PI), 0.06);
  });

  stageLaws('binary', { make: () => binary({ axis: 'channel', every: 8 }).encoder() });
});
