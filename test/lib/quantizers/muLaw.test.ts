import { expect } from 'chai';
import fc from 'fast-check';
import { decodeFrame, decoder } from '../../../lib/decode.js';
import { OptionRangeError, OptionTypeError } from '../../../lib/errors.js';
import { frame } from '../../../lib/frame.js';
import { muLaw, type MuLawOptions } from '../../../lib/quantizers/muLaw.js';
import { encodeFrame } from '../../../lib/quantizers/quantizer.js';
import { range } from '../../../lib/range.js';
import { expectedSqnr, gaussian, laplacian } from './expectedSqnr.js';

const SEED = 20240540;

describe('muLaw', () => {
  it('describes itself: symmetric codes, the constant, and the larger magnitude as peak', () => {
    expect(muLaw().design(range(-3, 2))).to.deep.equal({
      kind: 'companded',
      law: 'mu',
      constant: 255,
      bits: 8,
      qmin: -127,
      qmax: 127,
      peak: [3],
    });
    expect(muLaw({ bits: 2, mu: 100 }).design(range(1, 2))).to.include({ qmin: -1, qmax: 1, constant: 100 });
    expect(muLaw().design(range([-1, 0.5], [2, 4])).peak).to.deep.equal([2, 4]);
    expect(muLaw({ axis: 'tensor' }).design(range([-1, -7], [2, 4])).peak).to.deep.equal([7]);
  });

  it('gives a channel that is 0 throughout peak 1', () => {
    expect(muLaw().design(range(0, 0)).peak).to.deep.equal([1]);
    expect(muLaw().design(range(-0, -0)).peak).to.deep.equal([1]);
  });

  it('rounds k/8 of qmax where the curve is k/8', () => {
    // x = (2^k - 1) / 255: 127 k / 8 = 15.875, 31.75, 47.625, 63.5, 79.375, 95.25, 111.125, 127
    const x = Float32Array.from([1, 2, 3, 5, 6, 7, 8], k => (2 ** k - 1) / 255);
    const params = muLaw().design(range(-1, 1));
    expect(Array.from(encodeFrame(muLaw(), frame(x), params).data)).to.deep.equal([16, 32, 48, 79, 95, 111, 127]);
    const minus = encodeFrame(muLaw(), frame(x.map(v => -v)), params);
    expect(Array.from(minus.data)).to.deep.equal([-16, -32, -48, -79, -95, -111, -127]);
  });

  it('keeps zero: code 0, value 0', () => {
    const q = encodeFrame(muLaw(), frame(Float32Array.of(0, -0, 2 ** -149)), muLaw().design(range(-1, 1)));
    expect(Array.from(q.data)).to.deep.equal([0, 0, 0]);
    expect(Array.from(decodeFrame(q).data)).to.deep.equal([0, 0, 0]);
  });

  it('takes both ends as they are, and counts what lies above', () => {
    const peak = Math.fround(0.1);
    const params = muLaw().design(range(-peak, peak));
    const q = encodeFrame(muLaw(), frame(Float32Array.of(-peak, peak, 0.2, -0.2, Infinity, -Infinity)), params);
    expect([Array.from(q.data), q.clipped]).to.deep.equal([[-127, 127, 127, -127, 127, -127], 4]);
    expect(decodeFrame(q).data[1]).to.be.closeTo(peak, peak * 2 ** -23);
  });

  it('meets overflow by its overflow mode', () => {
    const params = muLaw().design(range(-1, 1));
    const x = frame(Float32Array.of(2, -2));
    expect(Array.from(encodeFrame(muLaw({ overflow: 'saturateZero' }), x, params).data)).to.deep.equal([0, 0]);
    // 127 ln(511) / ln(256) = 142.8: 143 - 255 = -112
    expect(Array.from(encodeFrame(muLaw({ overflow: 'wrap' }), x, params).data)).to.deep.equal([-112, 112]);
  });

  it('works from the smallest to the largest float32 peak', () => {
    for (const peak of [2 ** -149, 2 ** -126, 3.4e38]) {
      const params = muLaw().design(range(-peak, peak));
      const x = Float32Array.of(peak, -peak);
      const q = encodeFrame(muLaw(), frame(x), params);
      expect([Array.from(q.data), q.clipped], `${peak}`).to.deep.equal([[127, -127], 0]);
    }
  });

  it('refuses ranges that are not finite float32 numbers', () => {
    for (const end of [NaN, Infinity, 1e300]) {
      expect(() => muLaw().design({ min: [0], max: [end] })).to.throw(
        OptionRangeError,
        /^muLaw: channel 0 must have a range of finite float32 numbers/,
      );
    }
  });

  it('refuses wrong options at the call', () => {
    const wrong: readonly (readonly [MuLawOptions, RegExp])[] = [
      [{ bits: 1 }, /^muLaw: bits must be an integer in \[2, 16\], got 1$/],
      [{ mu: 0 }, /^muLaw: mu must be a finite number above 0, got 0$/],
      [{ mu: -255 }, /mu/],
      [{ mu: Infinity }, /mu/],
      [{ axis: 'row' as never }, /axis/],
      [{ rounding: 'up' as never }, /^muLaw: rounding/],
      [{ overflow: 'up' as never }, /^muLaw: overflow/],
    ];
    for (const [options, message] of wrong) expect(() => muLaw(options)).to.throw(OptionRangeError, message);
    expect(() => muLaw({ mu: '255' as never })).to.throw(OptionTypeError, /^muLaw: mu must be a number/);
  });
});

