import { expect } from 'chai';
import fc from 'fast-check';
import { decodeFrame, granularInterval } from '../../../lib/decode.js';
import { DataError, OptionRangeError, OptionTypeError } from '../../../lib/errors.js';
import { frame, streamInfo } from '../../../lib/frame.js';
import { counterUniform } from '../../../lib/kernels/counterRandom.js';
import type { AffineParams } from '../../../lib/qparams.js';
import {
  affine,
  dithered,
  type DitheredOptions,
  encodeFrame,
  fixedPoint,
  midRise,
  muLaw,
  powerOfTwo,
  type Quantizer,
  quantizeStage,
  symmetric,
} from '../../../lib/quantizers/index.js';
import { trackRangeStage } from '../../../lib/ranges/index.js';
import { fuse, run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';
import { coded, codesIn, decodedIn } from './coded.js';

/** Range under which `symmetric` of 8 bits has step 1. */
const UNIT = [-127, 127] as const;

/** Mean error and error power in units of step^2 / 12, over 2 million samples of a constant, step 1. */
function errorOf(options: Omit<DitheredOptions, 'quantizer' | 'seed'> | undefined, level: number) {
  const [n, parts, seed] = [2 ** 18, 8, 20_240_607];
  let [sum, squares] = [0, 0];
  const x = new Float32Array(n).fill(level);
  for (let k = 0; k < parts; k++) {
    const f = frame(x, { start: k * n });
    const quantizer = symmetric();
    const q = options
      ? [...run(quantizeStage({ quantizer: dithered({ quantizer, seed, range: UNIT, ...options }) }), [f])][0]
      : encodeFrame(quantizer, f, quantizer.design({ min: [-127], max: [127] }));
    for (const y of decodeFrame(q).data) {
      const e = y - Math.fround(level);
      sum += e;
      squares += e * e;
    }
  }
  return { mean: sum / (n * parts), power: (12 * squares) / (n * parts) };
}

const LEVELS = [0, 0.25, 0.37, 0.5];

describe('dithered', () => {
  // Lipshitz, Wannamaker and Vanderkooy 1992; 2^21 samples: the power's standard error is under 0.1 % of it
  for (const [name, options, powers] of [
    ['none', undefined, [0, 0.75, 1.6428, 3]],
    ['rpdf', { dither: 'rpdf' }, [0, 2.25, 2.7972, 3]],
    ['tpdf', { dither: 'tpdf' }, [3, 3, 3, 3]],
    ['high-pass tpdf', { dither: 'highPassTpdf' }, [3, 3, 3, 3]],
    ['subtractive rpdf', { subtractive: true }, [1, 1, 1, 1]],
  ] as const) {
    it(`leaves an error power of ${powers.join(', ')} step^2 / 12 at 0, 0.25, 0.37, 0.5 steps: ${name}`, () => {
      LEVELS.forEach((level, k) => {
        const { mean, power } = errorOf(options, level);
        expect(power, `power at ${level}`).to.be.closeTo(powers[k], 0.005 * powers[k] + 1e-9);
        // unbiased, within 5 standard errors; neighbours of high-pass dither only cancel more
        if (options)
          expect(Math.abs(mean), `mean at ${level}`).to.be.at.most(5 * Math.sqrt(power / 12 / 2 ** 21) + 1e-9);
      });
    });
  }

  it('decodes subtractive dither from the seed, the channel and the absolute index', () => {
    const quantizer = dithered({ quantizer: affine({ zero: 'free' }), subtractive: true, seed: 77, range: [3, 5] });
    const x = Float32Array.from({ length: 60 }, (_, i) => 4 + Math.sin(i));
    const [f] = coded(quantizer, x, { channels: 2, start: -7 });
    const { scale, zeroPoint, ditherSeed } = f.params as AffineParams;
    expect(ditherSeed).to.equal(77);
    const y = decodeFrame(f).data;
    for (let c = 0; c < 2; c++) {
      for (let i = 0; i < 30; i++) {
        const d = counterUniform(77, c, i - 7) - 0.5;
        const k = c * 30 + i;
        expect(y[k]).to.equal(Math.fround(scale[0] * (f.data[k] - zeroPoint[0] - d)));
        expect(Math.abs(y[k] - x[k])).to.be.at.most(scale[0] * (0.5 + 2 ** -12)); // x + d is rounded to float32, 2^-22 of 5
      }
    }
  });

  it('errs by at most half a step when subtractive, 1 under rpdf, 1.5 under tpdf, inside the range', () => {
    const bounds = [
      [{ subtractive: true }, 0.5],
      [{ dither: 'rpdf' }, 1],
      [{ dither: 'tpdf' }, 1.5],
      [{ dither: 'highPassTpdf' }, 1.5],
    ] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...bounds),
        fc.array(fc.double({ min: -126, max: 126, noNaN: true }), { minLength: 1 }),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        ([options, bound], list, seed) => {
          const x = Float32Array.from(list);
          const frames = coded(dithered({ quantizer: symmetric(), seed, range: UNIT, ...options }), x);
          decodedIn(frames).forEach((y, i) => expect(Math.abs(y - x[i])).to.be.at.most(bound + 2 ** -15));
          expect(frames.reduce((n, f) => n + f.clipped, 0)).to.equal(0);
        },
      ),
      { seed: 20_240_607, numRuns: 1000 },
    );
  });

  it('gives the same codes for the decoded signal when subtractive', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -127, max: 127, noNaN: true }), { minLength: 1 }), x => {
        const quantizer = dithered({ quantizer: symmetric(), subtractive: true, seed: 5, range: UNIT });
        const frames = coded(quantizer, x, { start: 100 });
        expect(codesIn(coded(quantizer, decodedIn(frames), { start: 100 }))).to.deep.equal(codesIn(frames));
      }),
      { seed: 20_240_607, numRuns: 1000 },
    );
  });

  it('clips after the dither and counts what it clips', () => {
    const x = new Float32Array(10_000).fill(127.25);
    const [f] = coded(dithered({ quantizer: symmetric(), seed: 3, range: UNIT }), x);
    expect(Math.max(...f.data)).to.equal(127);
    // 127.25 + d rounds above 127 where d > 1/4: (3/4)^2 / 2 of the triangle; 5 standard errors of a count
    const p = 0.28125;
    expect(f.clipped / 10_000).to.be.closeTo(p, 5 * Math.sqrt((p * (1 - p)) / 10_000));
    expect(coded(dithered({ quantizer: symmetric(), seed: 3, range: UNIT }), [Infinity])[0].clipped).to.equal(1);
  });

  it('gives each channel, index and seed its own dither', () => {
    const at = (seed: number, start: number, channels = 1) =>
      coded(dithered({ quantizer: symmetric(), seed, range: UNIT }), new Float32Array(400 * channels).fill(0.5), {
        start,
        channels,
      });
    expect(codesIn(at(1, 0))).to.deep.equal(codesIn(at(1, 0)));
    expect(codesIn(at(1, 0))).to.not.deep.equal(codesIn(at(2, 0)));
    const [two] = [at(1, 0, 2)];
    expect(codesIn(two, 0)).to.not.deep.equal(codesIn(two, 1));
    expect(codesIn(at(1, 150)).slice(0, 250)).to.deep.equal(codesIn(at(1, 0)).slice(150));
  });

  it('narrows the granular interval by the half step that subtractive dither takes', () => {
    const [f] = coded(dithered({ quantizer: symmetric(), subtractive: true, seed: 1, range: UNIT }), [0]);
    expect(granularInterval(f.params)).to.deep.equal([-127, 127]);
  });

  it('uses the range that frames carry, and keeps the frame it stands for', () => {
    const f = { ...frame(Float32Array.of(1, 2)), range: { min: [-127], max: [127] }, gains: [2] };
    const [q] = [...run(quantizeStage({ quantizer: dithered({ quantizer: symmetric(), seed: 1 }) }), [f])];
    expect(q.reference).to.equal(f);
    expect(q.gains).to.deep.equal([2]);
    expect((q.params as AffineParams).scale).to.deep.equal([1]);
    expect(() => coded(dithered({ quantizer: symmetric(), seed: 1 }), [0])).to.throw(
      DataError,
      'dithered: frame at sample 0 carries no range',
    );
  });

  it('serves every grid of equal steps', () => {
    const x = new Float32Array(20_000).fill(0.3);
    for (const [quantizer, step] of [
      [midRise({ bits: 4 }), 1 / 8],
      [powerOfTwo({ bits: 4 }), 1 / 4], // the power of two at or above 1 / 7
      [fixedPoint({ integerBits: 1, fractionBits: 3, signBit: 'counted' }), 1 / 8],
    ] as const) {
      const y = decodedIn(coded(dithered({ quantizer, seed: 8, range: [-1, 1] }), x));
      const mean = y.reduce((a, b) => a + b, 0) / y.length;
      // power step^2 / 4 at any input: 5 standard errors
      expect(Math.abs(mean - 0.3), quantizer.name).to.be.at.most((5 * step) / 2 / Math.sqrt(y.length));
    }
  });

  it('refuses NaN, saying where', () => {
    const info = streamInfo({ channels: 1, sampleRate: 10 });
    const bad = frame(Float32Array.of(0, NaN), { info, start: 30 });
    const quantizer = dithered({ quantizer: symmetric(), seed: 1, range: UNIT });
    expect(() => [...run(quantizeStage({ quantizer }), [bad])]).to.throw(
      DataError,
      'dithered: channel ch0 is NaN at t = 3.100 s',
    );
  });

  it('refuses wrong options at the call', () => {
    const make = (options: object) => () => dithered({ quantizer: symmetric(), seed: 1, ...options });
    expect(make({ seed: -1 })).to.throw(OptionRangeError, 'dithered: seed must be an integer in [0, 4294967295]');
    expect(make({ seed: undefined })).to.throw(OptionTypeError, 'seed must be a number');
    expect(make({ dither: 'gaussian' })).to.throw(OptionRangeError, 'dither must be one of rpdf, tpdf, highPassTpdf');
    expect(make({ dither: 'tpdf', subtractive: true })).to.throw(
      OptionRangeError,
      'dither must be rpdf when subtractive',
    );
    expect(make({ subtractive: 1 })).to.throw(OptionTypeError, 'subtractive must be a boolean');
    expect(make({ quantizer: muLaw() as unknown as Quantizer<AffineParams> })).to.throw(
      OptionTypeError,
      'must have equal steps',
    );
    expect(make({ quantizer: symmetric })).to.throw(
      OptionTypeError,
      'quantizer must be an object with a method encode',
    );
    expect(make({ range: [1, 0] })).to.throw(OptionRangeError, 'min <= max');
    const shifts: Quantizer = {
      name: 'shifts',
      design: () => ({ kind: 'fixedPoint', bits: 8, qmin: -128, qmax: 127, fractionBits: 0 }),
      encode: () => 0,
    };
    expect(make({ quantizer: shifts, subtractive: true })).to.throw(
      OptionRangeError,
      'subtractive needs a quantizer with affine',
    );
  });

  for (const options of [{ dither: 'highPassTpdf' }, { subtractive: true }] as const) {
    stageLaws(`dithered ${JSON.stringify(options)}`, {
      make: () => quantizeStage({ quantizer: dithered({ quantizer: affine(), seed: 9, range: [-4, 8], ...options }) }),
    });
    stageLaws(`dithered ${JSON.stringify(options)} with a live range`, {
      make: () =>
        fuse(
          trackRangeStage({ every: 8 }),
          quantizeStage({ quantizer: dithered({ quantizer: affine({ axis: 'channel' }), seed: 9, ...options }) }),
        ),
    });
  }
});
