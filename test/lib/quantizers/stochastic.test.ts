import { expect } from 'chai';
import fc from 'fast-check';
import { decodeFrame, levelsOf } from '../../../lib/decode.js';
import { DataError, FormatError, OptionRangeError } from '../../../lib/errors.js';
import { frame, type QFrame } from '../../../lib/frame.js';
import {
  affine,
  affineParams,
  e2m1,
  e4m3fn,
  midRise,
  minifloat,
  muLaw,
  powerOfTwo,
  quantizeStage,
  type Quantizer,
} from '../../../lib/quantizers/index.js';
import { stochastic } from '../../../lib/quantizers/stochastic.js';
import type { LevelParams } from '../../../lib/quantizers/levelGrid.js';
import { range } from '../../../lib/range.js';
import { trackRangeStage } from '../../../lib/ranges/trackRangeStage.js';
import { fuse, run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';
import { sqnrOf } from './streamed.js';

const SEED = 20240614;
const UNIT = affineParams({ scale: 1 });

interface Place {
  readonly seed?: number;
  readonly channels?: number;
  readonly start?: number;
}

/** One frame of codes. */
function encode<P extends LevelParams>(
  quantizer: Quantizer<P>,
  params: P,
  x: ArrayLike<number>,
  { seed = SEED, ...place }: Place = {},
): QFrame {
  const stage = stochastic({ quantizer, seed, params }).encoder();
  return [...run(stage, [{ ...frame(Float32Array.from(x), place), range: range(-1, 1) }])][0];
}

/** Mean of the decoded values of `n` equal samples, and its distance from `x` in standard errors. */
function unbiased<P extends LevelParams>(quantizer: Quantizer<P>, params: P, x: number, n: number): number {
  const y = decodeFrame(encode(quantizer, params, new Float32Array(n).fill(x))).data;
  let [sum, squares] = [0, 0];
  for (const v of y) {
    sum += v - Math.fround(x);
    squares += (v - Math.fround(x)) ** 2;
  }
  return sum / Math.sqrt(squares);
}

describe('stochastic: the mean', () => {
  for (const fraction of [0.1, 0.25, 0.37, 0.5]) {
    it(`is exact at a constant ${fraction} LSB, with the error power f (1 - f)`, () => {
      const n = 2 ** 18;
      for (const [params, x] of [
        [UNIT, fraction],
        [UNIT, -100 - fraction],
        [affineParams({ scale: 0.02, zeroPoint: 17 }), 0.02 * (5 + fraction)],
      ] as const) {
        expect(Math.abs(unbiased(affine(), params, x, n)), `seed ${SEED}`).to.be.below(5);
      }
      const y = decodeFrame(encode(affine(), UNIT, new Float32Array(n).fill(fraction))).data;
      const power = y.reduce((sum, v) => sum + (v - fraction) ** 2, 0) / n;
      const f = fraction;
      // of a two-valued error: variance of its square is f (1 - f) (1 - 2 f)^2
      expect(power).to.be.closeTo(f * (1 - f), 5 * Math.sqrt((f * (1 - f) * (1 - 2 * f) ** 2) / n) + 1e-6);
    });
  }

  it('is exact between the levels of any quantizer', () => {
    const cases: readonly (readonly [Quantizer<LevelParams>, readonly number[]])[] = [
      [minifloat({ format: e4m3fn }), [0.3, 1.7, -0.001, 0.0123]],
      [minifloat({ format: e2m1 }), [0.3, 1.7, -1.1]],
      [muLaw({ bits: 5 }), [0.3, 1.7, -0.001]],
      [powerOfTwo({ bits: 4 }), [0.3, 1.7]],
      [midRise({ bits: 3 }), [0.3, 1.7, 0]],
    ] as readonly (readonly [Quantizer<LevelParams>, readonly number[]])[];
    for (const [quantizer, values] of cases) {
      const params = quantizer.design(range(-2, 2));
      for (const x of values) {
        expect(
          Math.abs(unbiased(quantizer, params, x, 2 ** 16)),
          `${quantizer.name} at ${x}, seed ${SEED}`,
        ).to.be.below(5);
      }
    }
  });

  it('costs 3.01 dB against rounding to nearest', () => {
    const n = 2 ** 20;
    const quantizer = affine({ span: 'halfOpen' });
    const params = quantizer.design(range(-1, 1));
    const levels = levelsOf(params);
    const [low, high] = [levels[0], levels[levels.length - 1]];
    const ramp = Float32Array.from({ length: n }, (_, i) => low + ((i + 0.5) / n) * (high - low));
    const signal = (high - low) ** 2 / 12 + ((high + low) / 2) ** 2; // power of a ramp
    // f (1 - f) step^2 on average: step^2 / 6; standard deviation sqrt(2 / 15) of its mean 1 / 6, so 0.2 % on a million
    const expected = 10 * Math.log10((signal * 6) / params.scale[0] ** 2);
    expect(sqnrOf(ramp, decodeFrame(encode(quantizer, params, ramp)).data)).to.be.closeTo(expected, 0.05);
  });
});

const QUANTIZERS: readonly Quantizer<LevelParams>[] = [
  affine({ bits: 8 }),
  affine({ bits: 16, zero: 'free' }),
  midRise({ bits: 5 }),
  powerOfTwo({ bits: 6, zeroPoint: 'range' }),
  muLaw({ bits: 7 }),
  minifloat({ format: e4m3fn }),
] as readonly Quantizer[] as readonly Quantizer<LevelParams>[];
const INPUT = fc
  .record({
    quantizer: fc.constantFrom(...QUANTIZERS),
    ends: fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true })),
    size: fc.integer({ min: -30, max: 30 }),
    parts: fc.array(fc.double({ min: -0.3, max: 1.3, noNaN: true }), { minLength: 1, maxLength: 20 }),
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  })
  .map(({ quantizer, ends, size, parts, seed }) => {
    const [min, max] = ends.map(e => Math.fround(e * 2 ** size)).sort((a, b) => a - b);
    const params = quantizer.design(range(min, max));
    return { quantizer, params, seed, parts, x: Float32Array.from(parts, p => min + p * (max - min)) };
  });

