import { expect } from 'chai';
import fc from 'fast-check';
import { decodeFrame, levelsOf } from '../../../lib/decode.js';
import { DataError, OptionRangeError } from '../../../lib/errors.js';
import { frame } from '../../../lib/frame.js';
import { sqnrMeter } from '../../../lib/meters/sqnrMeter.js';
import { type CodebookParams } from '../../../lib/qparams.js';
import { checkParams } from '../../../lib/checkParams.js';
import { e2m1, e2m3, e3m2, e4m3fn, e5m2 } from '../../../lib/quantizers/floatFormats.js';
import { minifloat, type MinifloatOptions } from '../../../lib/quantizers/minifloat.js';
import { encodeFrame } from '../../../lib/quantizers/quantizer.js';
import { range } from '../../../lib/range.js';
import { expectedSqnr, gaussian } from './expectedSqnr.js';

const SEED = 20240616;
const ANY = range(-1, 1);

const encode = (options: MinifloatOptions, params: CodebookParams, x: ArrayLike<number>, channels = 1) =>
  encodeFrame(minifloat(options), frame(Float32Array.from(x), { channels }), params);

describe('minifloat: parameters', () => {
  it('makes the larger end of the range the largest value, or casts samples as they are', () => {
    const r = range([-7, -896], [1, 448]);
    expect(minifloat({ format: e4m3fn, axis: 'tensor' }).design(r).scale).to.deep.equal([2]);
    expect(minifloat({ format: e4m3fn }).design(r).scale).to.deep.equal([1 / 64, 2]);
    expect(minifloat({ format: e4m3fn, scale: 'one' }).design(r).scale).to.deep.equal([1, 1]);
  });

  it('gives a channel that is 0 throughout scale 1 and codes that decode to 0', () => {
    const quantizer = minifloat({ format: e5m2 });
    const params = quantizer.design(range(0, 0));
    expect(params.scale).to.deep.equal([1]);
    expect(Array.from(decodeFrame(encodeFrame(quantizer, frame(Float32Array.of(0, -0)), params)).data)).to.deep.equal([
      0, 0,
    ]);
  });

  it('has a level for every code of the format, all of them finite, and passes the check from outside', () => {
    for (const format of [e4m3fn, e5m2, e3m2, e2m3, e2m1]) {
      const params = minifloat({ format }).design(ANY);
      expect([params.qmin, params.qmax, params.bits, params.levels.length]).to.deep.equal([
        0,
        2 ** format.bits - 1,
        format.bits,
        2 ** format.bits,
      ]);
      expect(checkParams('test', JSON.parse(JSON.stringify(params)), 1)).to.deep.equal(params);
    }
  });

  it('refuses ranges that are not finite float32 numbers', () => {
    for (const end of [NaN, Infinity, 1e300]) {
      expect(() => minifloat({ format: e5m2 }).design({ min: [0], max: [end] })).to.throw(
        OptionRangeError,
        /^minifloat: channel 0 must have a range of finite float32 numbers/,
      );
    }
  });

  it('refuses wrong options at the call', () => {
    expect(() => minifloat({ format: 'e4m3' as never })).to.throw(TypeError, /^minifloat: format must be an object/);
    expect(() => minifloat({ format: e5m2, axis: 'row' as never })).to.throw(
      OptionRangeError,
      /^minifloat: axis must be/,
    );
    expect(() => minifloat({ format: e5m2, scale: 'max' as never })).to.throw(
      OptionRangeError,
      /^minifloat: scale must be/,
    );
  });
});

