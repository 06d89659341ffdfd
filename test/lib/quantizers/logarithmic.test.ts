import { expect } from 'chai';
import fc from 'fast-check';
import { decodeFrame } from '../../../lib/decode.js';
import { DataError, OptionRangeError, OptionTypeError } from '../../../lib/errors.js';
import { frame } from '../../../lib/frame.js';
import { encodeFrame, logarithmic, type LogarithmicOptions } from '../../../lib/quantizers/index.js';
import { range } from '../../../lib/range.js';

const SEED = 20240704;

/** Codes and decoded values of plain samples under a range of [-peak, peak]. */
function through(options: LogarithmicOptions, peak: number, x: readonly number[]) {
  const quantizer = logarithmic(options);
  const q = encodeFrame(quantizer, frame(Float32Array.from(x)), quantizer.design(range(-peak, peak)));
  return { codes: Array.from(q.data), values: Array.from(decodeFrame(q).data), clipped: q.clipped };
}

describe('logarithmic', () => {
  it('has the levels 0 and +-peak 2^-k, codes in their order', () => {
    const params = logarithmic({ bits: 4 }).design(range(-3, 12));
    expect(params).to.deep.equal({
      kind: 'codebook',
      bits: 4,
      qmin: -7,
      qmax: 7,
      levels: [
        -1, -0.5, -0.25, -0.125, -0.0625, -0.03125, -0.015625, 0, 0.015625, 0.03125, 0.0625, 0.125, 0.25, 0.5, 1,
      ],
      scale: [12],
    });
  });

  it('divides each octave when told so', () => {
    const { levels } = logarithmic({ bits: 3, perOctave: 2 }).design(range(-1, 1));
    // 2^(-2/2), 2^(-1/2), 1
    expect([levels[4], levels[6]]).to.deep.equal([0.5, 1]);
    expect(levels[5]).to.be.closeTo(Math.SQRT1_2, Number.EPSILON);
  });

  it('takes the nearest level, and the one nearer to 0 on a tie: thresholds lie at 3/4 of the larger level', () => {
    // levels 0, 1, 2, 4
    const x = [0.5, 0.51, 1.5, 1.51, 3, 3.01, 4, -0.5, -3, -3.01];
    expect(through({ bits: 3 }, 4, x).codes).to.deep.equal([0, 1, 1, 2, 2, 3, 3, 0, -2, -3]);
  });

  it('clips beyond half a step above the peak, infinities too, and makes NaN an error', () => {
    const { codes, clipped } = through({ bits: 3 }, 4, [5, 5.01, -5, -6, Infinity, -Infinity]);
    expect([clipped, ...codes]).to.deep.equal([4, 3, 3, -3, -3, 3, -3]);
    expect(() => through({}, 1, [NaN])).to.throw(DataError, /^logarithmic: channel ch0 is NaN at sample 0/);
  });

  it('takes a peak for each channel, 1 where a channel is 0 throughout', () => {
    const params = logarithmic({ axis: 'channel' }).design(range([-1, 0, 0], [8, 0, 3]));
    expect(params.scale).to.deep.equal([8, 1, 3]);
  });

  it('refuses wrong options at the call', () => {
    for (const bits of [1, 13, 3.5]) {
      expect(() => logarithmic({ bits })).to.throw(
        OptionRangeError,
        /^logarithmic: bits must be an integer in \[2, 12\]/,
      );
    }
    for (const perOctave of [0, 65, 1.5]) {
      expect(() => logarithmic({ perOctave })).to.throw(OptionRangeError, /^logarithmic: perOctave must be/);
    }
    // 9 bits are 255 positive levels, 254 octaves: more than float32 has
    expect(() => logarithmic({ bits: 9 })).to.throw(OptionRangeError, /must span at most 126 octaves.*, got 254$/);
    expect(logarithmic({ bits: 8 }).design(range(0, 1)).levels).to.have.length(255);
    expect(() => logarithmic({ axis: 'row' as never })).to.throw(OptionRangeError, /axis/);
    expect(() => logarithmic({ bits: '4' as never })).to.throw(OptionTypeError, /bits/);
  });

  const CASES = fc.record({
    bits: fc.integer({ min: 2, max: 7 }),
    perOctave: fc.integer({ min: 1, max: 4 }),
    peak: fc.float({ min: Math.fround(2 ** -40), max: Math.fround(2 ** 40), noNaN: true }),
  });

  it('encodes every level to its code, and keeps zero', () => {
    fc.assert(
      fc.property(CASES, ({ peak, ...options }) => {
        const params = logarithmic(options).design(range(-peak, peak));
        const values = params.levels.map(l => params.scale[0] * l);
        const again = through(options, peak, values);
        expect(again.codes).to.deep.equal(values.map((_, k) => params.qmin + k));
        expect(through(options, peak, [0, -0]).values).to.deep.equal([0, 0]);
      }),
      { numRuns: 1000, seed: SEED },
    );
  });

  it('errs by at most 1/3 of the sample down to half the least level, less with more levels an octave', () => {
    fc.assert(
      fc.property(
        CASES,
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }),
        ({ peak, ...options }, parts) => {
          const { levels } = logarithmic(options).design(range(-peak, peak));
          const least = levels[levels.length / 2 + 0.5] * peak;
          const x = parts.map(p => Math.fround(p * peak));
          const { values, codes } = through(options, peak, x);
          // between a and r a the middle errs by (r - 1) / (r + 1)
          const r = 2 ** (1 / options.perOctave);
          x.forEach((v, i) => {
            const bound = Math.abs(v) < least ? least / 2 : (Math.abs(v) * (r - 1)) / (r + 1);
            expect(Math.abs(values[i] - v)).to.be.at.most(bound * (1 + 1e-6));
            if (Math.abs(v) < 0.499 * least) expect(codes[i]).to.equal(0);
          });
        },
      ),
      { numRuns: 1500, seed: SEED + 1 },
    );
  });

  it('is monotone and odd', () => {
    fc.assert(
      fc.property(
        CASES,
        fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 2, maxLength: 20 }),
        ({ peak, ...options }, parts) => {
          const x = parts.sort((a, b) => a - b).map(p => p * peak);
          const { codes } = through(options, peak, x);
          for (let i = 1; i < codes.length; i++) expect(codes[i]).to.be.at.least(codes[i - 1]);
          const mirrored = through(
            options,
            peak,
            x.map(v => -v),
          ).codes;
          expect(mirrored.map(q => 0 - q)).to.deep.equal(codes);
        },
      ),
      { numRuns: 1500, seed: SEED + 2 },
    );
  });
});