describe('stochastic: codes', () => {
  it('keeps a sample that is a level, zero among them', () => {
    fc.assert(
      fc.property(INPUT, ({ quantizer, params, parts, seed }) => {
        const levels = Float32Array.from(levelsOf(params));
        const x = parts.map(p => levels[Math.floor(Math.min(Math.max(p, 0), 1) * (levels.length - 1))]);
        expect(Array.from(decodeFrame(encode(quantizer, params, x, { seed })).data)).to.deep.equal(x);
      }),
      { numRuns: 1500, seed: SEED },
    );
    expect(Array.from(encode(affine(), UNIT, new Float32Array(1000)).data.filter(q => q !== 0))).to.deep.equal([]);
  });

  it('takes one of the two levels around a sample, and what the quantizer takes outside them', () => {
    fc.assert(
      fc.property(INPUT, ({ quantizer, params, x, seed }) => {
        const levels = Float32Array.from(levelsOf(params)).sort();
        const q = encode(quantizer, params, x, { seed });
        const y = decodeFrame(q).data;
        for (let i = 0; i < x.length; i++) {
          const below = levels.findLast(v => v <= x[i]);
          const above = levels.find(v => v >= x[i]);
          expect([below ?? levels[0], above ?? levels[levels.length - 1]]).to.include(y[i]);
        }
        const outside = x.filter(v => v < levels[0] || v > levels[levels.length - 1]);
        expect(q.clipped).to.be.at.most(outside.length);
      }),
      { numRuns: 1500, seed: SEED + 1 },
    );
  });

  it("leaves what is outside the levels to the quantizer's overflow rule, and counts it", () => {
    const x = [127.4, 127.6, 300, -128.4, -129, Infinity];
    const saturated = encode(affine(), UNIT, x);
    expect([Array.from(saturated.data), saturated.clipped]).to.deep.equal([[127, 127, 127, -128, -128, 127], 4]);
    const wrapped = encode(affine({ overflow: 'wrap' }), UNIT, x);
    expect([Array.from(wrapped.data), wrapped.clipped]).to.deep.equal([[127, -128, 44, -128, 127, 0], 4]);
  });

  it('depends on the seed, the channel and the absolute index alone', () => {
    const x = new Float32Array(512).fill(0.5);
    const codes = (place: Place) => Array.from(encode(affine(), UNIT, x, place).data);
    const whole = codes({ start: 1000 });
    expect(codes({ start: 1000 })).to.deep.equal(whole);
    expect(codes({ start: 1256 }).slice(0, 256)).to.deep.equal(whole.slice(256));
    expect(codes({ start: 1000, seed: SEED + 1 })).to.not.deep.equal(whole);
    const two = codes({ start: 1000, channels: 2 });
    expect(two.slice(0, 256)).to.deep.equal(whole.slice(0, 256));
    expect(two.slice(256)).to.not.deep.equal(two.slice(0, 256));
  });
});

