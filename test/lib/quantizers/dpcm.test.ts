import { expect } from 'chai';
import fc from 'fast-check';
import { DataError, OptionRangeError, OptionTypeError } from '../../../lib/errors.js';
import type { AdaptiveParams } from '../../../lib/qparams.js';
import { dpcm, type DpcmOptions, quantizeStage } from '../../../lib/quantizers/index.js';
import { random } from '../../../lib/random.js';
import { stageLaws } from '../../laws.js';
import { coded, codesIn, decodedIn, sqnrOf, standardErrorOf } from './coded.js';

/** x[n] = rho x[n-1] + w[n], w standard normal. */
function autoregressive(rho: number, n: number, seed: number): Float32Array {
  const source = random(seed);
  let state = source.normal() / Math.sqrt(1 - rho * rho);
  return Float32Array.from({ length: n }, () => (state = rho * state + source.normal()));
}

const power = (x: ArrayLike<number>, from = 0) => {
  let sum = 0;
  for (let i = from; i < x.length; i++) sum += x[i] ** 2;
  return sum / (x.length - from);
};

/** Standard error in dB of the power of n samples of that process: its squares correlate as rho^2|k|. */
const standardError = (rho: number, n: number) =>
  (10 / Math.LN10) * Math.sqrt(((2 / n) * (1 + rho * rho)) / (1 - rho * rho));

const step = 1 / 8;

/** Power of the signal over the power of what the decoder adds to its prediction, dB; `step` fixed, so d = step * code. */
function predictionGain(x: Float32Array, predictor: NonNullable<DpcmOptions['predictor']>, from = 0): number {
  const codes = codesIn(coded(dpcm({ bits: 8, step, predictor }), x));
  return 10 * Math.log10(power(x, from) / (step * step * power(codes, from)));
}

