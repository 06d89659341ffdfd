import { expect } from 'chai';
import fc from 'fast-check';
import { decodeFrame, decoder } from '../../../lib/decode.js';
import { DataError, OptionRangeError, OptionTypeError } from '../../../lib/errors.js';
import { frame } from '../../../lib/frame.js';
import { aLaw, type ALawOptions, encodeFrame, quantizeStage } from '../../../lib/quantizers/index.js';
import { range } from '../../../lib/range.js';
import { trackRangeStage } from '../../../lib/ranges/index.js';
import { roundings } from '../../../lib/rounding.js';
import { fuse } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';
import { expectedSqnr } from './expectedSqnr.js';

const SEED = 20240706;
const D = 1 + Math.log(87.6);

/** Codes of plain samples under a range of [-peak, peak]. */
function codes(options: ALawOptions, peak: number, x: readonly number[]): number[] {
  const quantizer = aLaw(options);
  return Array.from(encodeFrame(quantizer, frame(Float32Array.from(x)), quantizer.design(range(-peak, peak))).data);
}

describe('aLaw', () => {
  it('gives parameters of law a that decode alone, with the larger magnitude as peak', () => {
    expect(aLaw().design(range(-3, 2))).to.deep.equal({
      kind: 'companded',
      law: 'a',
      constant: 87.6,
      bits: 8,
      qmin: -127,
      qmax: 127,
      peak: [3],
    });
    expect(aLaw({ axis: 'channel', A: 2 }).design(range([-1, 0], [8, 0])))
      .to.include({ constant: 2 })
      .with.deep.property('peak', [8, 1]);
  });

  it('is linear up to peak / A and logarithmic above: code 127 (1 + ln A r) / (1 + ln A)', () => {
    // y = k / 127 at r = k D / (127 A) below 127 / D = 23.2, and at e^(k D / 127 - 1) / A above
    for (const k of [0, 1, 10, 23]) expect(codes({}, 2, [(2 * k * D) / (127 * 87.6)])).to.deep.equal([k]);
    for (const k of [24, 60, 126]) {
      const r = (t: number) => (2 * Math.exp(((k + t) * D) / 127 - 1)) / 87.6;
      expect(codes({}, 2, [r(0), r(0.49), r(-0.49), -r(0)]), `${k}`).to.deep.equal([k, k, k, -k]);
    }
  });

  it('is mid-tread: zero has code 0 and is kept exactly', () => {
    const quantizer = aLaw();
    const q = encodeFrame(quantizer, frame(Float32Array.of(0, -0, 1e-6, -1e-6)), quantizer.design(range(-1, 1)));
    expect(Array.from(q.data)).to.deep.equal([0, 0, 0, 0]);
    expect(Array.from(decodeFrame(q).data)).to.deep.equal([0, 0, 0, 0]);
  });

  it('meets overflow by its overflow mode, counted, infinities too; NaN is an error', () => {
    const quantizer = aLaw({ overflow: 'saturateZero' });
    const x = frame(Float32Array.of(1.1, -1.1, Infinity, -Infinity, 1));
    const zeroed = encodeFrame(quantizer, x, quantizer.design(range(-1, 1)));
    expect([zeroed.clipped, ...zeroed.data]).to.deep.equal([4, 0, 0, 0, 0, 127]);
    expect(codes({}, 1, [1.1, -1.1, Infinity, -Infinity, 1])).to.deep.equal([127, -127, 127, -127, 127]);
    expect(() => codes({}, 1, [0, NaN])).to.throw(DataError, /^aLaw: channel ch0 is NaN at sample 1/);
  });

  it('refuses wrong options at the call', () => {
    for (const A of [1, 0, -5, NaN, Infinity]) {
      expect(() => aLaw({ A })).to.throw(OptionRangeError, /^aLaw: A must be a finite number above 1, got/);
    }
    expect(() => aLaw({ A: '87.6' as never })).to.throw(OptionTypeError, /^aLaw: A must be a number/);
    for (const bits of [1, 17, 4.5]) expect(() => aLaw({ bits })).to.throw(OptionRangeError, /^aLaw: bits must be/);
    expect(() => aLaw({ axis: 'row' as never })).to.throw(OptionRangeError, /^aLaw: axis/);
    expect(() => aLaw({ rounding: 'up' as never })).to.throw(OptionRangeError, /^aLaw: rounding/);
    expect(() => aLaw({ overflow: 'clip' as never })).to.throw(OptionRangeError, /^aLaw: overflow/);
  });

  it('gives 38.17 dB at 8 bits, less 0.07 dB for 254 steps instead of 256, at any level above peak / A', () => {
    // Bennett's integral with c'(x) = 1 / (D |x|) there: 6.0206 * 8 + 4.7712 - 20 log10 D = 38.17, whatever the density
    const asymptote = 6.0206 * 8 + 4.7712 - 20 * Math.log10(D);
    expect(asymptote).to.be.closeTo(38.17, 0.005);
    const quantizer = aLaw();
    const params = quantizer.design(range(-1, 1));
    for (const [low, high] of [
      [0.02, 0.2],
      [0.1, 1],
      [0.02, 1],
    ]) {
      // log-uniform between low and high: as much signal at every level
      const sqnr = expectedSqnr(quantizer, params, {
        density: x => 1 / Math.abs(x),
        limit: 1,
        counts: x => Math.abs(x) > low && Math.abs(x) < high,
      });
      // the density is averaged over whole steps but for the two at the ends, 1 of about 50
      expect(sqnr, `${low} to ${high}`).to.be.closeTo(asymptote - 20 * Math.log10(128 / 127), 0.1);
    }
  });

  const CASES = fc.record({
    bits: fc.integer({ min: 2, max: 12 }),
    A: fc.double({ min: 1.5, max: 1000, noNaN: true }),
    peak: fc.float({ min: Math.fround(2 ** -60), max: Math.fround(2 ** 60), noNaN: true }),
  });

  it('encodes the value of every code to that code', () => {
    fc.assert(
      fc.property(CASES, fc.double({ min: -1, max: 1, noNaN: true }), ({ peak, ...options }, part) => {
        const params = aLaw(options).design(range(-peak, peak));
        const q = Math.trunc(part * params.qmax) + 0;
        expect(codes(options, peak, [decoder(params)(q)])).to.deep.equal([q]);
      }),
      { numRuns: 1500, seed: SEED },
    );
  });

  it('is monotone under every rounding, odd under half to even, and saturates', () => {
    fc.assert(
      fc.property(
        CASES,
        fc.constantFrom(...roundings),
        fc.array(fc.double({ min: -1.5, max: 1.5, noNaN: true }), { minLength: 2, maxLength: 20 }),
        ({ peak, ...options }, rounding, parts) => {
          const x = parts.sort((a, b) => a - b).map(p => p * peak);
          const all = codes({ ...options, rounding }, peak, [-Infinity, ...x, Infinity]);
          const qmax = 2 ** (options.bits - 1) - 1;
          for (let i = 1; i < all.length; i++) expect(all[i]).to.be.at.least(all[i - 1]);
          expect([all[0], all[all.length - 1]]).to.deep.equal([-qmax, qmax]);
          const even = codes(options, peak, x);
          expect(
            codes(
              options,
              peak,
              x.map(v => -v),
            ),
          ).to.deep.equal(even.map(q => 0 - q));
        },
      ),
      { numRuns: 1500, seed: SEED + 1 },
    );
  });

  it('errs by at most half a step behind the curve', () => {
    fc.assert(
      fc.property(CASES, fc.double({ min: -1, max: 1, noNaN: true }), ({ peak, ...options }, part) => {
        const params = aLaw(options).design(range(-peak, peak));
        const x = Math.fround(part * peak);
        const [q] = codes(options, peak, [x]);
        // the ends of the step, half a code away; the logarithms err by some 1e-15
        const value = decoder(params);
        const slack = 1e-14 * peak;
        expect(x).to.be.within(value(q - 0.5) - slack, value(q + 0.5) + slack);
      }),
      { numRuns: 1500, seed: SEED + 2 },
    );
  });

  stageLaws('quantizeStage with a live range and aLaw', {
    make: () => fuse(trackRangeStage({ every: 8 }), quantizeStage({ quantizer: aLaw({ bits: 6, axis: 'channel' }) })),
  });
});
