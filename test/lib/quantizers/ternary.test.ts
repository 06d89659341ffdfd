import { expect } from 'chai';
import fc from 'fast-check';
import { DataError, OptionRangeError } from '../../../lib/errors.js';
import { type AffineParams } from '../../../lib/qparams.js';
import { checkParams } from '../../../lib/checkParams.js';
import { ternary } from '../../../lib/quantizers/ternary.js';
import { stageLaws } from '../../laws.js';
import { framesOf, normals, sqnrOf, through } from './streamed.js';

const SEED = 20240617;
const whole = ternary({ every: 'frame' });

describe('ternary', () => {
  it('keeps the signs of what is above 0.7 of the mean magnitude, at the mean of those', () => {
    // mean 0.5, threshold 0.35; 0.875, 1.125 and 0.625 are above it, their mean is 0.875
    const x = [0.125, -0.25, 0.875, -1.125, 0, 0.625];
    const [q] = framesOf(whole, x);
    expect(q.data).to.deep.equal(Int8Array.of(0, 0, 1, -1, 0, 1));
    expect(q.params).to.deep.equal({ kind: 'affine', bits: 2, qmin: -1, qmax: 1, scale: [0.875], zeroPoint: [0] });
    expect(through(whole, x)).to.deep.equal([0, 0, 0.875, -0.875, 0, 0.875]);
    expect(q.clipped).to.equal(0);
  });

  it('takes one threshold and scale for all channels, or one a channel', () => {
    const x = [1, 1, 1, 1, 8, 8, 0, 0];
    const [tensor] = framesOf(ternary({ axis: 'tensor', every: 'frame' }), x, { channels: 2 }); // mean 2.5, threshold 1.75
    expect([Array.from(tensor.data), (tensor.params as AffineParams).scale]).to.deep.equal([
      [0, 0, 0, 0, 1, 1, 0, 0],
      [8],
    ]);
    const [channel] = framesOf(whole, x, { channels: 2 });
    expect([Array.from(channel.data), (channel.params as AffineParams).scale]).to.deep.equal([
      [1, 1, 1, 1, 1, 1, 0, 0],
      [1, 8],
    ]);
    expect(checkParams('test', JSON.parse(JSON.stringify(channel.params)), 2)).to.deep.equal(channel.params);
  });

  it('takes another threshold', () => {
    const [q] = framesOf(ternary({ threshold: 0.1, every: 'frame' }), [0.125, -0.25, 0.875, -1.125, 0, 0.625]);
    expect(q.data).to.deep.equal(Int8Array.of(1, -1, 1, -1, 0, 1));
    expect(
      (framesOf(ternary({ threshold: 9, every: 'frame' }), [1, -1])[0].params as AffineParams).scale,
    ).to.deep.equal([1]);
  });

  it('gives a frame that is 0 throughout scale 1, and keeps zero', () => {
    const [q] = framesOf(whole, [0, -0, 0]);
    expect([Array.from(q.data), (q.params as AffineParams).scale]).to.deep.equal([[0, 0, 0], [1]]);
  });

  it('makes new parameters at the multiples of every', () => {
    const frames = framesOf(ternary({ every: 4 }), [1, 1, 8, 8, 8, 8, 2], { start: 2 });
    expect(frames.map(f => [f.start, (f.params as AffineParams).scale[0]])).to.deep.equal([
      [2, 1],
      [4, 8],
      [8, 2],
    ]);
  });

  it('refuses NaN and infinities and says where', () => {
    for (const bad of [NaN, Infinity]) {
      expect(() => framesOf(whole, [0, bad])).to.throw(DataError, `ternary: channel ch0 is ${bad} at sample 1`);
    }
  });

  it('refuses wrong options at the call', () => {
    expect(() => ternary({ axis: 'row' as never })).to.throw(OptionRangeError, /^ternary: axis must be/);
    expect(() => ternary({ threshold: 0 })).to.throw(
      OptionRangeError,
      /^ternary: threshold must be a finite number above 0/,
    );
    expect(() => ternary({ every: 0 })).to.throw(OptionRangeError, /^ternary: every must be/);
  });

  it('has the least-squares scale: the error is orthogonal to the codes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 50 }),
        fc.double({ min: 0.05, max: 2, noNaN: true }),
        (values, threshold) => {
          const [q] = framesOf(ternary({ threshold, every: 'frame' }), values);
          const scale = (q.params as AffineParams).scale[0];
          const codes = Array.from(q.data);
          const count = codes.filter(c => c !== 0).length;
          fc.pre(count > 0);
          const best = codes.reduce((sum, c, i) => sum + c * values[i], 0) / count;
          fc.pre(best >= 2 ** -126); // no scale goes below the normal float32
          expect(scale).to.be.closeTo(best, best * 2 ** -23); // a float32
          codes.forEach((c, i) => expect(c * values[i]).to.be.at.least(0)); // no sign is turned
          // monotone: a larger magnitude never has the smaller code
          const order = codes.map((_, i) => i).sort((a, b) => values[a] - values[b]);
          for (let i = 1; i < order.length; i++) expect(codes[order[i]]).to.be.at.least(codes[order[i - 1]]);
        },
      ),
      { numRuns: 1500, seed: SEED },
    );
  });

  it('encodes what it decodes to the same codes', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 50 }), values => {
        const once = through(whole, values);
        expect(through(whole, once)).to.deep.equal(once);
      }),
      { numRuns: 1000, seed: SEED + 1 },
    );
  });

  it('gives a Gaussian 7.18 dB, less than 0.04 below the best three levels', () => {
    // threshold t = 0.7 sqrt(2 / pi); E[|x|; |x| > t] = 2 phi(t), P(|x| > t) = erfc(t / sqrt 2); D = 1 - (2 phi(t))^2 / P
    const t = 0.7 * Math.sqrt(2 / Math.PI);
    const phi = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
    const n = 200_000;
    let inside = 0;
    for (let i = 0; i < n; i++) inside += (2 * t * phi((t * (i + 0.5)) / n)) / n;
    const expected = -10 * Math.log10(1 - (2 * phi(t)) ** 2 / (1 - inside));
    expect(expected).to.be.within(7.208 - 0.04, 7.208); // Max 1960, N = 3: 7.208 dB
    const x = normals(SEED, 2 ** 18);
    // relative standard errors of both powers about sqrt(2 / n): 0.3 % = 0.012 dB each
    expect(sqnrOf(x, through(whole, x)), `seed ${SEED}`).to.be.closeTo(expected, 0.06);
  });

  stageLaws('ternary', { make: () => ternary({ axis: 'channel', every: 8 }).encoder() });
});
