import { expect } from 'chai';
import fc from 'fast-check';
import { muCurve } from '../../../lib/companding.js';
import { decodeFrame } from '../../../lib/decode.js';
import { DataError, OptionRangeError, OptionTypeError } from '../../../lib/errors.js';
import { frame } from '../../../lib/frame.js';
import {
  companded,
  type CompandedOptions,
  encodeFrame,
  midRise,
  muLaw,
  type Quantizer,
  quantizeStage,
} from '../../../lib/quantizers/index.js';
import type { QParams } from '../../../lib/qparams.js';
import { range } from '../../../lib/range.js';
import { trackRangeStage } from '../../../lib/ranges/index.js';
import { fuse } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

const SEED = 20240707;
const UNIT = range(-1, 1);

/** The frame of codes of plain samples under a range of [-1, 1]. */
function coded(options: CompandedOptions, x: ArrayLike<number>) {
  const quantizer = companded(options);
  return encodeFrame(quantizer, frame(Float32Array.from(x)), quantizer.design(UNIT));
}

describe('companded', () => {
  it('puts level q where the curve is q / qmax: for x^2 at sqrt(q / qmax)', () => {
    const { levels, ...rest } = companded({ compress: x => x * x, bits: 3 }).design(range(-5, 2));
    expect(rest).to.deep.equal({ kind: 'codebook', bits: 3, qmin: -3, qmax: 3, scale: [5] });
    const wanted = [-3, -2, -1, 0, 1, 2, 3].map(q => Math.sign(q) * Math.sqrt(Math.abs(q) / 3));
    levels.forEach((level, k) => expect(level).to.be.closeTo(wanted[k], 2 * Number.EPSILON));
  });

  it('puts its thresholds where the curve is half-way between codes, not half-way between levels', () => {
    // x^2: the thresholds between 0, 1, 2, 3 lie at sqrt(k / 6), k = 1, 3, 5
    const t = [1, 3, 5].map(k => Math.sqrt(k / 6));
    const x = t.flatMap(v => [v - 1e-6, v + 1e-6]);
    const { data } = coded({ compress: v => v * v, bits: 3 }, [...x, ...x.map(v => -v)]);
    expect(Array.from(data)).to.deep.equal([0, 1, 1, 2, 2, 3, 0, -1, -1, -2, -2, -3]);
  });

  it('counts only the shape of the curve: start and end values are free', () => {
    const plain = companded({ compress: x => x ** 3, bits: 6 }).design(UNIT);
    const moved = companded({ compress: x => 1000 + 7 * x ** 3, bits: 6 }).design(UNIT);
    // 1000 + 7 x^3 is rounded to 2^-43, so x to 2^-43 / (21 x^2), x at least (1/31)^(1/3)
    moved.levels.forEach((level, k) => expect(level).to.be.closeTo(plain.levels[k], 2 ** -40));
  });

  it('takes curves on [-1, 1] that are not odd', () => {
    // e^x: y = 2 (e^x - 1/e) / (e - 1/e) - 1, so x = ln(1/e + (y + 1) (e - 1/e) / 2)
    const { levels, qmin } = companded({ compress: Math.exp, domain: 'full', bits: 4 }).design(UNIT);
    levels.forEach((level, k) => {
      const y = (qmin + k) / 7;
      expect(level).to.be.closeTo(Math.log(1 / Math.E + ((y + 1) * (Math.E - 1 / Math.E)) / 2), 4 * Number.EPSILON);
    });
    expect([levels[0], levels[14]]).to.deep.equal([-1, 1]);
  });

  it('uses a known inverse, checked', () => {
    const curve = muCurve(255);
    const quick = companded({ compress: curve.compress, expand: curve.expand }).design(UNIT);
    const found = companded({ compress: curve.compress }).design(UNIT);
    quick.levels.forEach((level, k) => expect(level).to.be.closeTo(found.levels[k], 1e-15));
    expect(() => companded({ compress: x => x, expand: y => y * 1.001 })).to.throw(
      OptionRangeError,
      /^companded: expand must undo compress to 1e-9/,
    );
  });

  it('gives the codes of muLaw for its curve', () => {
    // thresholds of both lie within rounding of each other: samples are kept 1e-9 away from them
    const quantizer = muLaw();
    const params = quantizer.design(UNIT);
    const x = Float32Array.from({ length: 20001 }, (_, i) => (i - 10000) / 10000).filter(v => {
      const place = Math.abs(127 * muCurve(255).compress(v)) % 1;
      return Math.abs(place - 0.5) > 1e-9;
    });
    expect(x.length).to.be.above(19990);
    expect(Array.from(coded({ compress: v => Math.log1p(255 * v) }, x).data)).to.deep.equal(
      Array.from(encodeFrame(quantizer, frame(x), params).data),
    );
  });

  it('has 2^b levels and a threshold at 0 when mid-rise', () => {
    const { levels, qmin, qmax } = companded({ compress: x => x, steps: 'midRise', bits: 3 }).design(UNIT);
    expect([qmin, qmax]).to.deep.equal([-4, 3]);
    levels.forEach((level, k) => expect(level).to.be.closeTo((2 * k - 7) / 8, Number.EPSILON));
    expect(
      Array.from(coded({ compress: x => x, steps: 'midRise', bits: 3 }, [0, -0, 1e-9, -1e-9, 1, -1]).data),
    ).to.deep.equal([0, 0, 0, -1, 3, -4]);
  });

  it('clips beyond half the outermost step, infinities too; a silent channel gets peak 1; NaN is an error', () => {
    // x: levels -1, 0, 1
    const q = coded({ compress: x => x, bits: 2 }, [1.5, 1.51, -1.5, -1.51, Infinity, -Infinity]);
    expect([q.clipped, ...q.data]).to.deep.equal([4, 1, 1, -1, -1, 1, -1]);
    expect(companded({ compress: x => x, axis: 'channel' }).design(range([0, -3], [0, 1])).scale).to.deep.equal([1, 3]);
    expect(() => coded({ compress: x => x }, [NaN])).to.throw(DataError, /^companded: channel ch0 is NaN at sample 0/);
  });

  it('refuses curves that do not rise or are not finite, and says where', () => {
    const wrong: readonly (readonly [CompandedOptions, RegExp])[] = [
      [{ compress: x => x - x * x }, /^companded: compress must rise above 0.25, .* got 0.2499.* at 0.5/],
      [
        { compress: () => 1 },
        /compress must rise above 1, its value 1\/4096 before, on \[0, 1\], got 1 at 0.000244140625$/,
      ],
      [{ compress: x => -x }, /compress must rise/],
      [{ compress: x => Math.min(x, 0.5) }, /compress must rise above 0.5/],
      [{ compress: x => Math.log(x) }, /^companded: compress must be finite on \[0, 1\], got -Infinity at 0$/],
      [{ compress: x => x / (1 - x) }, /be finite .* got Infinity at 1$/],
      [{ compress: x => Math.sqrt(x), domain: 'full' }, /be finite on \[-1, 1\], got NaN at -1$/],
      [{ compress: x => x ** 2, domain: 'full' }, /compress must rise/],
      [{ compress: () => 'a' as never }, /be finite .* got "a" at 0$/],
      [{ compress: x => x, derivative: x => x - 0.5 }, /^companded: derivative must not be negative on \[0, 1\]/],
      [{ compress: x => x, derivative: () => NaN }, /derivative must not be negative .* got NaN/],
      [{ compress: x => x + (x > 0.3 ? 1e9 : 0), bits: 12 }, /levels must differ in float32/],
    ];
    for (const [options, message] of wrong) expect(() => companded(options)).to.throw(OptionRangeError, message);
  });

  it('refuses wrong options at the call', () => {
    expect(() => companded({ compress: 'x' as never })).to.throw(
      OptionTypeError,
      /^companded: compress must be a function/,
    );
    expect(() => companded({ compress: x => x, expand: 1 as never })).to.throw(OptionTypeError, /expand/);
    expect(() => companded({ compress: x => x, derivative: {} as never })).to.throw(OptionTypeError, /derivative/);
    for (const bits of [1, 13, 2.5])
      expect(() => companded({ compress: x => x, bits })).to.throw(
        OptionRangeError,
        /bits must be an integer in \[2, 12\]/,
      );
    expect(() => companded({ compress: x => x, domain: 'left' as never })).to.throw(OptionRangeError, /domain/);
    expect(() => companded({ compress: x => x, steps: 'tread' as never })).to.throw(OptionRangeError, /steps/);
    expect(() => companded({ compress: x => x, axis: 'row' as never })).to.throw(OptionRangeError, /axis/);
  });

  const CURVES = fc
    .record({
      power: fc.double({ min: 0.3, max: 4, noNaN: true }),
      mu: fc.double({ min: 0.1, max: 1000, noNaN: true }),
      which: fc.constantFrom('power', 'mu', 'tanh'),
      bits: fc.integer({ min: 2, max: 10 }),
      steps: fc.constantFrom('midTread' as const, 'midRise' as const),
    })
    .map(({ power, mu, which, ...options }) => {
      const curve = {
        power: (x: number) => x ** power,
        mu: (x: number) => Math.log1p(mu * x),
        tanh: (x: number) => Math.tanh(3 * x),
      };
      const compress = curve[which];
      const quantizer = companded({ compress, ...options });
      return { compress, options, quantizer, params: quantizer.design(UNIT) };
    });

  it('encodes every level to its code', () => {
    fc.assert(
      fc.property(CURVES, ({ quantizer, params }) => {
        const q = encodeFrame(quantizer, frame(Float32Array.from(params.levels)), params);
        expect(Array.from(q.data)).to.deep.equal(params.levels.map((_, k) => params.qmin + k));
      }),
      { numRuns: 1000, seed: SEED },
    );
  });

  it('errs by at most half a step behind the curve, is monotone, odd, and keeps zero when mid-tread', () => {
    fc.assert(
      fc.property(
        CURVES,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 20 }),
        ({ compress, options, quantizer, params }, parts) => {
          const x = Float32Array.from(parts).sort();
          const codesOf = (v: Float32Array) => Array.from(encodeFrame(quantizer, frame(v), params).data);
          const codes = codesOf(x);
          const tread = options.steps === 'midTread';
          const count = tread ? params.qmax : params.qmax + 1; // steps from 0 to 1
          const y = (v: number) => (count * (compress(v) - compress(0))) / (compress(1) - compress(0));
          codes.forEach((q, i) => {
            // the inverse is right to a double's rounding of the curve
            expect(Math.abs(y(x[i]) - (tread ? q : q + 0.5))).to.be.at.most(0.5 + 1e-9);
            if (i > 0) expect(q).to.be.at.least(codes[i - 1]);
          });
          const mirrored = codesOf(x.map(v => -v));
          codes.forEach((q, i) => x[i] !== 0 && expect(mirrored[i]).to.equal(tread ? 0 - q : -1 - q));
          if (tread) expect(codesOf(Float32Array.of(0, -0))).to.deep.equal([0, 0]);
        },
      ),
      { numRuns: 1000, seed: SEED + 1 },
    );
  });

  stageLaws('quantizeStage with a live range and companded', {
    make: () =>
      fuse(trackRangeStage({ every: 8 }), quantizeStage({ quantizer: companded({ compress: Math.tanh, bits: 5 }) })),
  });
});