const DESIGNED = fc
  .record({
    bits: fc.integer({ min: 2, max: 16 }),
    mu: fc.double({ min: 1e-3, max: 1e4, noNaN: true }),
    peak: fc
      .integer({ min: -120, max: 126 })
      .chain(e => fc.double({ min: 1, max: 2, noNaN: true }).map(m => m * 2 ** e)),
  })
  .map(({ peak, ...options }) => {
    const quantizer = muLaw(options);
    const top = Math.fround(peak);
    return { quantizer, mu: options.mu, top, params: quantizer.design(range(-top, 0)) };
  });
const PARTS = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 });

describe('muLaw: laws', () => {
  it('encodes the value of every code to that code', () => {
    fc.assert(
      fc.property(DESIGNED, PARTS, ({ quantizer, params }, parts) => {
        const codes = parts.map(p => Math.trunc(p * params.qmax) + 0);
        const values = frame(Float32Array.from(codes, decoder(params)));
        expect(Array.from(encodeFrame(quantizer, values, params).data)).to.deep.equal(codes);
      }),
      { numRuns: 1000, seed: SEED },
    );
  });

  it('is monotone and odd', () => {
    fc.assert(
      fc.property(DESIGNED, PARTS, ({ quantizer, top, params }, parts) => {
        const x = Float32Array.from(parts, p => 1.5 * p * top).sort();
        const codes = Array.from(encodeFrame(quantizer, frame(x), params).data);
        for (let i = 1; i < codes.length; i++) expect(codes[i]).to.be.at.least(codes[i - 1]);
        const mirrored = encodeFrame(quantizer, frame(x.map(v => -v)), params);
        expect(Array.from(mirrored.data)).to.deep.equal(codes.map(q => 0 - q));
      }),
      { numRuns: 1000, seed: SEED + 1 },
    );
  });

  it('errs by at most half a step of the curve: (1 + mu)^(1 / 2 qmax) - 1 of (|x| + peak / mu)', () => {
    fc.assert(
      fc.property(DESIGNED, PARTS, ({ quantizer, mu, top, params }, parts) => {
        const x = Float32Array.from(parts, p => p * top);
        const y = decodeFrame(encodeFrame(quantizer, frame(x), params)).data;
        for (let i = 0; i < x.length; i++) {
          // expand(u + h) + 1/mu = (expand(u) + 1/mu) (1 + mu)^h in units of the peak;
          // u = qmax * compress(x) is off by a few 2^-53 * 32767 steps, y by half a unit of float32
          const bound = Math.expm1((0.5 / params.qmax) * Math.log1p(mu)) * (Math.abs(x[i]) + top / mu);
          expect(Math.abs(y[i] - x[i])).to.be.at.most(bound * (1 + 1e-9) + 2 ** -24 * Math.abs(y[i]));
        }
      }),
      { numRuns: 1000, seed: SEED + 2 },
    );
  });
});

describe('muLaw: signal to quantization noise', () => {
  // Smith 1957 / Jayant & Noll 1984 for a uniform quantizer of `steps` steps behind the curve:
  // 20 log10(steps) + 4.7712 - 20 log10(ln(1 + mu)) - 10 log10(1 + (r / mu)^2 + 2 kappa r / mu), granular error only
  const bennett = (steps: number, r: number, kappa: number) =>
    20 * Math.log10(steps) +
    10 * Math.log10(3) -
    20 * Math.log10(Math.log(256)) -
    10 * Math.log10(1 + (r / 255) ** 2 + (2 * kappa * r) / 255);

  // 8 bits, mu = 255, sigma = 1, peak r; samples beyond the peak do not count, as in the formula.
  // The figures are for 256 steps; the symmetric codes -127 to 127 make 254, which costs 0.068 dB
  for (const [r, decibels] of [
    [8, 37.86],
    [32, 37.29],
    [100, 35.74],
    [1000, 24.64],
  ] as const) {
    it(`gives a Laplacian with a peak of ${r} sigma ${decibels} dB with 8 bits`, () => {
      const params = muLaw().design(range(-r, r));
      const counts = (x: number) => Math.abs(x) <= r;
      const ratio = expectedSqnr(muLaw(), params, { density: laplacian, limit: 32, counts });
      expect(ratio).to.be.closeTo(decibels, 0.1);
      expect(ratio).to.be.closeTo(bennett(254, r, Math.SQRT1_2), 0.01);
    });
  }

  it('adds the overload that a Laplacian with a peak of 8 sigma brings', () => {
    // beyond the peak E(|x| - 8)^2 = e^(-8 sqrt 2) = 12.2e-6 joins the granular 10^(-bennett / 10) = 166e-6
    const ratio = expectedSqnr(muLaw(), muLaw().design(range(-8, 8)), { density: laplacian, limit: 32 });
    const granular = 10 ** (-bennett(254, 8, Math.SQRT1_2) / 10);
    expect(ratio).to.be.closeTo(-10 * Math.log10(granular + Math.exp(-8 * Math.SQRT2)), 0.01);
  });

  it('follows the formula for a Gaussian, whose mean magnitude is sqrt(2 / pi)', () => {
    for (const r of [8, 32, 100, 1000]) {
      const ratio = expectedSqnr(muLaw(), muLaw().design(range(-r, r)), { density: gaussian, limit: 8 });
      expect(ratio, `r = ${r}`).to.be.closeTo(bennett(254, r, Math.sqrt(2 / Math.PI)), 0.01);
    }
  });
});
