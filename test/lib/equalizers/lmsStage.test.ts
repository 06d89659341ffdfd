import { expect } from 'chai';
import { DataError } from '../../../lib/errors.js';
import { lmsStage } from '../../../lib/equalizers/index.js';
import { type Frame, frame } from '../../../lib/frame.js';
import { random } from '../../../lib/random.js';
import { run, type Stage } from '../../../lib/stage.js';
import { stageLaws } from '../../laws.js';

/** Channel 0: the FIR filter `h` over channel 1, which is white, plus white noise of deviation `sigma`. */
function system(h: readonly number[], sigma: number, n: number, seed: number): { f: Frame; noise: Float64Array } {
  const generator = random(seed);
  const u = Float32Array.from({ length: n }, () => generator.normal());
  const noise = Float64Array.from({ length: n }, () => sigma * generator.normal());
  const data = new Float32Array(2 * n);
  data.set(u, n);
  for (let i = 0; i < n; i++) data[i] = h.reduce((sum, w, k) => sum + w * (i >= k ? u[i - k] : 0), noise[i]);
  return { f: frame(data, { channels: 2 }), noise };
}

function weightsOf(stage: Stage<Frame, Frame>): number[] {
  return (stage.save() as { weights: number[][] }).weights[0];
}

describe('lmsStage', () => {
  it('converges to the known filter, its Wiener solution, as far as float32 samples tell', () => {
    const h = [0.5, -1, 0.25, 0.125, 0, 2, -0.75, 0.0625];
    const stage = lmsStage({ taps: 8, stepSize: 0.5, reference: 1 });
    const { f } = system(h, 0, 4000, 51);
    const [out] = [...run(stage, [f])];
    // the deviation falls as exp(-n stepSize (2 - stepSize) / taps) = exp(-375): what is left is the rounding of d,
    // |d| < 16, at most 2^-21 a sample; its share in the weights is below it, as |u|^2 > 1
    weightsOf(stage).forEach((w, k) => expect(w).to.be.closeTo(h[k], 2 ** -20));
    expect(Math.max(...out.data.slice(3000, 4000).map(Math.abs))).to.be.at.most(2 ** -18);
    expect(out.data.subarray(4000)).to.deep.equal(f.data.subarray(4000)); // the reference passes
  });

  it('stays around it with a misadjustment of stepSize / (2 - stepSize)', () => {
    const [taps, stepSize, sigma, n, settled] = [32, 0.2, 0.1, 60_000, 10_000];
    const h = Array.from({ length: taps }, (_, k) => Math.cos(k));
    const { f, noise } = system(h, sigma, n, 52);
    const [out] = [...run(lmsStage({ taps, stepSize, reference: 1 }), [f])];
    let excess = 0;
    for (let i = settled; i < n; i++) excess += (out.data[i] - noise[i]) ** 2;
    const misadjustment = excess / (n - settled) / sigma ** 2;
    // white Gaussian input: E[1 / |u|^2] makes it taps / (taps - 2) = 1.07 times as large; 5 % for the finite run
    const theory = (stepSize / (2 - stepSize)) * (taps / (taps - 2));
    expect(misadjustment / theory).to.be.within(0.9, 1.1);
  });

  it('cancels a noise that the reference hears through another path', () => {
    const { f } = system([1, 0.5, -0.25], 0, 8000, 53);
    const data = f.data.slice();
    const wanted = Float64Array.from({ length: 8000 }, (_, i) => 0.1 * Math.sin(i / 7));
    for (let i = 0; i < 8000; i++) data[i] += wanted[i];
    const [out] = [...run(lmsStage({ taps: 3, stepSize: 0.02, reference: 1 }), [{ ...f, data }])];
    let [left, power] = [0, 0];
    for (let i = 4000; i < 8000; i++) {
      left += (out.data[i] - wanted[i]) ** 2;
      power += wanted[i] ** 2;
    }
    // misadjustment 0.02 / 1.98 = 0.0101, times E[1 / |u|^2] E[|u|^2] = 3 for three taps, and up to 3 for the spread
    expect(left / power).to.be.below(0.1);
  });

  it('enhances a line: its estimate keeps a sine and leaves the white noise out', () => {
    const generator = random(54);
    const n = 40_000;
    const sine = Float64Array.from({ length: n }, (_, i) => Math.SQRT2 * Math.sin(0.3 * i));
    const x = Float32Array.from(sine, s => s + generator.normal());
    const [out] = [...run(lmsStage({ taps: 64, stepSize: 0.01, output: 'estimate' }), [frame(x)])];
    let error = 0;
    for (let i = n / 2; i < n; i++) error += (out.data[i] - sine[i]) ** 2;
    // Wiener: the sine's power 1 against white noise 1 over 64 taps leaves 1 / (1 + 64 / 2) = 0.030 of each quadrature;
    // the misadjustment 0.005 acts on the prediction error, 1.03: together 0.036, here against noise of 1 at the input
    expect(error / (n / 2)).to.be.below(0.05);
  });

  it('refuses samples that are not finite, a missing reference and wrong options', () => {
    const f = frame(Float32Array.of(1, 2, NaN, 3), { channels: 2 });
    expect(() => [...run(lmsStage({ taps: 2, reference: 1 }), [f])]).to.throw(DataError, 'ch1 is NaN at sample 0');
    expect(() => [...run(lmsStage({ taps: 2, reference: 2 }), [f])]).to.throw(DataError, 'the reference is channel 2');
    expect(() => lmsStage({ taps: 0 })).to.throw(RangeError, 'lms: taps');
    expect(() => lmsStage({ taps: 2, stepSize: 2 })).to.throw(RangeError, 'lms: stepSize');
    expect(() => lmsStage({ taps: 2, delay: 0 })).to.throw(RangeError, 'lms: delay');
  });

  stageLaws('lmsStage with a reference', { make: () => lmsStage({ taps: 4, reference: 1, delay: 2 }), channels: 3 });
  stageLaws('lmsStage as a line enhancer', { make: () => lmsStage({ taps: 3, delay: 2, output: 'estimate' }) });
});
