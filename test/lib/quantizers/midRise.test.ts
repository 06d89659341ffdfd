import { expect } from 'chai';
import fc from 'fast-check';
import { decodeFrame, decoder, granularInterval } from '../../../lib/decode.js';
import { DataError, OptionRangeError } from '../../../lib/errors.js';
import { frame } from '../../../lib/frame.js';
import { predictSqnr } from '../../../lib/meters/theory.js';
import { sqnrMeter } from '../../../lib/meters/sqnrMeter.js';
import { type AffineParams } from '../../../lib/qparams.js';
import { checkParams } from '../../../lib/checkParams.js';
import { encodeFrame } from '../../../lib/quantizers/quantizer.js';
import { midRise, type MidRiseOptions } from '../../../lib/quantizers/midRise.js';
import { random } from '../../../lib/random.js';
import { range } from '../../../lib/range.js';
import { sqnrOf } from './streamed.js';

const SEED = 20240610;

function encode(options: MidRiseOptions, params: AffineParams, x: ArrayLike<number>): number[] {
  return Array.from(encodeFrame(midRise(options), frame(Float32Array.from(x)), params).data);
}

function through(options: MidRiseOptions, params: AffineParams, x: ArrayLike<number>): Float32Array {
  return decodeFrame(encodeFrame(midRise(options), frame(Float32Array.from(x)), params)).data;
}

describe('midRise: parameters', () => {
  it('puts 2^b levels at odd multiples of half a step, as many below 0 as above', () => {
    const params = midRise({ bits: 2 }).design(range(-2, 2));
    expect([params.scale, params.zeroPoint, params.qmin, params.qmax]).to.deep.equal([[1], [-0.5], -2, 1]);
    expect([-2, -1, 0, 1].map(decoder(params))).to.deep.equal([-1.5, -0.5, 0.5, 1.5]);
    const unsigned = midRise({ bits: 2, signed: false }).design(range(-2, 2));
    expect([unsigned.zeroPoint, unsigned.qmin, unsigned.qmax]).to.deep.equal([[1.5], 0, 3]);
    expect([0, 1, 2, 3].map(decoder(unsigned))).to.deep.equal([-1.5, -0.5, 0.5, 1.5]);
  });

  it('takes the larger magnitude of the ends, of all channels or of each', () => {
    const r = range([-1, -8], [2, 4]);
    expect(midRise({ bits: 4, axis: 'tensor' }).design(r).scale).to.deep.equal([1]);
    expect(midRise({ bits: 4 }).design(r).scale).to.deep.equal([0.25, 1]);
  });

  it('goes to the range itself for a signal with an offset', () => {
    const params = midRise({ bits: 8, signed: false, span: 'range' }).design(range(0, 4));
    expect([params.scale, params.zeroPoint]).to.deep.equal([[1 / 64], [-0.5]]);
    expect([0, 255].map(decoder(params))).to.deep.equal([1 / 128, 4 - 1 / 128]);
    const signed = midRise({ bits: 8, span: 'range' }).design(range(1024, 1280));
    expect(signed.scale).to.deep.equal([1]);
    expect([-128, 127].map(decoder(signed))).to.deep.equal([1024.5, 1279.5]);
  });

  it('has one bit: two levels a step apart', () => {
    const params = midRise({ bits: 1 }).design(range(-1, 1));
    expect([-1, 0].map(decoder(params))).to.deep.equal([-0.5, 0.5]);
    expect(encode({ bits: 1 }, params, [-3, -0.1, 0, 0.1, 3])).to.deep.equal([-1, -1, 0, 0, 0]);
  });

  it('decodes a channel that is 0 throughout to less than 2^-118, and a constant under range to itself', () => {
    const zero = midRise().design(range(0, 0));
    expect(Math.abs(through({}, zero, [0])[0])).to.be.below(2 ** -118);
    for (const constant of [3, -3, 2 ** -20, -(2 ** 100)]) {
      const params = midRise({ span: 'range' }).design(range(constant, constant));
      expect(through({ span: 'range' }, params, [constant])[0]).to.equal(constant);
    }
  });

  it('has finite scales up to the largest float32', () => {
    const most = 3.4028234663852886e38;
    for (const span of ['symmetric', 'range'] as const) {
      for (const r of [range(-most, most), range(most, most)]) {
        expect(midRise({ bits: 1, span }).design(r).scale[0]).to.be.below(Infinity);
      }
    }
    expect(granularInterval(midRise({ bits: 1 }).design(range(-most, most)))).to.deep.equal([-most, most]);
  });

  it('passes the check of parameters from outside', () => {
    const params = midRise({ bits: 5, axis: 'channel' }).design(range([-1, -2], [1, 3]));
    expect(checkParams('test', JSON.parse(JSON.stringify(params)), 2)).to.deep.equal(params);
  });

  it('refuses ranges that are not finite float32 numbers', () => {
    for (const end of [NaN, Infinity, 1e300]) {
      expect(() => midRise().design({ min: [0], max: [end] })).to.throw(
        OptionRangeError,
        /^midRise: channel 0 must have a range of finite float32 numbers/,
      );
    }
  });

  it('refuses wrong options at the call', () => {
    expect(() => midRise({ bits: 17 })).to.throw(OptionRangeError, /^midRise: bits must be an integer in \[1, 16\]/);
    expect(() => midRise({ span: 'closed' as never })).to.throw(OptionRangeError, /^midRise: span must be one of/);
    expect(() => midRise({ overflow: 'clip' as never })).to.throw(OptionRangeError, /^midRise: overflow must be/);
    expect(() => midRise({ signed: 1 as never })).to.throw(TypeError, /^midRise: signed must be a boolean/);
  });
});

