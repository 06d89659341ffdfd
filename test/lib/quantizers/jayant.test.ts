import { expect } from 'chai';
import fc from 'fast-check';
import { DataError, OptionRangeError, OptionTypeError } from '../../../lib/errors.js';
import { frame, streamInfo } from '../../../lib/frame.js';
import type { AdaptiveParams } from '../../../lib/qparams.js';
import { jayant, quantizeStage } from '../../../lib/quantizers/index.js';
import { random } from '../../../lib/random.js';
import { run } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';
import { coded, codesIn, decodedIn, sqnrOf, standardErrorOf } from './coded.js';

const WIDE = { minStep: 1e-4, maxStep: 1e4, initialStep: 1 };

/** The step before each sample, from frames of one sample. */
function stepsOf(x: readonly number[], options: Parameters<typeof jayant>[0]): number[] {
  return coded(jayant({ ...options, every: 1 }), x).map(f => (f.params as AdaptiveParams).state[0]);
}

function gaussian(n: number, seed: number): Float32Array {
  const source = random(seed);
  return Float32Array.from({ length: n }, () => source.normal());
}

describe('jayant', () => {
  it('follows the worked example of Sayood, table 9.5, to the digit', () => {
    const x = [0.1, -0.2, 0.2, 0.1, -0.3, 0.1, 0.2, 0.5, 0.9, 1.5, 1.0, 0.9];
    const options = { bits: 3, multipliers: [0.8, 0.9, 1, 1.2], minStep: 1e-6, maxStep: 1e6, initialStep: 0.5 };
    // products of decimals, exact; the table prints them to five digits
    const steps = [0.5, 0.4, 0.32, 0.256, 0.2048, 0.18432, 0.147456, 0.1327104, 0.15925248, 0.191102976]; // * 0.8 0.8 ...
    steps.push(0.2293235712, 0.27518828544);
    const outputs = [0.25, -0.2, 0.16, 0.128, -0.3072, 0.09216, 0.221184, 0.4644864, 0.55738368, 0.668860416];
    outputs.push(0.8026324992, 0.96315899904);
    const got = stepsOf(x, options);
    steps.forEach((step, i) => expect(got[i], `step ${i}`).to.be.closeTo(step, i * step * 2 ** -52)); // one rounding a sample
    const decoded = decodedIn(coded(jayant(options), x));
    outputs.forEach((y, i) => expect(decoded[i], `output ${i}`).to.equal(Math.fround(y)));
  });

  it('multiplies the step by the table of its width, inner codes first', () => {
    const tables = {
      2: [0.6, 2.2],
      3: [0.85, 1, 1, 1.5],
      4: [0.8, 0.8, 0.8, 0.8, 1.2, 1.6, 2, 2.4],
      5: [0.85, 0.85, 0.85, 0.85, 0.85, 0.85, 0.85, 0.85, 1.2, 1.4, 1.6, 1.8, 2, 2.2, 2.4, 2.6],
    };
    for (const [bits, table] of Object.entries(tables)) {
      table.forEach((m, k) => {
        for (const x of [k + 0.5, -k - 0.5]) {
          expect(stepsOf([x, 0], { ...WIDE, bits: Number(bits) })[1], `${bits} bits, ${x}`).to.equal(m);
        }
      });
    }
  });

  it('keeps the step within its bounds', () => {
    const options = { bits: 2, minStep: 0.5, maxStep: 3 };
    expect(stepsOf([9, 9, 9, 0, 0, 0, 0, 0], { ...options, initialStep: 1 })).to.deep.equal([
      1, 2.2, 3, 3, 1.7999999999999998, 1.0799999999999998, 0.6479999999999999, 0.5,
    ]);
    expect(stepsOf([0], { bits: 2, minStep: 0.25, maxStep: 4 })[0]).to.equal(1); // geometric mean
    expect(stepsOf([0], { bits: 2, minStep: 0.3, maxStep: 0.3 })[0]).to.equal(0.3);
  });

  it('reaches the known SQNR of a Gaussian signal: 5.71, 12.07 and 13.67 dB at 2, 3 and 4 bits, 16.49 with 0.9', () => {
    const x = gaussian(300_000, 1);
    for (const [bits, wanted, multipliers] of [
      [2, 5.71],
      [3, 12.07],
      [4, 13.67],
      [4, 16.49, [0.9, 0.9, 0.9, 0.9, 1.2, 1.6, 2, 2.4]],
    ] as const) {
      const y = decodedIn(coded(jayant({ ...WIDE, bits, ...(multipliers && { multipliers }) }), x));
      // the reference is another run of this length: 3 standard errors of a difference, by means of batches
      expect(sqnrOf(x, y), `${bits} bits`).to.be.closeTo(wanted, 3 * Math.SQRT2 * standardErrorOf(x, y));
    }
  });

  it('is back within a factor 5 of its level after 36 samples from a step 1000 times too large or too small', () => {
    for (const bits of [2, 3, 4]) {
      const options = { ...WIDE, bits };
      const usual = Math.exp(
        stepsOf(Array.from(gaussian(20_000, 7)), options)
          .slice(100)
          .reduce((sum, s, _, all) => sum + Math.log(s) / all.length, 0),
      );
      for (const seed of [11, 12, 13, 14, 15]) {
        const x = Array.from(gaussian(37, seed));
        // the slowest way is down at 3 bits: 0.85^33 = 1 / 213 takes 1000 below 5, with three samples to spare
        const down = stepsOf(x, { ...options, initialStep: 1000 * usual });
        expect(Math.min(...down), `${bits} bits from above, seed ${seed}`).to.be.below(5 * usual);
        const up = stepsOf(x, { ...options, initialStep: usual / 1000 });
        expect(Math.max(...up), `${bits} bits from below, seed ${seed}`).to.be.above(usual / 5);
      }
    }
  });

  it('keeps the SQNR over 60 dB of level, where fixed steps do not', () => {
    const x = gaussian(20_000, 3);
    const at = (level: number) => {
      const scaled = x.map(v => v * level);
      return sqnrOf(scaled, decodedIn(coded(jayant({ ...WIDE, bits: 4 }), scaled)), 100);
    };
    // away from its bounds the coder has no scale of its own; 3 standard errors of 20,000 samples, 0.04 dB * sqrt(300 / 20)
    for (const level of [0.03, 30]) expect(at(level)).to.be.closeTo(at(1), 0.5);
  });

  it('errs by at most half a step where nothing saturates, and puts out the level that it was given', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 5 }),
        fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 30 }),
        (bits, x) => {
          const quantizer = jayant({ ...WIDE, bits, every: 1 });
          const frames = coded(quantizer, x);
          const y = decodedIn(frames);
          frames.forEach((f, i) => {
            const step = (f.params as AdaptiveParams).state[0];
            const outer = step * 2 ** (bits - 1);
            expect(f.clipped).to.equal(x[i] >= -outer && x[i] < outer ? 0 : 1);
            if (f.clipped === 0) expect(Math.abs(x[i] - y[i])).to.be.at.most((step / 2) * (1 + 2 ** -22));
            else expect(Math.abs(y[i])).to.equal(Math.fround(step * (2 ** (bits - 1) - 0.5)));
          });
          // coding the decoder's output again gives the same codes: levels lie in the middle of their steps
          expect(codesIn(coded(quantizer, y))).to.deep.equal(codesIn(frames));
        },
      ),
      { seed: 20_240_607, numRuns: 1000 },
    );
  });

  it('saturates infinities and refuses NaN, saying where', () => {
    const frames = coded(jayant({ ...WIDE, bits: 3 }), [Infinity, -Infinity, 0]);
    expect([codesIn(frames), frames[0].clipped]).to.deep.equal([[3, -4, 0], 2]);
    const info = streamInfo({ channels: 2, sampleRate: 10 });
    const bad = frame(Float32Array.of(1, 2, 3, NaN), { info, start: 50 });
    expect(() => [...run(quantizeStage({ quantizer: jayant(WIDE) }), [bad])]).to.throw(
      DataError,
      'jayant: channel ch1 is NaN at t = 5.100 s',
    );
  });

  it('adapts each channel by itself', () => {
    const [a, b] = [gaussian(100, 1), gaussian(100, 2).map(v => v / 50)];
    const both = coded(jayant(WIDE), [...a, ...b], { channels: 2 });
    expect(codesIn(both, 0)).to.deep.equal(codesIn(coded(jayant(WIDE), a)));
    expect(codesIn(both, 1)).to.deep.equal(codesIn(coded(jayant(WIDE), b)));
  });

  it('refuses wrong options at the call', () => {
    const make = (options: object) => () => jayant({ ...WIDE, ...options });
    expect(make({ bits: 1 })).to.throw(OptionRangeError, 'jayant: bits must be an integer in [2, 8], got 1');
    expect(make({ bits: 6 })).to.throw(OptionRangeError, 'multipliers must be given for 6 bits');
    expect(make({ minStep: 0 })).to.throw(OptionRangeError, 'minStep must be in [2^-149, 2^120], got 0');
    expect(make({ maxStep: 1e-5 })).to.throw(OptionRangeError, 'maxStep must be in [minStep, 2^120]');
    expect(make({ initialStep: 1e5 })).to.throw(OptionRangeError, 'initialStep must be in [minStep, maxStep]');
    expect(make({ multipliers: [1, 2] })).to.throw(OptionRangeError, 'multipliers must be 8 numbers for 4 bits, got 2');
    expect(make({ bits: 2, multipliers: [0.5, 0] })).to.throw(OptionRangeError, 'multipliers[1] must be');
    expect(make({ multipliers: 2 })).to.throw(OptionTypeError, 'multipliers must be a list');
    expect(make({ every: 0 })).to.throw(OptionRangeError, 'jayant: every must be');
  });

  for (const bits of [2, 4]) {
    stageLaws(`jayant at ${bits} bits`, {
      make: () => quantizeStage({ quantizer: jayant({ bits, minStep: 0.01, maxStep: 10, every: 8 }) }),
    });
  }
});