describe('stochastic', () => {
  it('takes its range from the frames, from range, or from params', () => {
    const f = { ...frame(Float32Array.of(0, 3, 255)), range: range(0, 255) };
    const quantizer = affine({ signed: false });
    const outputs = [
      stochastic({ quantizer, seed: 1 }),
      stochastic({ quantizer, seed: 1, range: [0, 255] }),
      stochastic({ quantizer, seed: 1, params: affineParams({ scale: 1, signed: false }) }),
    ].map(s => [...run(quantizeStage({ quantizer: s }), [f])][0]);
    for (const q of outputs) expect(q.data).to.deep.equal(Uint8Array.of(0, 3, 255));
  });

  it('refuses wrong options at the call', () => {
    const quantizer = affine();
    expect(() => stochastic({ quantizer, seed: -1 })).to.throw(
      OptionRangeError,
      /^stochastic: seed must be an integer/,
    );
    expect(() => stochastic({ quantizer, seed: 2 ** 32 })).to.throw(OptionRangeError, /seed/);
    expect(() => stochastic({ quantizer, seed: 1, range: [0, 1], params: UNIT })).to.throw(
      OptionRangeError,
      /got both/,
    );
    expect(() => stochastic({ quantizer: affine as never, seed: 1 })).to.throw(
      TypeError,
      /quantizer must be an object/,
    );
    expect(() => stochastic({ quantizer, seed: 1, range: [1, 0] })).to.throw(OptionRangeError, /min <= max/);
  });

  it('refuses NaN, and frames without a range, and says where', () => {
    expect(() => encode(affine(), UNIT, [0, 1, NaN])).to.throw(
      DataError,
      /^stochastic: channel ch0 is NaN at sample 2/,
    );
    const stage = stochastic({ quantizer: affine(), seed: 1 }).encoder();
    expect(() => [
      ...run(quantizeStage({ quantizer: { name: 'stochastic', encoder: () => stage } }), [frame(Float32Array.of(1))]),
    ]).to.throw(DataError, /^stochastic: frame at sample 0 carries no range/);
  });

  it('refuses a state that was saved under another seed', () => {
    const saved = stochastic({ quantizer: affine(), seed: 1 }).encoder().save();
    expect(() => stochastic({ quantizer: affine(), seed: 2 }).encoder().restore(saved)).to.throw(
      FormatError,
      /saved with seed = 1, this stochastic has 2/,
    );
  });

  const live: readonly Quantizer<LevelParams>[] = [
    affine({ axis: 'channel' }),
    muLaw({ bits: 6 }),
  ] as readonly Quantizer[] as readonly Quantizer<LevelParams>[];
  for (const quantizer of live) {
    stageLaws(`stochastic ${quantizer.name} under a live range`, {
      make: () => fuse(trackRangeStage({ every: 8 }), stochastic({ quantizer, seed: 7 }).encoder()),
    });
  }
  stageLaws('stochastic minifloat under a fixed range', {
    make: () =>
      quantizeStage({ quantizer: stochastic({ quantizer: minifloat({ format: e4m3fn }), seed: 7, range: [-8, 8] }) }),
  });
});