const signals = fc.array(fc.float({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 40 });

const predictors: readonly NonNullable<DpcmOptions['predictor']>[] = [
  [1],
  [0.9],
  [1.6, -0.8],
  { taps: 1, update: 'signSign', stepSize: 1 / 64 },
  { taps: 3, update: 'signSign', stepSize: 1 / 32, leak: 0.99 },
  { taps: 4, update: 'normalized', stepSize: 0.5 },
];

const steps: readonly DpcmOptions['step'][] = [0.25, { minStep: 0.01, maxStep: 20 }];

describe('dpcm', () => {
  it('codes differences by hand', () => {
    // step 1, predictor [1]: y follows x rounded, codes are differences of y
    const frames = coded(dpcm({ bits: 3, step: 1 }), [1.4, 2.6, 2.4, -1, -7]);
    expect(codesIn(frames)).to.deep.equal([1, 2, -1, -3, -3]); // qmax 3, the last one is 6 away from -1
    expect(decodedIn(frames)).to.deep.equal([1, 3, 2, -1, -4]);
    expect(frames[0].clipped).to.equal(1);
    const half = coded(dpcm({ bits: 4, step: 1, predictor: [0.5, 0.25] }), [4, 4, 4, 0]);
    // predictions 0, 2, 2 + 1, 2 + 1
    expect(codesIn(half)).to.deep.equal([4, 2, 1, -3]);
    expect(decodedIn(half)).to.deep.equal([4, 4, 4, 0]);
  });

  it('moves the coefficients by hand', () => {
    // y = 2; then prediction 0 * 2, d = 3, y = 3: a = 0 + 1/4; prediction 3/4, residual 9/4 -> d = 2, y = 2.75, a = 1/2
    const sign = coded(dpcm({ step: 1, predictor: { taps: 1, update: 'signSign', stepSize: 0.25 } }), [2, 3, 3]);
    expect(decodedIn(sign)).to.deep.equal([2, 3, 2.75]);
    // a = 0 + 1 * 3 * 2 / (1 + 4) = 6 / 5; prediction 18 / 5, residual -3/5 -> d = -1
    const gradient = coded(dpcm({ step: 1, predictor: { taps: 1, update: 'normalized', stepSize: 1 } }), [2, 3, 3]);
    expect(decodedIn(gradient)).to.deep.equal([2, 3, Math.fround(3 * ((1 * 3) / 5) * 2 - 1)]);
    // leak 1/2: a = 1/2 (1/2 * 0 + 1/4) + 1/4 = 3/8 before the fourth sample; y = 2, 3, 2.75, then 3/8 * 2.75 + d
    const leaky = { taps: 1, update: 'signSign', stepSize: 0.25, leak: 0.5 } as const;
    const fading = coded(dpcm({ step: 1, predictor: leaky }), [2, 3, 3, 3]);
    expect(decodedIn(fading)[3]).to.equal(0.375 * 2.75 + 2);
  });

  it('gains 10 log10(1 / (1 - rho^2)) dB over a first-order process', () => {
    const n = 200_000;
    for (const rho of [0.5, 0.9, 0.95]) {
      const x = autoregressive(rho, n, 5);
      // the loop predicts from quantized samples: the residual's power is 1 + (1 + rho^2) step^2 / 12, under 0.02 dB more
      const wanted = 10 * Math.log10(1 / (1 - rho * rho) / (1 + ((1 + rho * rho) * step * step) / 12));
      const sampling = Math.hypot(standardError(rho, n), standardError(0, n));
      expect(predictionGain(x, [rho]), `rho ${rho}`).to.be.closeTo(wanted, 3 * sampling);
    }
  });

  it('gains that much SQNR at equal bits: that of the residual plus the prediction gain', () => {
    // 15 equal steps of 0.3534 code a Gaussian of variance 1 with an error of 0.012889 (NASA TN D-8384); the residual is
    // x - rho (x' + error), so its variance is v = 1 + rho^2 v 0.012889
    const [rho, n, distortion] = [0.9, 200_000, 0.012889];
    const v = 1 / (1 - rho * rho * distortion);
    const x = autoregressive(rho, n, 6);
    const y = decodedIn(coded(dpcm({ bits: 4, step: 0.3534 * Math.sqrt(v), predictor: [rho] }), x));
    const wanted = 10 * Math.log10(1 / (1 - rho * rho) / (v * distortion));
    expect(sqnrOf(x, y)).to.be.closeTo(wanted, 3 * standardErrorOf(x, y));
  });

  it('learns the predictor: sign-sign and normalized come to the fixed one', () => {
    const [n, from, rho] = [200_000, 20_000, 0.9];
    const x = autoregressive(rho, n, 8);
    const theory = 10 * Math.log10(1 / (1 - rho * rho));
    const sampling = 3 * Math.hypot(standardError(rho, n - from), standardError(0, n - from));
    // near the optimum a moves by s^2 a sample and is drawn back at the rate s (2 / pi) (sx / sr), so its excess error is
    // s (pi / 4) (sx / sr) of the residual's power, sx / sr = 1 / sqrt(1 - rho^2); the bound takes twice that
    const stepSize = 1 / 256;
    const excess = (2 * stepSize * Math.PI) / 4 / Math.sqrt(1 - rho * rho);
    const signSign = predictionGain(x, { taps: 1, update: 'signSign', stepSize }, from);
    expect(signSign).to.be.within(theory - 10 * Math.log10(1 + excess) - 0.02 - sampling, theory + sampling);
    // misadjustment stepSize / (2 - stepSize) for white taps; these are correlated, ten times as much is allowed
    const normalized = predictionGain(x, { taps: 4, update: 'normalized', stepSize: 0.002 }, from);
    const loss = 10 * Math.log10(1 + (10 * 0.002) / 1.998) + 0.02;
    expect(normalized).to.be.within(theory - loss - sampling, theory + sampling);
  });

  it('lets the decoder follow the encoder bit for bit, whatever the predictor and the step', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...predictors),
        fc.constantFrom(...steps),
        fc.integer({ min: 2, max: 4 }),
        signals,
        (predictor, s, bits, x) => {
          // one frame: only the decoder runs; frames of one sample: each starts from the state the encoder wrote down
          const whole = coded(dpcm({ bits, step: s, predictor, every: 4096 }), x);
          const single = coded(dpcm({ bits, step: s, predictor, every: 1 }), x);
          expect(codesIn(single)).to.deep.equal(codesIn(whole));
          const y = decodedIn(whole);
          expect(decodedIn(single)).to.deep.equal(y);
          // and the encoder's own reconstruction is in its state
          single.slice(1).forEach((f, i) => expect((f.params as AdaptiveParams).state[1]).to.equal(y[i]));
        },
      ),
      { seed: 20_240_607, numRuns: 1000 },
    );
  });

  it('errs by at most half a step where nothing saturates', () => {
    fc.assert(
      fc.property(fc.constantFrom(...predictors), fc.constantFrom(...steps), signals, (predictor, s, x) => {
        const frames = coded(dpcm({ bits: 8, step: s, predictor, every: 1, ...multipliers(s) }), x);
        const y = decodedIn(frames);
        frames.forEach((f, i) => {
          if (f.clipped > 0) return;
          const half = (f.params as AdaptiveParams).state[0] / 2;
          expect(Math.abs(x[i] - y[i])).to.be.at.most(half + 2 ** -23 * Math.abs(y[i]));
        });
      }),
      { seed: 20_240_607, numRuns: 1000 },
    );
    function multipliers(s: DpcmOptions['step']): { step?: DpcmOptions['step'] } {
      return typeof s === 'number'
        ? {}
        : { step: { ...s, multipliers: Array.from({ length: 128 }, (_, k) => 0.9 + k / 128) } };
    }
  });

  it('keeps silence silent with a fixed step, not with an adaptive one', () => {
    expect(decodedIn(coded(dpcm({ step: 1 }), [0, 0.4, -0.4, 0]))).to.deep.equal([0, 0, 0, 0]);
    expect(decodedIn(coded(dpcm({ step: { minStep: 1, maxStep: 1 } }), [0, 0]))).to.deep.equal([
      0.5,
      -0.5 + 0.5 - 0.5 + 0.5,
    ]);
  });

  it('takes the multipliers of residuals for its adaptive step', () => {
    const tables = { 2: [0.8, 1.6], 3: [0.9, 0.9, 1.25, 1.75], 4: [0.9, 0.9, 0.9, 0.9, 1.2, 1.6, 2, 2.4] };
    for (const [bits, table] of Object.entries(tables)) {
      table.forEach((m, k) => {
        const options = { bits: Number(bits), step: { minStep: 1e-3, maxStep: 1e3, initialStep: 1 }, every: 1 };
        const [, second] = coded(dpcm(options), [k + 0.5, 0]);
        expect((second.params as AdaptiveParams).state[0]).to.equal(m);
      });
    }
  });

  it('stays finite under the largest samples and the wildest predictor', () => {
    const x = Array.from({ length: 200 }, (_, i) => (i % 3 === 0 ? 3.4e38 : -3.4e38));
    for (const predictor of [[1024], [2, -1], { taps: 16, update: 'normalized', stepSize: 1.9 } as const]) {
      for (const s of [1e36, 1e-40, { minStep: 1e-44, maxStep: 1e36 }]) {
        const y = decodedIn(coded(dpcm({ step: s, predictor }), x));
        expect(y.every(Number.isFinite)).to.be.true;
      }
    }
    expect(codesIn(coded(dpcm({ step: 1 }), [Infinity, -Infinity]))).to.deep.equal([7, -7]);
  });

  it('refuses NaN, saying where', () => {
    expect(() => coded(dpcm({ step: 1 }), [1, NaN], { start: 40 })).to.throw(
      DataError,
      'dpcm: channel ch0 is NaN at sample 41',
    );
  });

  it('refuses wrong options at the call', () => {
    const make = (options: object) => () => dpcm({ step: 1, ...options });
    expect(make({ bits: 1 })).to.throw(OptionRangeError, 'dpcm: bits must be an integer in [2, 8], got 1');
    expect(make({ step: 0 })).to.throw(OptionRangeError, 'dpcm: step must be in [2^-149, 2^120], got 0');
    expect(make({ step: null })).to.throw(OptionTypeError, 'dpcm: step must be a number or an object');
    expect(make({ step: { minStep: 2, maxStep: 1 } })).to.throw(OptionRangeError, 'dpcm: maxStep must be');
    expect(make({ bits: 5, step: { minStep: 1, maxStep: 2 } })).to.throw(OptionRangeError, 'no table');
    expect(make({ predictor: [] })).to.throw(OptionRangeError, 'predictor must have 1 to 16 coefficients, got 0');
    expect(make({ predictor: [1, NaN] })).to.throw(OptionRangeError, 'predictor[1] must be in [-1024, 1024], got NaN');
    const lms = { taps: 2, update: 'normalized', stepSize: 0.1 };
    expect(make({ predictor: { ...lms, taps: 17 } })).to.throw(OptionRangeError, 'predictor.taps');
    expect(make({ predictor: { ...lms, update: 'rls' } })).to.throw(
      OptionRangeError,
      'predictor.update must be one of',
    );
    expect(make({ predictor: { ...lms, stepSize: 2 } })).to.throw(
      OptionRangeError,
      'predictor.stepSize must be in (0, 2)',
    );
    expect(make({ predictor: { ...lms, leak: 0 } })).to.throw(OptionRangeError, 'predictor.leak must be in (0, 1]');
    expect(make({ predictor: 0.9 })).to.throw(OptionTypeError, 'predictor must be');
  });

  for (const [k, predictor] of predictors.entries()) {
    stageLaws(`dpcm, predictor ${k}`, {
      make: () => quantizeStage({ quantizer: dpcm({ bits: 3, step: steps[k % 2], predictor, every: 8 }) }),
    });
  }
});
