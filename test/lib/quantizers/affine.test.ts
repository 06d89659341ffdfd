import { expect } from 'chai';
import fc from 'fast-check';
import { decodeFrame, decoder, granularInterval } from '../../../lib/decode.js';
import { OptionRangeError, OptionTypeError } from '../../../lib/errors.js';
import { frame } from '../../../lib/frame.js';
import type { AffineParams } from '../../../lib/qparams.js';
import { affine, type AffineOptions, affineParams, codesOf } from '../../../lib/quantizers/affine.js';
import { encodeFrame, type Quantizer } from '../../../lib/quantizers/quantizer.js';
import { random } from '../../../lib/random.js';
import { minMax } from '../../../lib/ranges/minMax.js';
import { range } from '../../../lib/range.js';
import { roundings } from '../../../lib/rounding.js';
import { expectedSqnr, gaussian } from './expectedSqnr.js';

const SEED = 20240520;

/** Codes of plain samples. */
function encode(
  quantizer: Quantizer<AffineParams>,
  params: AffineParams,
  x: ArrayLike<number>,
  channels = 1,
): number[] {
  return Array.from(encodeFrame(quantizer, frame(Float32Array.from(x), { channels }), params).data);
}

/** Real values after a trip through the codes. */
function through(quantizer: Quantizer<AffineParams>, params: AffineParams, x: ArrayLike<number>): Float32Array {
  return decodeFrame(encodeFrame(quantizer, frame(Float32Array.from(x)), params)).data;
}

