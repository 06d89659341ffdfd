import { expect } from 'chai';
import fc from 'fast-check';
import { decodeFrame, decoder, granularInterval } from '../../../lib/decode.js';
import { DataError, OptionRangeError } from '../../../lib/errors.js';
import { frame } from '../../../lib/frame.js';
import { type PowerOfTwoParams } from '../../../lib/qparams.js';
import { checkParams } from '../../../lib/checkParams.js';
import { powerOfTwo, type PowerOfTwoOptions } from '../../../lib/quantizers/powerOfTwo.js';
import { encodeFrame } from '../../../lib/quantizers/quantizer.js';
import { range } from '../../../lib/range.js';
import { rounders, roundings } from '../../../lib/rounding.js';

const SEED = 20240611;

function encode(options: PowerOfTwoOptions, params: PowerOfTwoParams, x: ArrayLike<number>, channels = 1): number[] {
  return Array.from(encodeFrame(powerOfTwo(options), frame(Float32Array.from(x), { channels }), params).data);
}

const exponent = (options: PowerOfTwoOptions, min: number, max: number) =>
  powerOfTwo(options).design(range(min, max)).exponent[0];

describe('powerOfTwo: parameters', () => {
  it('takes the smallest exponent whose codes reach both ends, each end by its own code', () => {
    // int8: -128 and 127 times 2^e
    expect(exponent({}, -1, 0.5)).to.equal(-7);
    expect(exponent({}, -1, 127 / 128)).to.equal(-7);
    expect(exponent({}, -1, 1)).to.equal(-6);
    expect(exponent({}, -128, 127)).to.equal(0);
    expect(exponent({}, -128.5, 0)).to.equal(1);
    expect(exponent({ bits: 16 }, 0, 32767)).to.equal(0);
    expect(exponent({ signed: false }, 0, 255)).to.equal(0);
    expect(exponent({ signed: false }, 0, 256)).to.equal(1);
    expect(exponent({ bits: 2 }, -2, 1)).to.equal(0);
    expect(exponent({ bits: 1, signed: false }, 0, 4)).to.equal(2);
  });

  it('takes the power of two nearest in octaves to the covering step', () => {
    const peak = (step: number) => exponent({ fit: 'nearest' }, 0, 127 * step);
    expect([1, 1.41, 1.42, 2, 2.8, 2.9].map(peak)).to.deep.equal([0, 0, 1, 1, 1, 2]);
  });

  it('moves the code of zero with the range', () => {
    const params = powerOfTwo({ zeroPoint: 'range' }).design(range(0, 255));
    expect([params.exponent, params.zeroPoint]).to.deep.equal([[0], [-128]]);
    const below = powerOfTwo({ zeroPoint: 'range', signed: false }).design(range(-3, -1));
    expect([below.exponent, below.zeroPoint]).to.deep.equal([[-6], [192]]); // 3 / 255 < 2^-6, 3 * 2^6 = 192
  });

  it('takes one exponent over all channels, or one a channel', () => {
    const r = range([-1, -100], [1, 100]);
    expect(powerOfTwo({ axis: 'tensor' }).design(r).exponent).to.deep.equal([0]);
    expect(powerOfTwo().design(r).exponent).to.deep.equal([-6, 0]);
  });

  it('gives a channel that is 0 throughout the step 1 and decodes it to 0', () => {
    for (const options of [{}, { signed: false }, { zeroPoint: 'range' }, { bits: 1, zeroPoint: 'range' }] as const) {
      const quantizer = powerOfTwo(options);
      const params = quantizer.design(range(0, 0));
      expect(params.exponent).to.deep.equal([0]);
      expect(Array.from(decodeFrame(encodeFrame(quantizer, frame(Float32Array.of(0, -0)), params)).data)).to.deep.equal(
        [0, 0],
      );
    }
  });

  it('keeps exponents of float32', () => {
    expect(exponent({}, 0, 2 ** -149)).to.equal(-126);
    expect(exponent({ bits: 2 }, 0, 3.4028234663852886e38)).to.equal(127);
  });

  it('passes the check of parameters from outside', () => {
    const params = powerOfTwo({ axis: 'channel', zeroPoint: 'range' }).design(range([-1, -2], [1, 3]));
    expect(checkParams('test', JSON.parse(JSON.stringify(params)), 2)).to.deep.equal(params);
  });

  it('refuses ranges that are not finite float32 numbers', () => {
    for (const end of [NaN, Infinity, 1e300]) {
      expect(() => powerOfTwo().design({ min: [0], max: [end] })).to.throw(
        OptionRangeError,
        /^powerOfTwo: channel 0 must have a range of finite float32 numbers/,
      );
    }
  });

  it('refuses wrong options at the call', () => {
    expect(() => powerOfTwo({ bits: 1 })).to.throw(
      OptionRangeError,
      /^powerOfTwo: bits must be an integer in \[2, 16\]/,
    );
    expect(() => powerOfTwo({ fit: 'round' as never })).to.throw(OptionRangeError, /^powerOfTwo: fit must be one of/);
    expect(() => powerOfTwo({ zeroPoint: 0 as never })).to.throw(OptionRangeError, /^powerOfTwo: zeroPoint must be/);
    expect(() => powerOfTwo({ rounding: 'nearest' as never })).to.throw(OptionRangeError, /^powerOfTwo: rounding/);
    expect(() => powerOfTwo({ signed: 1 as never })).to.throw(TypeError, /^powerOfTwo: signed must be a boolean/);
  });
});

