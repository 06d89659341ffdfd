import { expect } from 'chai';
import fc from 'fast-check';
import { DataError, OptionRangeError, OptionTypeError } from '../../../lib/errors.js';
import { deltaModulation, type DeltaModulationOptions, quantizeStage } from '../../../lib/quantizers/index.js';
import { stageLaws } from '../../laws.js';
import { coded, codesIn, decodedIn } from './coded.js';

const rules: readonly DeltaModulationOptions[] = [
  { step: 0.5 },
  { step: 0.5, leak: 0.9 },
  { step: { rule: 'song', minStep: 0.25, maxStep: 4 } },
  { step: { rule: 'cvsd', minStep: 0.25, maxStep: 16, run: 3, decay: 0.75 }, leak: 31 / 32 },
];

const constant = (x: number, n: number) => new Array<number>(n).fill(x);

describe('deltaModulation', () => {
  it('walks up and down by one step', () => {
    const frames = coded(deltaModulation({ step: 1 }), [2, 2, 2, 2, -1, -1, -1]);
    expect(codesIn(frames)).to.deep.equal([1, 1, 1, 0, 0, 0, 0]); // x >= y goes up
    expect(decodedIn(frames)).to.deep.equal([1, 2, 3, 2, 1, 0, -1]);
    expect([frames[0].params.bits, frames[0].clipped]).to.deep.equal([1, 0]);
  });

  it('leaks', () => {
    // y = y / 2 +- 1 towards 1.9
    expect(decodedIn(coded(deltaModulation({ step: 1, leak: 0.5 }), constant(1.9, 4)))).to.deep.equal([
      1, 1.5, 1.75, 1.875,
    ]);
  });

  it('widens and narrows the step by Song rule: two equal bits, two different ones', () => {
    // steps 1 2 3 4 | 4 (its largest), then 3 down, 4 down, 3 up, 4 up
    const step = { rule: 'song', minStep: 1, maxStep: 4 } as const;
    const frames = coded(deltaModulation({ step }), constant(10, 9));
    expect(decodedIn(frames)).to.deep.equal([1, 3, 6, 10, 14, 11, 7, 10, 14]);
    expect(codesIn(frames)).to.deep.equal([1, 1, 1, 1, 1, 0, 0, 1, 1]);
  });

  it('widens the step on a run and lets it decay otherwise, under cvsd', () => {
    // run of 3: steps 1 1 2 3 4, then one down of max(4 / 2, 1), up by 1 and 1, down by 1
    const step = { rule: 'cvsd', minStep: 1, maxStep: 8, run: 3, decay: 0.5 } as const;
    const frames = coded(deltaModulation({ step }), constant(10, 9));
    expect(decodedIn(frames)).to.deep.equal([1, 2, 4, 7, 11, 9, 10, 11, 10]);
    expect(codesIn(frames)).to.deep.equal([1, 1, 1, 1, 1, 0, 1, 1, 0]);
  });

  it('stays within a step of a signal that is nowhere steeper', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { maxLength: 60 }), slopes => {
        let at = 0;
        const x = slopes.map(slope => (at = Math.fround(at + slope)));
        const y = decodedIn(coded(deltaModulation({ step: 1 }), x));
        // y is a whole number, exact; x has been rounded to float32, its slope may be one ulp of 64 steeper
        x.forEach((v, i) => expect(Math.abs(v - y[i])).to.be.at.most(1 + 60 * 2 ** -18));
      }),
      { seed: 20_240_607, numRuns: 1000 },
    );
  });

  it('follows a sine up to the slope amplitude 2 pi f = step, and no steeper one', () => {
    const error = (amplitude: number) => {
      const x = Float32Array.from({ length: 4000 }, (_, i) => amplitude * Math.sin((2 * Math.PI * i) / 400));
      const y = decodedIn(coded(deltaModulation({ step: 1 }), x));
      return Math.max(...Array.from(x, (v, i) => Math.abs(v - y[i])));
    };
    const limit = 400 / (2 * Math.PI);
    expect(error(0.99 * limit)).to.be.at.most(1.001);
    expect(error(1.5 * limit)).to.be.above(5);
  });

  it('has the granular error power step^2 / 3 on a busy signal without overload', () => {
    // the error spreads over [-step, step]: variance step^2 / 3 (Jayant and Noll 1984, section 8.2); two sines that
    // never repeat together; 5 % for what is left of their pattern
    const x = Float32Array.from({ length: 200_000 }, (_, i) => 40 * Math.sin(i / 97.3) + 11 * Math.sin(i / 41.7));
    const y = decodedIn(coded(deltaModulation({ step: 1 }), x));
    const power = x.reduce((sum, v, i) => sum + (v - y[i]) ** 2, 0) / x.length;
    expect(power * 3).to.be.within(0.95, 1.05);
  });

  it('codes over a wider span of levels with a step that follows the slope', () => {
    const sqnr = (step: DeltaModulationOptions['step'], level: number) => {
      const x = Float32Array.from({ length: 8000 }, (_, i) => level * Math.sin((2 * Math.PI * i) / 400));
      const y = decodedIn(coded(deltaModulation({ step }), x));
      let [s, e] = [0, 0];
      x.forEach((v, i) => i >= 800 && ((s += v * v), (e += (v - y[i]) ** 2)));
      return 10 * Math.log10(s / e);
    };
    // a still step of 1 is overloaded above 64: its error is then the signal's own size
    expect(sqnr(1, 2000)).to.be.below(3);
    for (const rule of ['song', 'cvsd'] as const) {
      expect(sqnr({ rule, minStep: 1, maxStep: 100 }, 2000), rule).to.be.above(sqnr(1, 2000) + 10);
    }
  });

  it('lets the decoder follow bit for bit, in one frame and in frames of one sample', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...rules),
        fc.array(fc.float({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 40 }),
        (rule, x) => {
          const whole = coded(deltaModulation({ ...rule, every: 4096 }), x);
          const single = coded(deltaModulation({ ...rule, every: 1 }), x);
          expect(codesIn(single)).to.deep.equal(codesIn(whole));
          expect(decodedIn(single)).to.deep.equal(decodedIn(whole));
        },
      ),
      { seed: 20_240_607, numRuns: 1000 },
    );
  });

  it('stays finite, follows infinities and refuses NaN', () => {
    const x = Array.from({ length: 100 }, (_, i) => (i < 50 ? Infinity : -Infinity));
    const frames = coded(deltaModulation({ step: { rule: 'song', minStep: 2 ** 119, maxStep: 2 ** 120 } }), x);
    expect(decodedIn(frames).every(Number.isFinite)).to.be.true;
    expect(codesIn(frames)).to.deep.equal([...constant(1, 50), ...constant(0, 50)]);
    expect(() => coded(deltaModulation({ step: 1 }), [0, NaN], { start: 5 })).to.throw(
      DataError,
      'deltaModulation: channel ch0 is NaN at sample 6',
    );
  });

  it('refuses wrong options at the call', () => {
    const make = (options: object) => () => deltaModulation({ step: 1, ...options });
    const cvsd = { rule: 'cvsd', minStep: 1, maxStep: 2 };
    expect(make({ step: -1 })).to.throw(OptionRangeError, 'deltaModulation: step must be in [2^-149, 2^120], got -1');
    expect(make({ step: null })).to.throw(OptionTypeError, 'step must be a number or an object with a rule');
    expect(make({ leak: 0 })).to.throw(OptionRangeError, 'leak must be in (0, 1], got 0');
    expect(make({ step: { ...cvsd, rule: 'jayant' } })).to.throw(
      OptionRangeError,
      'step.rule must be one of song, cvsd',
    );
    expect(make({ step: { ...cvsd, maxStep: 0.5 } })).to.throw(OptionRangeError, 'maxStep must be');
    expect(make({ step: { ...cvsd, run: 1 } })).to.throw(OptionRangeError, 'step.run must be an integer in [2, 32]');
    expect(make({ step: { ...cvsd, decay: 1 } })).to.throw(OptionRangeError, 'step.decay must be in (0, 1), got 1');
    expect(make({ step: { ...cvsd, rule: 'song', run: 3 } })).to.throw(OptionRangeError, 'belong to rule cvsd');
  });

  for (const [k, rule] of rules.entries()) {
    stageLaws(`deltaModulation, rule ${k}`, {
      make: () => quantizeStage({ quantizer: deltaModulation({ ...rule, every: 8 }) }),
    });
  }
});