describe('minifloat: codes', () => {
  it('gives the float8 codes of ONNX QuantizeLinear, and the values of DequantizeLinear', () => {
    // the operators' own examples: scale 2, zero point 0
    const x = [0, 1, 2, 100000, 200];
    for (const [format, values] of [
      [e4m3fn, [0, 0.5, 1, 448, 96]],
      [e5m2, [0, 0.5, 1, 49152, 96]],
    ] as const) {
      const params: CodebookParams = { ...minifloat({ format }).design(ANY), scale: [2] };
      const q = encode({ format }, params, x);
      expect(Array.from(q.data, format.decode)).to.deep.equal(values);
      expect(Array.from(decodeFrame(q).data)).to.deep.equal(values.map(v => 2 * v));
    }
    const back: CodebookParams = { ...minifloat({ format: e4m3fn }).design(ANY), scale: [2] };
    const codes = Uint8Array.from([0, 0.5, 1, 448, -104], v => e4m3fn.encode(v));
    const f = { ...encode({ format: e4m3fn }, back, [0, 0, 0, 0, 0]), data: codes };
    expect(Array.from(decodeFrame(f).data)).to.deep.equal([0, 1, 2, 896, -208]);
  });

  it('writes the bytes of the format', () => {
    const params = minifloat({ format: e4m3fn, scale: 'one' }).design(ANY);
    // 1 = 0 0111 000, 448 = 0 1111 110, 2^-9 = 0 0000 001
    expect(encode({ format: e4m3fn }, params, [1, -1, 448, 2 ** -9, 0, -0]).data).to.deep.equal(
      Uint8Array.of(0x38, 0xb8, 0x7e, 0x01, 0x00, 0x80),
    );
    const fp4 = minifloat({ format: e2m1, scale: 'one' }).design(ANY);
    expect(encode({ format: e2m1 }, fp4, [6, -6, 0.25, 0.75, 2.5]).data).to.deep.equal(Int8Array.of(7, 15, 0, 2, 4));
  });

  it('saturates and counts what lies more than half a step beyond, as the meter does', () => {
    const params = minifloat({ format: e4m3fn, scale: 'one' }).design(ANY);
    const f = frame(Float32Array.of(448, 464, 465, -464, -1000, Infinity));
    const test = encodeFrame(minifloat({ format: e4m3fn }), f, params);
    expect([Array.from(test.data), test.clipped]).to.deep.equal([[0x7e, 0x7e, 0x7e, 0xfe, 0xfe, 0x7e], 3]);
    const finite = frame(f.data.slice(0, 5));
    const meter = sqnrMeter();
    meter.push({ reference: finite, test: encodeFrame(minifloat({ format: e4m3fn }), finite, params) });
    expect(meter.value().total.overloaded).to.equal(2);
  });

  it('refuses NaN and says where', () => {
    for (const format of [e4m3fn, e2m1]) {
      const params = minifloat({ format }).design(ANY);
      expect(() => encode({ format }, params, [0, NaN])).to.throw(
        DataError,
        /^minifloat: channel ch0 is NaN at sample 1/,
      );
    }
  });

  const CASE = fc
    .record({
      format: fc.constantFrom(e4m3fn, e5m2, e3m2, e2m3, e2m1),
      scale: fc.constantFrom('peak' as const, 'one' as const),
      peak: fc.double({ min: 2 ** -30, max: 2 ** 30, noNaN: true }),
      parts: fc.array(fc.double({ min: -1.5, max: 1.5, noNaN: true }), { minLength: 2, maxLength: 20 }),
    })
    .map(({ format, scale, peak, parts }) => {
      const params = minifloat({ format, scale }).design(range(-Math.fround(peak), Math.fround(peak)));
      return { format, params, x: Float32Array.from(parts, p => p * params.scale[0] * format.max) };
    });

  it('takes the nearest level, is monotone, saturates and keeps zero', () => {
    fc.assert(
      fc.property(CASE, ({ format, params, x }) => {
        const levels = levelsOf(params);
        const sorted = Float32Array.of(-Infinity, ...x.sort(), 0, Infinity).sort();
        const q = encode({ format }, params, sorted);
        const y = decodeFrame(q).data;
        for (let i = 1; i < y.length; i++) expect(y[i]).to.be.at.least(y[i - 1]);
        const top = Math.fround(params.scale[0] * format.max);
        expect([y[0], y[y.length - 1]]).to.deep.equal([-top, top]);
        expect(y[sorted.indexOf(0)]).to.equal(0);
        for (let i = 1; i < y.length - 1; i++) {
          const nearest = Math.min(...levels.map(level => Math.abs(level - sorted[i])));
          // the quotient and the decoded value are float32
          expect(Math.abs(y[i] - sorted[i])).to.be.at.most(nearest + 2 ** -22 * Math.abs(sorted[i]));
        }
      }),
      { numRuns: 1500, seed: SEED },
    );
  });

  it('encodes the value of every code to that code, but for NaN, infinity and the second zero', () => {
    fc.assert(
      fc.property(CASE, ({ format, params }) => {
        const codes = Array.from({ length: format.qmax + 1 }, (_, code) => code).filter(
          code => Number.isFinite(format.decode(code)) && !Object.is(format.decode(code), -0),
        );
        const levels = Float32Array.from(levelsOf(params));
        expect(
          Array.from(
            encode(
              { format },
              params,
              codes.map(code => levels[code]),
            ).data,
          ),
        ).to.deep.equal(codes);
      }),
      { numRuns: 1000, seed: SEED + 1 },
    );
  });

  it('errs by at most half a unit in the last place, relative to the sample, above the subnormals', () => {
    fc.assert(
      fc.property(CASE, ({ format, params, x }) => {
        const y = decodeFrame(encode({ format }, params, x)).data;
        const unit = { e4m3fn: 3, e5m2: 2, e3m2: 2, e2m3: 3, e2m1: 1 }[format.name] as number; // mantissa bits
        const [s, normal] = [params.scale[0], format.min * 2 ** unit];
        for (let i = 0; i < x.length; i++) {
          const a = Math.abs(x[i]) / s;
          if (a <= format.max && a >= normal) {
            expect(Math.abs(y[i] - x[i])).to.be.at.most(Math.abs(x[i]) * (2 ** -(unit + 1) + 2 ** -22));
          }
        }
      }),
      { numRuns: 1500, seed: SEED + 2 },
    );
  });
});

describe('minifloat: signal to quantization noise', () => {
  // samples N(0, 1) cast as they are, without a scale: E4M3 31.54, E5M2 25.55 dB
  for (const [format, decibels] of [
    [e4m3fn, 31.54],
    [e5m2, 25.55],
  ] as const) {
    it(`gives a Gaussian ${decibels} dB in ${format.name}`, () => {
      const quantizer = minifloat({ format, scale: 'one' });
      const params = quantizer.design(ANY);
      expect(expectedSqnr(quantizer, params, { density: gaussian, limit: 9 })).to.be.closeTo(decibels, 0.1);
    });
  }
});