const DESIGNED = fc
  .record({
    bits: fc.integer({ min: 2, max: 16 }),
    signed: fc.boolean(),
    fit: fc.constantFrom('cover' as const, 'nearest' as const),
    zeroPoint: fc.constantFrom('zero' as const, 'range' as const),
    ends: fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true })),
    size: fc.integer({ min: -60, max: 60 }),
  })
  .map(({ ends, size, ...options }) => {
    const [min, max] = ends.map(e => Math.fround(e * 2 ** size)).sort((a, b) => a - b);
    return { options, min, max, params: powerOfTwo(options).design(range(min, max)) };
  });
const PARTS = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 });

describe('powerOfTwo: codes', () => {
  it('never uses the lowest code under saturateSymmetric, whatever the sample, and counts it', () => {
    // SystemC SAT_SYM: -8 lies outside [-7, 7] as -9 does
    const x = Float32Array.of(-20, -9, -8, -7.6, -7, 7, 8, 20);
    const q = powerOfTwo({ bits: 4, overflow: 'saturateSymmetric' });
    const out = encodeFrame(q, frame(x), q.design(range(-8, 7)));
    expect([...out.data]).to.deep.equal([-7, -7, -7, -7, -7, 7, 7, 7]);
    expect(out.clipped).to.equal(6);
  });

  it('rounds ties by its rounding mode and meets overflow by its overflow mode', () => {
    const unit = powerOfTwo({ bits: 4 }).design(range(-8, 7));
    expect(unit.exponent).to.deep.equal([0]);
    const x = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5];
    for (const rounding of roundings) {
      expect(encode({ bits: 4, rounding }, unit, x), rounding).to.deep.equal(x.map(rounders[rounding]));
    }
    const far = [8, 17, -9, -20, Infinity];
    expect(encode({ bits: 4 }, unit, far)).to.deep.equal([7, 7, -8, -8, 7]);
    expect(encode({ bits: 4, overflow: 'wrap' }, unit, far)).to.deep.equal([-8, 1, 7, -4, 0]);
    expect(encodeFrame(powerOfTwo({ bits: 4 }), frame(Float32Array.from(far)), unit).clipped).to.equal(5);
  });

  it('clips and counts what is below 0 under unsigned codes', () => {
    const quantizer = powerOfTwo({ signed: false });
    const q = encodeFrame(quantizer, frame(Float32Array.of(-3, -0.4, 0, 255)), quantizer.design(range(-3, 255)));
    expect([Array.from(q.data), q.clipped]).to.deep.equal([[0, 0, 0, 255], 1]);
  });

  it('refuses NaN and says where', () => {
    expect(() => encode({}, powerOfTwo().design(range(-1, 1)), [0, NaN])).to.throw(
      DataError,
      /^powerOfTwo: channel ch0 is NaN at sample 1/,
    );
  });

  it('covers the range with no smaller power of two doing so', () => {
    fc.assert(
      fc.property(DESIGNED, ({ options, min, max, params }) => {
        fc.pre(options.fit === 'cover' && options.zeroPoint === 'zero' && (max > 0 || (options.signed && min < 0)));
        const [e, high, low] = [params.exponent[0], Math.max(max, 0), options.signed ? Math.min(min, 0) : 0];
        fc.pre(e > -126);
        const covers = (k: number) => high <= params.qmax * 2 ** k && low >= params.qmin * 2 ** k; // exact
        expect(covers(e)).to.be.true;
        expect(covers(e - 1)).to.be.false;
        expect(encodeFrame(powerOfTwo(options), frame(Float32Array.of(high, low)), params).clipped).to.equal(0);
      }),
      { numRuns: 3000, seed: SEED },
    );
  });

  it('clips no more than half a step at the ends where the code of zero moves', () => {
    fc.assert(
      fc.property(DESIGNED, ({ options, min, max, params }) => {
        fc.pre(options.fit === 'cover' && options.zeroPoint === 'range');
        const [low, high] = granularInterval(params);
        expect(low).to.be.at.most(min);
        expect(high).to.be.at.least(max);
      }),
      { numRuns: 3000, seed: SEED + 1 },
    );
  });

  it('is never more than half an octave from the covering step under nearest', () => {
    fc.assert(
      fc.property(DESIGNED, ({ options, min, max, params }) => {
        fc.pre(options.fit === 'nearest' && options.zeroPoint === 'zero' && options.signed && min < max);
        const step = Math.max(max / params.qmax, min / params.qmin);
        fc.pre(step > 2 ** -126);
        expect(Math.abs(Math.log2(step) - params.exponent[0])).to.be.at.most(0.5 + 1e-12);
      }),
      { numRuns: 3000, seed: SEED + 2 },
    );
  });

  it('encodes the value of every code to that code, keeps zero, and errs by at most half a step', () => {
    fc.assert(
      fc.property(DESIGNED, PARTS, ({ options, params }, parts) => {
        const quantizer = powerOfTwo(options);
        const codes = parts.map(p => Math.floor(params.qmin + p * (params.qmax - params.qmin)));
        expect(encode(options, params, codes.map(decoder(params)))).to.deep.equal(codes);
        expect(encode(options, params, [0, -0])).to.deep.equal([params.zeroPoint[0], params.zeroPoint[0]]);

        const [low, high] = granularInterval(params);
        const x = Float32Array.from(parts, p => low + p * (high - low)).filter(v => v >= low && v <= high);
        const y = decodeFrame(encodeFrame(quantizer, frame(x), params)).data;
        // steps are powers of two and codes have 16 bits: quotients, products and differences are exact
        for (let i = 0; i < x.length; i++) expect(Math.abs(y[i] - x[i])).to.be.at.most(2 ** params.exponent[0] / 2);
      }),
      { numRuns: 1500, seed: SEED + 3 },
    );
  });

  it('is monotone and saturates', () => {
    fc.assert(
      fc.property(DESIGNED, PARTS, ({ options, min, max, params }, parts) => {
        const x = parts.map(p => min + (3 * p - 1) * (max - min)).sort((a, b) => a - b);
        const codes = encode(options, params, [-Infinity, ...x, Infinity]);
        for (let i = 1; i < codes.length; i++) expect(codes[i]).to.be.at.least(codes[i - 1]);
        expect([codes[0], codes[codes.length - 1]]).to.deep.equal([params.qmin, params.qmax]);
      }),
      { numRuns: 1500, seed: SEED + 4 },
    );
  });
});