describe('companded: what companding buys', () => {
  // 8 bits on [-1, 1], mid-rise. Laplacian of sigma = 1/4 at 0 dB, that is load X / sigma = 4, limited to [-1, 1] before it is coded,
  // and the same at lower levels
  const n = 2 ** 20;
  const laplacian = (sigma: number) =>
    Float32Array.from({ length: n }, (_, i) => {
      const u = (i + 0.5) / n; // quantiles at equal steps: no sampling error
      const x = (u < 0.5 ? Math.log(2 * u) : -Math.log(2 * (1 - u))) / Math.SQRT2;
      return Math.min(Math.max(sigma * x, -1), 1);
    });

  function sqnr<P extends QParams>(quantizer: Quantizer<P>, x: Float32Array): number {
    const y = decodeFrame(encodeFrame(quantizer, frame(x), quantizer.design(UNIT))).data;
    let [signal, error] = [0, 0];
    for (let i = 0; i < n; i++) {
      signal += x[i] ** 2;
      error += (x[i] - y[i]) ** 2;
    }
    return 10 * Math.log10(signal / error);
  }

  const uniform = midRise();
  const mu = companded({ compress: x => Math.log1p(255 * x), steps: 'midRise' });

  for (const [level, uniformDb, muDb] of [
    [0, 40.8, 37.5],
    [-10, 30.9, 37.8],
    [-20, 20.9, 37.1],
    [-30, 10.6, 35.2],
    [-40, -0.7, 30.5],
    [-50, -12.7, 22.9],
    [-60, -23.5, 13.6],
  ]) {
    it(`gives a Laplacian at ${level} dB ${uniformDb} dB by uniform steps and ${muDb} dB by the mu-law`, () => {
      const x = laplacian(0.25 * 10 ** (level / 20));
      expect(sqnr(uniform, x)).to.be.closeTo(uniformDb, 0.2);
      expect(sqnr(mu, x)).to.be.closeTo(muDb, 0.2);
    });
  }

  it('gives 38.06 dB at 8 bits where the mu-law is logarithmic', () => {
    // 6.0206 * 8 + 4.7712 - 20 log10(ln 256), reached as the signal outgrows peak / mu: at 1 / (r / mu) = E|x| mu / X >> 1
    const loud = Float32Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 1 : -1) * (0.3 + (0.7 * (i + 0.5)) / n));
    // over [0.3, 1] the factor (1 + 1 / (mu x))^2 costs E[(x + 1/255)^2] / E[x^2], 0.05 dB
    expect(sqnr(mu, loud)).to.be.closeTo(38.06 - 0.05, 0.03);
  });
});