/** Exact value of a float32 in units of 2^-149. */
const units = (x: number) => BigInt(Math.fround(x) * 2 ** 149);

const DESIGNED = fc
  .record({
    bits: fc.integer({ min: 1, max: 16 }),
    signed: fc.boolean(),
    span: fc.constantFrom('symmetric' as const, 'range' as const),
    centre: fc.double({ min: -3, max: 3, noNaN: true }), // in widths
    width: fc.double({ min: 2 ** -40, max: 2 ** 40, noNaN: true }),
  })
  .map(({ centre, width, ...options }) => {
    const [min, max] = [Math.fround((centre - 0.5) * width), Math.fround((centre + 0.5) * width)];
    return { options, min, max, params: midRise(options).design(range(min, max)) };
  });
const PARTS = fc.array(fc.double({ min: -0.2, max: 1.2, noNaN: true }), { minLength: 2, maxLength: 20 });

describe('midRise: codes', () => {
  it('never uses the lowest code under saturateSymmetric, whatever the sample, and counts it', () => {
    // SystemC SAT_SYM: -8 lies outside [-7, 7] as -9 does
    const x = Float32Array.of(-20, -9, -8, -7.6, -7, 7, 8, 20);
    const q = midRise({ bits: 4, overflow: 'saturateSymmetric' });
    const out = encodeFrame(q, frame(x), q.design(range(-8, 7)));
    expect([...out.data]).to.deep.equal([-7, -7, -7, -7, -7, 7, 7, 7]);
    expect(out.clipped).to.equal(6);
  });

  it('gives every threshold to the level above it', () => {
    const params = midRise({ bits: 3 }).design(range(-4, 4));
    expect(encode({ bits: 3 }, params, [-4, -3, -1, -1e-40, -0, 0, 1e-40, 1, 3, 3.999])).to.deep.equal([
      -4, -3, -1, -1, 0, 0, 0, 1, 3, 3,
    ]);
  });

  it('meets overflow by its overflow mode, and counts it', () => {
    const params = midRise({ bits: 4 }).design(range(-8, 8));
    const x = [8, 9, 15, 16, -8.5, -12, Infinity, -Infinity];
    const rows = {
      saturate: [7, 7, 7, 7, -8, -8, 7, -8],
      saturateSymmetric: [7, 7, 7, 7, -7, -7, 7, -7],
      saturateZero: [0, 0, 0, 0, 0, 0, 0, 0],
      wrap: [-8, -7, -1, 0, 7, 4, 0, 0],
    } as const;
    for (const overflow of ['saturate', 'saturateSymmetric', 'saturateZero', 'wrap'] as const) {
      const q = encodeFrame(midRise({ bits: 4, overflow }), frame(Float32Array.from(x)), params);
      expect(Array.from(q.data), overflow).to.deep.equal(rows[overflow]);
      expect(q.clipped).to.equal(x.length);
    }
  });

  it('refuses NaN and says where', () => {
    const params = midRise().design(range(-1, 1));
    expect(() => encode({}, params, [0, 1, NaN])).to.throw(DataError, /^midRise: channel ch0 is NaN at sample 2/);
  });

  it('equals exact rational arithmetic: the floor of the quotient', () => {
    fc.assert(
      fc.property(DESIGNED, PARTS, ({ options, min, max, params }, parts) => {
        const scale = params.scale[0];
        const nearThresholds = parts.map(p => Math.fround(Math.floor((min + p * (max - min)) / scale) * scale));
        const x = [...parts.map(p => Math.fround(min + p * (max - min))), ...nearThresholds];
        const first = params.zeroPoint[0] + 0.5;
        const exact = x.map(v => {
          const [n, d] = [units(v), units(scale)];
          const floor = n >= 0n ? n / d : -((-n + d - 1n) / d);
          return Math.min(Math.max(Number(floor) + first, params.qmin), params.qmax);
        });
        expect(encode(options, params, x)).to.deep.equal(exact);
      }),
      { numRuns: 2000, seed: SEED },
    );
  });

  it('encodes the value of every code to that code', () => {
    fc.assert(
      fc.property(DESIGNED, PARTS, ({ options, params }, parts) => {
        const codes = parts.map(p =>
          Math.floor(params.qmin + Math.min(Math.max(p, 0), 1) * (params.qmax - params.qmin)),
        );
        expect(encode(options, params, codes.map(decoder(params)))).to.deep.equal(codes);
      }),
      { numRuns: 1500, seed: SEED + 1 },
    );
  });

  it('is monotone and saturates', () => {
    fc.assert(
      fc.property(DESIGNED, PARTS, ({ options, min, max, params }, parts) => {
        const x = parts.map(p => min + p * (max - min)).sort((a, b) => a - b);
        const codes = encode(options, params, [-Infinity, ...x, Infinity]);
        for (let i = 1; i < codes.length; i++) expect(codes[i]).to.be.at.least(codes[i - 1]);
        expect([codes[0], codes[codes.length - 1]]).to.deep.equal([params.qmin, params.qmax]);
      }),
      { numRuns: 1500, seed: SEED + 2 },
    );
  });

  it('errs by at most half a step inside the granular interval, which a symmetric span fills exactly', () => {
    fc.assert(
      fc.property(DESIGNED, PARTS, ({ options, min, max, params }, parts) => {
        const [low, high] = granularInterval(params);
        const x = Float32Array.from(parts, p => low + p * (high - low)).filter(v => v >= low && v <= high);
        const y = through(options, params, x);
        for (let i = 0; i < x.length; i++) {
          const rounding = 2 ** -24 * Math.abs(y[i]); // the decoded value is a float32
          expect(Math.abs(y[i] - x[i])).to.be.at.most(params.scale[0] / 2 + rounding);
        }
        if (options.span === 'symmetric') {
          const peak = Math.max(-min, max);
          expect(high).to.be.closeTo(peak, peak * 2 ** -24); // the scale is a float32
          expect(low).to.equal(-high);
        }
      }),
      { numRuns: 1500, seed: SEED + 3 },
    );
  });

  it('mirrors: the level of -x is minus the level of x, away from thresholds', () => {
    fc.assert(
      fc.property(DESIGNED, PARTS, ({ options, min, max, params }, parts) => {
        fc.pre(options.span === 'symmetric');
        const x = Float32Array.from(parts, p => min + p * (max - min)).filter(
          v => !Number.isInteger(v / params.scale[0]),
        );
        const y = through(options, params, x);
        expect(
          Array.from(
            through(
              options,
              params,
              x.map(v => -v),
            ),
          ),
        ).to.deep.equal(Array.from(y, v => -v));
      }),
      { numRuns: 2500, seed: SEED + 4 },
    );
  });
});