describe('affine: parameters', () => {
  it('gives the scale, zero point and codes of ONNX DynamicQuantizeLinear', () => {
    // the operator's own examples: inside, all below 0, all above 0
    const examples = [
      [[0, 2, -3, -2.5, 1.34, 0.5], 0.019607843831181526, 153, [153, 255, 0, 26, 221, 179]],
      [[-1, -2.1, -1.3, -2.5, -3.34, -4], 0.01568627543747425, 255, [191, 121, 172, 96, 42, 0]],
      [
        [1, 2.1, 1.3, 2.5, 3.34, 4, 1.5, 2.6, 3.9, 4, 3, 2.345],
        0.01568627543747425,
        0,
        [64, 134, 83, 159, 213, 255, 96, 166, 249, 255, 191, 149],
      ],
    ] as const;
    const quantizer = affine({ signed: false, zero: 'keep' });
    for (const [x, scale, zeroPoint, codes] of examples) {
      const params = quantizer.design(range(Math.min(...x), Math.max(...x)));
      expect([params.scale, params.zeroPoint]).to.deep.equal([[scale], [zeroPoint]]);
      expect(encode(quantizer, params, x)).to.deep.equal(codes);
    }
  });

  it('has steps of 0.0195 V on 0 to 5 V and 0.0391 V on 0 to 10 V with 8 bits', () => {
    const adc = affine({ signed: false, span: 'halfOpen' });
    const [five, ten] = [adc.design(range(0, 5)), adc.design(range(0, 10))];
    expect([five.scale, five.zeroPoint]).to.deep.equal([[5 / 256], [0]]);
    expect([ten.scale, ten.zeroPoint]).to.deep.equal([[10 / 256], [0]]);
    expect(five.scale[0]).to.be.closeTo(0.0195, 0.00005);
    expect(ten.scale[0]).to.be.closeTo(0.0391, 0.00005);
  });

  it('uses all 16 codes of 4 bits on [-8, 8) with step 1', () => {
    const quantizer = affine({ bits: 4, span: 'halfOpen' });
    const params = quantizer.design(range(-8, 8));
    expect([params.scale, params.zeroPoint]).to.deep.equal([[1], [0]]);
    const codes = encode(
      quantizer,
      params,
      Array.from({ length: 16 }, (_, i) => i - 8),
    );
    expect(codes).to.deep.equal([-8, -7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('makes both ends of a closed span levels, and the upper end of a half-open one the first value outside', () => {
    const closed = affine({ bits: 4, signed: false }).design(range(0, 15));
    const halfOpen = affine({ bits: 4, signed: false, span: 'halfOpen' }).design(range(0, 16));
    for (const params of [closed, halfOpen]) {
      expect([params.scale, params.zeroPoint, params.qmin, params.qmax]).to.deep.equal([[1], [0], 0, 15]);
    }
  });

  it('widens the range to hold 0, or leaves it to the samples alone', () => {
    // 1000 to 1255: with 0 the step is 1255 / 255, without it 1
    const kept = affine({ zero: 'keep' }).design(range(1000, 1255));
    expect([kept.scale, kept.zeroPoint]).to.deep.equal([[Math.fround(1255 / 255)], [-128]]);
    const free = affine().design(range(1000, 1255));
    expect([free.scale, free.zeroPoint]).to.deep.equal([[1], [-1128]]);
    expect(encode(affine(), free, [1000, 1001, 1255])).to.deep.equal([-128, -127, 127]);
    expect(Array.from(through(affine(), free, [1000, 1254]))).to.deep.equal([1000, 1254]);
  });

  it('takes one interval over all channels, or one a channel', () => {
    const r = range([0, -8], [15, 7]);
    const tensor = affine({ bits: 4, axis: 'tensor', zero: 'keep' }).design(r);
    const channel = affine({ bits: 4, zero: 'keep' }).design(r);
    expect([tensor.scale, tensor.zeroPoint]).to.deep.equal([[Math.fround(23 / 15)], [-3]]); // -8 + 8 * 15 / 23 = -2.8
    expect([channel.scale, channel.zeroPoint]).to.deep.equal([
      [1, 1],
      [-8, 0],
    ]);
  });

  it('gives a channel that is 0 throughout scale 1, and codes that decode to 0', () => {
    for (const options of [{}, { signed: false }, { zero: 'keep' }, { bits: 1 }, { span: 'halfOpen' }] as const) {
      const quantizer = affine(options);
      const params = quantizer.design(range(0, 0));
      expect(params.scale).to.deep.equal([1]);
      expect(Array.from(through(quantizer, params, [0, -0]))).to.deep.equal([0, 0]);
    }
  });

  it('reconstructs any other constant exactly when zero is free', () => {
    for (const value of [9.81, -9.81, 2 ** -126, -3e38, 1e-20]) {
      for (const options of [{}, { signed: false }, { bits: 1 }, { bits: 1, signed: false }, { bits: 16 }] as const) {
        const quantizer = affine({ ...options, zero: 'free' });
        const x = Math.fround(value);
        const q = encodeFrame(quantizer, frame(Float32Array.of(x)), quantizer.design(range(x, x)));
        expect([decodeFrame(q).data[0], q.clipped], JSON.stringify({ value, ...options })).to.deep.equal([x, 0]);
      }
    }
  });

  it('keeps scales normal float32 numbers, however narrow the range', () => {
    for (const width of [2 ** -149, 1e-40, Number.MIN_VALUE]) {
      const params = affine().design(range(0, width));
      expect(params.scale).to.deep.equal([2 ** -126]);
      expect(params.zeroPoint).to.deep.equal([-128]);
    }
  });

  it('refuses ranges that are not finite float32 numbers, and those of a tracker that has seen no frame', () => {
    expect(() => affine().design(minMax().value())).to.throw(
      OptionRangeError,
      /^affine: the range must have a channel/,
    );
    for (const [min, max] of [
      [NaN, 1],
      [0, NaN],
      [-Infinity, 1],
      [0, Infinity],
      [-1e300, 1],
    ]) {
      for (const axis of ['tensor', 'channel'] as const) {
        expect(() => affine({ axis }).design({ min: [0, min], max: [1, max] })).to.throw(
          OptionRangeError,
          /^affine: channel 1 must have a range of finite float32 numbers/,
        );
      }
    }
  });

  it('gives one bit over the whole of float32 the largest scale', () => {
    const top = (2 - 2 ** -23) * 2 ** 127;
    expect(affine({ bits: 1 }).design(range(-top, top)).scale).to.deep.equal([top]);
  });

  it('is frozen', () => {
    const params = affine().design(range(-1, 1));
    for (const part of [params, params.scale, params.zeroPoint]) expect(Object.isFrozen(part)).to.be.true;
  });

  it('refuses wrong options at the call', () => {
    const wrong: readonly (readonly [AffineOptions, RegExp])[] = [
      [{ bits: 0 }, /^affine: bits must be an integer in \[1, 16\], got 0$/],
      [{ bits: 17 }, /bits/],
      [{ bits: 7.5 }, /bits/],
      [{ axis: 'row' as never }, /^affine: axis must be one of/],
      [{ span: 'open' as never }, /^affine: span must be one of closed, halfOpen/],
      [{ zero: 'lose' as never }, /^affine: zero must be one of keep, free/],
      [{ rounding: 'nearest' as never }, /^affine: rounding must be one of/],
      [{ overflow: 'clip' as never }, /^affine: overflow must be one of/],
    ];
    for (const [options, message] of wrong) expect(() => affine(options)).to.throw(OptionRangeError, message);
    expect(() => affine({ signed: 1 as never })).to.throw(OptionTypeError, /^affine: signed must be a boolean, got 1$/);
    expect(() => affine({ bits: '8' as never })).to.throw(OptionTypeError, /^affine: bits must be a number/);
  });
});

describe('affine: codes', () => {
  it('gives the codes of ONNX QuantizeLinear: per tensor, per axis, 16 and 4 bits', () => {
    // examples of the operator's documentation, opset 25; float32 inputs as written there
    const tensor = affineParams({ scale: 2, zeroPoint: 128, signed: false });
    expect(encode(affine(), tensor, [0, 2, 3, 1000, -254, -1000])).to.deep.equal([128, 129, 130, 255, 1, 0]);

    const axis = affineParams({ scale: [2, 4, 5], zeroPoint: [84, 24, 196], signed: false });
    const x = [-162, 10, -100, 232, -20, -50, -76, 0, 0, 252, 32, -44, 245, -485, -960, -270, -375, -470];
    expect(encode(affine(), axis, x, 3)).to.deep.equal([
      3, 89, 34, 200, 74, 59, 5, 24, 24, 87, 32, 13, 245, 99, 4, 142, 121, 102,
    ]);

    const int16 = affineParams({ scale: 2, zeroPoint: 256, bits: 16 });
    const wide = [0, -514, 3, -3, 2.9, -2.9, 3.1, -3.1, 65022, -66046, 65023, -66047, 65024, -66048, 70000, -70000];
    expect(encode(affine(), int16, wide)).to.deep.equal([
      256, -1, 258, 254, 257, 255, 258, 254, 32767, -32767, 32767, -32768, 32767, -32768, 32767, -32768,
    ]);

    const int4 = affineParams({ scale: [2, 3, 4], zeroPoint: [1, 1, 1], bits: 4 });
    expect(encode(affine(), int4, [0, 2.5, 4.8, 8.6, -30, -20, 6, 9, 12, 15, 16, 40], 3)).to.deep.equal([
      1, 2, 3, 5, -8, -6, 3, 4, 4, 5, 5, 7,
    ]);
  });

  it('divides a tensor by 1/255', () => {
    const x = [0.0114, -0.0231, 0.0445, 0, 0, 0, -0.0409, -0.0435, -0.04];
    const codes = encode(affine(), affineParams({ scale: 1 / 255 }), x, 3);
    expect(codes).to.deep.equal([3, -6, 11, 0, 0, 0, -10, -11, -10]);
  });

  it('rounds ties by its rounding mode', () => {
    const x = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5];
    const rows = {
      halfEven: [-2, -2, 0, 0, 2, 2],
      halfAway: [-3, -2, -1, 1, 2, 3],
      halfUp: [-2, -1, 0, 1, 2, 3],
      halfDown: [-3, -2, -1, 0, 1, 2],
      halfTowardZero: [-2, -1, 0, 0, 1, 2],
      floor: [-3, -2, -1, 0, 1, 2],
      trunc: [-2, -1, 0, 0, 1, 2],
    };
    for (const rounding of roundings) {
      expect(encode(affine({ rounding }), affineParams({ scale: 1 }), x), rounding).to.deep.equal(rows[rounding]);
    }
  });

  it('meets overflow by its overflow mode', () => {
    const params = affineParams({ scale: 1, bits: 4 });
    const x = [8, 9, 12, 15, 16, 17, 20, -9, -12, -16, -17, -20, Infinity, -Infinity];
    const rows = {
      saturate: [7, 7, 7, 7, 7, 7, 7, -8, -8, -8, -8, -8, 7, -8],
      saturateSymmetric: [7, 7, 7, 7, 7, 7, 7, -7, -7, -7, -7, -7, 7, -7],
      saturateZero: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      wrap: [-8, -7, -4, -1, 0, 1, 4, 7, 4, 0, -1, -4, 0, 0],
    } as const;
    for (const [overflow, row] of Object.entries(rows)) {
      const q = encodeFrame(affine({ overflow: overflow as keyof typeof rows }), frame(Float32Array.from(x)), params);
      expect(Array.from(q.data), overflow).to.deep.equal(row);
      expect(q.clipped).to.equal(x.length);
    }
  });

  it('saturates to the code of zero, and wraps around it, where that code is not 0', () => {
    const params = affineParams({ scale: 1, zeroPoint: 100, signed: false });
    const x = [-101, -100, 0, 155, 156, 300]; // codes -1, 0, 100, 255, 256, 400
    expect(encode(affine({ overflow: 'saturateZero' }), params, x)).to.deep.equal([100, 0, 100, 255, 100, 100]);
    expect(encode(affine({ overflow: 'wrap' }), params, x)).to.deep.equal([255, 0, 100, 255, 0, 144]);
  });

  it('serves one bit: two levels, one of them 0', () => {
    const quantizer = affine({ bits: 1, signed: false });
    const params = quantizer.design(range(0, 2));
    expect(encode(quantizer, params, [-1, 0, 0.9, 1.1, 2, 3])).to.deep.equal([0, 0, 0, 1, 1, 1]);
    expect(Array.from(through(quantizer, params, [0, 2]))).to.deep.equal([0, 2]);
  });
});

/** A range, options and the parameters designed from them. */
const DESIGNED = fc
  .record({
    bits: fc.integer({ min: 1, max: 16 }),
    signed: fc.boolean(),
    span: fc.constantFrom('closed' as const, 'halfOpen' as const),
    zero: fc.constantFrom('keep' as const, 'free' as const),
    centre: fc.double({ min: -3, max: 3, noNaN: true }), // in widths
    width: fc.oneof(
      fc.double({ min: 2 ** -40, max: 2 ** 40, noNaN: true }),
      fc.integer({ min: -140, max: 115 }).map(e => 2 ** e),
    ),
  })
  .map(({ centre, width, ...options }) => {
    const [min, max] = [Math.fround((centre - 0.5) * width), Math.fround((centre + 0.5) * width)];
    const quantizer = affine(options);
    return { options, quantizer, min, max, params: quantizer.design(range(min, max)) };
  });

const PART = fc.double({ min: 0, max: 1, noNaN: true });

describe('affine: laws', () => {
  it('encodes the value of every code to that code', () => {
    fc.assert(
      fc.property(DESIGNED, fc.array(PART, { minLength: 1, maxLength: 20 }), ({ quantizer, params }, parts) => {
        const codes = parts.map(p => Math.floor(params.qmin + p * (params.qmax - params.qmin)));
        const values = codes.map(decoder(params));
        expect(encode(quantizer, params, values)).to.deep.equal(codes);
      }),
      { numRuns: 1500, seed: SEED },
    );
  });

  it('is monotone under every rounding, and saturates', () => {
    fc.assert(
      fc.property(
        DESIGNED,
        fc.constantFrom(...roundings),
        fc.array(fc.double({ min: -1, max: 2, noNaN: true }), { minLength: 2, maxLength: 20 }),
        ({ options, min, max, params }, rounding, parts) => {
          const x = parts.map(p => min + p * (max - min)).sort((a, b) => a - b);
          const codes = encode(affine({ ...options, rounding }), params, [-Infinity, ...x, Infinity]);
          for (let i = 1; i < codes.length; i++) expect(codes[i]).to.be.at.least(codes[i - 1]);
          expect([codes[0], codes[codes.length - 1]]).to.deep.equal([params.qmin, params.qmax]);
        },
      ),
      { numRuns: 1500, seed: SEED + 1 },
    );
  });

  it('errs by at most half a step inside the granular interval, and a closed range lies inside it', () => {
    fc.assert(
      fc.property(DESIGNED, fc.array(PART, { minLength: 1, maxLength: 20 }), (designed, parts) => {
        const { options, quantizer, params, min, max } = designed;
        const closed = options.span === 'closed';
        const [low, high] = closed ? [min, max] : granularInterval(params);
        const x = Float32Array.from(parts, p => low + p * (high - low)).filter(v => v >= low && v <= high);
        const y = through(quantizer, params, x);
        for (let i = 0; i < x.length; i++) {
          // half a step; the quotient and the product are float32, and so is the scale, which bends the far end
          const rounding = 2 ** -23 * Math.max(Math.abs(x[i]), Math.abs(y[i]), Math.abs(high - low));
          expect(Math.abs(y[i] - x[i])).to.be.at.most(params.scale[0] / 2 + rounding);
        }
      }),
      { numRuns: 1500, seed: SEED + 2 },
    );
  });

  it('keeps zero exactly, and its code inside the codes', () => {
    fc.assert(
      fc.property(DESIGNED, ({ options, quantizer, params }) => {
        fc.pre(options.zero === 'keep');
        expect(params.zeroPoint[0]).to.be.within(params.qmin, params.qmax);
        expect(encode(quantizer, params, [0, -0])).to.deep.equal([params.zeroPoint[0], params.zeroPoint[0]]);
        expect(Array.from(through(quantizer, params, [0, -0]))).to.deep.equal([0, 0]);
      }),
      { numRuns: 2500, seed: SEED + 3 },
    );
  });
});

/** Signal power about `centre` over error power, dB. */
function sqnr(x: Float32Array, y: Float32Array, centre = 0): number {
  let [signal, error] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    signal += (x[i] - centre) ** 2;
    error += (x[i] - y[i]) ** 2;
  }
  return 10 * Math.log10(signal / error);
}

describe('affine: signal to quantization noise', () => {
  for (const [bits, decibels] of [
    [4, 24.08],
    [8, 48.17],
  ] as const) {
    // Bennett 1948: error uniform in [-step/2, step/2), signal uniform over exactly 2^b steps: 20 log10(2^b)
    it(`gives a signal uniform over the ${2 ** bits} steps of ${bits} bits ${decibels} dB`, () => {
      const quantizer = affine({ bits, span: 'halfOpen' });
      const params = quantizer.design(range(-1, 1));
      const [low, high] = granularInterval(params);
      const n = 2 ** 20;
      const ramp = Float32Array.from({ length: n }, (_, i) => low + ((i + 0.5) / n) * (high - low));
      // 2^20 / 2^b points in each step miss its power by 2^(2b - 40) parts; float32 samples by about 2^-48 / step^2
      expect(sqnr(ramp, through(quantizer, params, ramp), (low + high) / 2)).to.be.closeTo(
        20 * Math.log10(2 ** bits),
        0.001,
      );

      const r = random(SEED);
      const noise = Float32Array.from({ length: n }, () => low + r.uniform() * (high - low));
      // both powers have relative standard errors sqrt(0.8 / n): together 0.0054 dB, 9 of them are 0.05 dB
      expect(sqnr(noise, through(quantizer, params, noise), (low + high) / 2), `seed ${SEED}`).to.be.closeTo(
        decibels,
        0.05,
      );
    });
  }

  // 4093 periods in 65536 samples, phase 0.1234, step 2 / 2^b; third column: measured by an independent program, to 0.01 dB.
  // The error of few steps is not quite uniform: hence 0.6 dB at 4 bits, 0.3 at 6, 0.2 from 8
  const sine = (amplitude: number, centre: number) =>
    Float32Array.from(
      { length: 65536 },
      (_, n) => centre + amplitude * Math.sin((2 * Math.PI * 4093 * n) / 65536 + 0.1234),
    );

  for (const [bits, tolerance, measured] of [
    [4, 0.6, 25.31],
    [6, 0.3, 37.61],
    [8, 0.2, 49.79],
    [10, 0.2, 61.9],
    [12, 0.2, 73.97],
    [16, 0.2, 98.1],
  ]) {
    it(`gives a sine over the whole granular interval of ${bits} bits 6.02 b + 1.76 dB`, () => {
      const quantizer = affine({ bits, span: 'halfOpen' });
      const params = quantizer.design(range(-1, 1));
      const centre = -params.scale[0] / 2; // where the thresholds are symmetric, as in a mid-rise quantizer
      const x = sine(1, centre);
      const ratio = sqnr(x, through(quantizer, params, x), centre);
      expect(ratio).to.be.closeTo(6.0206 * bits + 1.7609, tolerance);
      expect(ratio).to.be.closeTo(measured, 0.01);
    });
  }

  for (const [bits, tolerance, measured] of [
    [4, 0.6, 25.09],
    [6, 0.3, 37.8],
    [8, 0.2, 49.95],
    [10, 0.2, 62.0],
    [12, 0.2, 74.03],
    [16, 0.2, 98.07],
  ]) {
    it(`gives a sine one step below full scale, centred on 0, at ${bits} bits as much as its smaller power leaves`, () => {
      const quantizer = affine({ bits, span: 'halfOpen' });
      const params = quantizer.design(range(-1, 1));
      const amplitude = 1 - params.scale[0];
      const x = sine(amplitude, 0);
      const ratio = sqnr(x, through(quantizer, params, x));
      expect(ratio).to.be.closeTo(6.0206 * bits + 1.7609 + 20 * Math.log10(amplitude), tolerance);
      expect(ratio).to.be.closeTo(measured, 0.01);
    });
  }

  it('loses one bit, 6.02 dB, when the range doubles around the same signal', () => {
    // a ramp over 127 steps of the coarse converter, so over 254 of the fine one: both errors are uniform
    const n = 2 ** 20;
    const x = Float32Array.from({ length: n }, (_, i) => ((i + 0.5) / n) * 127 * (10 / 256));
    const adc = affine({ signed: false, span: 'halfOpen' });
    const [five, ten] = [5, 10].map(volts => sqnr(x, through(adc, adc.design(range(0, volts)), x)));
    expect(five - ten).to.be.closeTo(20 * Math.log10(2), 0.001);
  });

  // 8 bits on [-L, L) with sigma = 1: granular error and overload together. First figure: measured with 4 M samples; at
  // L = 3 about 10,800 of them overload, which leaves 2.4 % = 0.1 dB of standard error. Second figure: Gaussian moments of
  // each of the 256 cells in closed form, with the complementary error function; the midpoint rule meets it within 1e-4
  for (const [load, measured, exact] of [
    [3, 33.19, 33.268],
    [4, 40.55, 40.5535],
    [5, 38.96, 38.9551],
  ] as const) {
    it(`gives a Gaussian at load factor ${load} ${exact} dB with 8 bits`, () => {
      const quantizer = affine({ span: 'halfOpen' });
      const params = quantizer.design(range(-load, load));
      const ratio = expectedSqnr(quantizer, params, { density: gaussian, limit: 9 });
      expect(ratio).to.be.closeTo(measured, 0.1);
      expect(ratio).to.be.closeTo(exact, 0.0005);
    });
  }

  it('gives seeded Gaussian samples what their density says, within 5 standard errors', () => {
    const quantizer = affine({ span: 'halfOpen' });
    for (const load of [3, 4, 5]) {
      const params = quantizer.design(range(-load, load));
      const r = random(SEED + load);
      const x = new Float32Array(2 ** 16);
      let [n, signal, signal4, error, error4] = [0, 0, 0, 0, 0];
      for (let chunk = 0; chunk < 16; chunk++) {
        for (let i = 0; i < x.length; i++) x[i] = r.normal();
        const y = through(quantizer, params, x);
        for (let i = 0; i < x.length; i++) {
          const squares = (x[i] - y[i]) ** 2;
          error += squares;
          error4 += squares ** 2;
          signal += x[i] ** 2;
          signal4 += x[i] ** 4;
        }
        n += x.length;
      }
      const spread = (sum: number, sum4: number) => (sum4 - sum ** 2 / n) / sum ** 2; // squared relative standard error
      const standardError = (10 / Math.LN10) * Math.sqrt(spread(error, error4) + spread(signal, signal4));
      const expected = expectedSqnr(quantizer, params, { density: gaussian, limit: 9 });
      const measured = 10 * Math.log10(signal / error);
      expect(measured, `seed ${SEED + load}, load ${load}`).to.be.closeTo(expected, 5 * standardError);
    }
  });
});

describe('codesOf', () => {
  it("gives two's complement, or unsigned codes", () => {
    expect([codesOf(8, true), codesOf(8, false), codesOf(1, true), codesOf(1, false), codesOf(16, true)]).to.deep.equal(
      [
        [-128, 127],
        [0, 255],
        [-1, 0],
        [0, 1],
        [-32768, 32767],
      ],
    );
  });
});

describe('affineParams', () => {
  it('stores scales as the float32 numbers of model files', () => {
    const params = affineParams({ scale: [0.1, 0.5], zeroPoint: [3, -4] });
    expect(params).to.deep.equal({
      kind: 'affine',
      bits: 8,
      qmin: -128,
      qmax: 127,
      scale: [13421773 / 2 ** 27, 0.5],
      zeroPoint: [3, -4],
    });
  });

  it('takes int32 zero points outside the codes, as offset sensors need', () => {
    const params = affineParams({ scale: 1, zeroPoint: -(2 ** 31) });
    expect(params.zeroPoint).to.deep.equal([-(2 ** 31)]);
  });

  it('refuses wrong options', () => {
    for (const scale of [0, -1, NaN, Infinity]) {
      expect(() => affineParams({ scale })).to.throw(OptionRangeError, /^affineParams: scale /);
      expect(() => affineParams({ scale: [1, scale] })).to.throw(OptionRangeError, /^affineParams: scale /);
    }
    for (const scale of [1e-50, 1e50]) {
      expect(() => affineParams({ scale }), 'no float32 number').to.throw(OptionRangeError, /scale/);
    }
    expect(() => affineParams({ scale: 1, zeroPoint: 0.5 })).to.throw(OptionRangeError, /zeroPoint must be an integer/);
    expect(() => affineParams({ scale: 1, zeroPoint: 2 ** 31 })).to.throw(OptionRangeError, /zeroPoint/);
    expect(() => affineParams({ scale: 1, bits: 0 })).to.throw(OptionRangeError, /bits/);
  });
});
