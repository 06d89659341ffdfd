import { expect } from 'chai';
import fc from 'fast-check';
import { densityOf, gaussianDensity, laplacianDensity } from '../../../lib/codebooks/index.js';
import { decodeFrame } from '../../../lib/decode.js';
import { DataError, OptionRangeError, OptionTypeError } from '../../../lib/errors.js';
import { frame } from '../../../lib/frame.js';
import { encodeFrame, lloydMax } from '../../../lib/quantizers/index.js';
import { range } from '../../../lib/range.js';
import * as densities from './expectedSqnr.js';
import { expectedSqnr } from './expectedSqnr.js';

const SEED = 20240713;
const ANY = range(-1, 1);

describe('lloydMax', () => {
  it("has Max's levels of four for a unit-variance Gaussian, codes in their order", () => {
    const params = lloydMax({ levels: 4 }).design(range(-7, 9));
    expect(params).to.include({ kind: 'codebook', bits: 2, qmin: 0, qmax: 3 });
    expect(params.scale).to.deep.equal([1]);
    // J. Max 1960, table I, N = 4: 0.4528, 1.510
    [-1.51, -0.4528, 0.4528, 1.51].forEach((x, k) => expect(params.levels[k]).to.be.closeTo(x, 0.0005));
  });

  it('takes the load as the standard deviations that the range is', () => {
    const quantizer = lloydMax({ levels: 16, density: laplacianDensity, load: 4, axis: 'channel' });
    expect(quantizer.design(range([-8, -1], [2, 1])).scale).to.deep.equal([2, 0.25]);
  });

  // the mean squared errors of the best quantizers, as decibels printed to three decimals
  for (const [name, density, p, rows] of [
    [
      'Gaussian',
      gaussianDensity,
      densities.gaussian,
      [
        [2, 4.396],
        [4, 9.3],
        [16, 20.222],
        [256, 43.853],
      ],
    ],
    [
      'Laplacian',
      laplacianDensity,
      densities.laplacian,
      [
        [2, 3.01],
        [4, 7.54],
        [16, 18.133],
        [256, 41.671],
      ],
    ],
  ] as const) {
    for (const [levels, decibels] of rows) {
      it(`gives a ${name} ${decibels} dB with ${levels} levels, at any scale`, () => {
        const quantizer = lloydMax({ levels, density, load: 5 });
        const params = quantizer.design(range(-35, 35)); // sigma = 7
        const sqnr = expectedSqnr(quantizer, params, { density: x => p(x / 7), limit: 7 * 20 });
        // 2^19 points a step of 5e-4 sigma apart: midpoint rule 1e-6 relative to a level's 0.02 sigma, and float32
        expect(sqnr).to.be.closeTo(decibels, 0.003);
      });
    }
  }

  it('beats equal steps and is beaten by nothing of as many levels: 20.22 dB against 19.38 dB for 16', () => {
    // -10 log10 0.011543, the best equally spaced levels, and two sets of levels near the best
    const quantizer = lloydMax();
    const at = (factor: number) => {
      const params = quantizer.design(ANY);
      return expectedSqnr(quantizer, { ...params, scale: [factor] }, { density: densities.gaussian, limit: 9 });
    };
    expect(at(1)).to.be.above(19.38 + 0.8);
    expect(at(1)).to.be.above(at(1.01)).and.above(at(0.99));
  });

  it('takes any density', () => {
    const quantizer = lloydMax({ levels: 4, density: densityOf({ pdf: () => 1, support: [0, 8] }) });
    quantizer.design(ANY).levels.forEach((x, k) => expect(x).to.be.closeTo(1 + 2 * k, 1e-12));
  });

  it('keeps zero with an odd number of levels, and not with an even one', () => {
    for (const density of [gaussianDensity, laplacianDensity]) {
      for (const [levels, value] of [
        [5, true],
        [33, true],
        [8, false],
      ] as const) {
        const quantizer = lloydMax({ levels, density });
        const q = encodeFrame(quantizer, frame(Float32Array.of(0, -0)), quantizer.design(ANY));
        expect(decodeFrame(q).data.every(x => x === 0)).to.equal(value);
      }
    }
  });

  it('encodes every level to its code, is monotone, odd and saturates, at any scale', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(2, 3, 7, 16, 255).map(levels => lloydMax({ levels, density: laplacianDensity, load: 8 })),
        fc.float({ min: Math.fround(1e-20), max: Math.fround(1e20), noNaN: true }),
        fc.array(fc.double({ min: -1.2, max: 1.2, noNaN: true }), { minLength: 2, maxLength: 20 }),
        (quantizer, peak, parts) => {
          const params = quantizer.design(range(-peak, peak));
          const codesOf = (x: readonly number[]) =>
            Array.from(encodeFrame(quantizer, frame(Float32Array.from(x)), params).data);
          expect(codesOf(params.levels.map(l => l * params.scale[0]))).to.deep.equal(params.levels.map((_, k) => k));
          const x = parts.sort((a, b) => a - b).map(p => p * peak);
          const codes = codesOf([-Infinity, ...x, Infinity]);
          for (let i = 1; i < codes.length; i++) expect(codes[i]).to.be.at.least(codes[i - 1]);
          expect([codes[0], codes[codes.length - 1]]).to.deep.equal([0, params.qmax]);
          const mirrored = codesOf(x.map(v => -v));
          x.forEach((v, i) => Math.fround(v) !== 0 && expect(mirrored[i] + codes[i + 1]).to.equal(params.qmax));
        },
      ),
      { numRuns: 1000, seed: SEED },
    );
  });

  it('refuses NaN, and wrong options at the call', () => {
    const quantizer = lloydMax();
    expect(() => encodeFrame(quantizer, frame(Float32Array.of(NaN)), quantizer.design(ANY))).to.throw(
      DataError,
      /^lloydMax: channel ch0 is NaN/,
    );
    for (const levels of [0, 4097, 3.5])
      expect(() => lloydMax({ levels })).to.throw(OptionRangeError, /^lloydMax: levels must be/);
    expect(() => lloydMax({ density: 'gaussian' as never })).to.throw(
      OptionTypeError,
      /^lloydMax: density must be an object with a method pdf/,
    );
    expect(() => lloydMax({ load: -1 })).to.throw(OptionRangeError, /^lloydMax: load/);
    expect(() => lloydMax({ axis: 'row' as never })).to.throw(OptionRangeError, /^lloydMax: axis/);
  });
});