describe('midRise: signal to quantization noise', () => {
  for (const [bits, decibels] of [
    [4, 24.08],
    [8, 48.17],
  ] as const) {
    it(`gives a signal uniform over full scale 6.0206 b = ${decibels} dB with ${bits} bits, as theory says`, () => {
      const n = 2 ** 20;
      const params = midRise({ bits }).design(range(-1, 1));
      // n / 2^b points in each step miss its power by 2^(2b - 40) parts, float32 samples by 2^-48 / step^2
      const ramp = Float32Array.from({ length: n }, (_, i) => (2 * i + 1) / n - 1);
      expect(sqnrOf(ramp, through({ bits }, params, ramp))).to.be.closeTo(20 * Math.log10(2 ** bits), 0.001);
      expect(predictSqnr(params, { power: 1 / 3, meanAbs: 1 / 2 })).to.be.closeTo(20 * Math.log10(2 ** bits), 1e-9);

      const r = random(SEED);
      const noise = Float32Array.from({ length: n }, () => 2 * r.uniform() - 1);
      // both powers have relative standard errors sqrt(0.8 / n): together 0.0054 dB, 9 of them are 0.05 dB
      expect(sqnrOf(noise, through({ bits }, params, noise)), `seed ${SEED}`).to.be.closeTo(decibels, 0.05);
    });
  }

  it('gives a full-scale sine 25.31, 37.61, 49.79, 61.90, 73.97, 98.10 dB with 4, 6, 8, 10, 12, 16 bits', () => {
    // amplitude 1, 4093 periods in 65536 samples, phase 0.1234; by an independent program, printed to 0.01 dB
    const x = Float32Array.from({ length: 65536 }, (_, n) => Math.sin((2 * Math.PI * 4093 * n) / 65536 + 0.1234));
    for (const [bits, decibels] of [
      [4, 25.31],
      [6, 37.61],
      [8, 49.79],
      [10, 61.9],
      [12, 73.97],
      [16, 98.1],
    ]) {
      const params = midRise({ bits }).design(range(-1, 1));
      expect(params.scale).to.deep.equal([2 / 2 ** bits]);
      expect(sqnrOf(x, through({ bits }, params, x)), `${bits} bits`).to.be.closeTo(decibels, 0.01);
    }
  });

  it('is metered with its granular and overload errors apart', () => {
    const quantizer = midRise({ bits: 4 });
    const f = frame(Float32Array.of(-1.5, -1, -0.03, 0, 0.99, 1, 1.2));
    const test = encodeFrame(quantizer, f, quantizer.design(range(-1, 1)));
    const meter = sqnrMeter();
    meter.push({ reference: f, test });
    // 1, the end of the granular interval, is the first value outside the codes
    expect([meter.value().total.overloaded, test.clipped]).to.deep.equal([3, 3]);
  });
});
