import { expect } from 'chai';
import { allocateBits, reverseWaterFilling } from '../../../lib/allocation/index.js';
import { frame } from '../../../lib/frame.js';
import { random } from '../../../lib/random.js';
import { histogramMoments, sketch } from '../../../lib/statistics/index.js';

type Noise = (bits: number, c: number) => number;

const CASES = 100;
const MAX_BITS = 6;

/** The least noise of all plans of at most `most` bits, by trying every one. */
function exhaustive(variances: readonly number[], noise: Noise, most: number): number {
  const channels = variances.length;
  const curves = variances.map((v, c) => Array.from({ length: MAX_BITS + 1 }, (_, b) => (b === 0 ? v : noise(b, c))));
  let best = Infinity;
  const visit = (c: number, left: number, sum: number): void => {
    if (c === channels) {
      best = Math.min(best, sum);
      return;
    }
    for (let b = 0; b <= Math.min(left, MAX_BITS); b++) visit(c + 1, left - b, sum + curves[c][b]);
  };
  visit(0, most, 0);
  return best;
}

/** Plans that are as good as the best, and the largest distance to it in dB, over random cases. */
function compare(channels: number, epsilon: () => number, seed: number): { optimal: number; worst: number } {
  const generator = random(seed);
  let [optimal, worst] = [0, 0];
  for (let k = 0; k < CASES; k++) {
    const variances = Array.from({ length: channels }, () => 10 ** (4 * generator.uniform() - 2));
    const factors = variances.map(() => epsilon());
    const bits = Math.floor(generator.uniform() * (channels * MAX_BITS + 1));
    const noise: Noise = (b, c) => factors[c] * variances[c] * 4 ** -b;
    const plan = allocateBits({
      variances,
      weights: variances.map(() => 1),
      budget: { bits },
      noise,
      maxBits: MAX_BITS,
    });
    expect(plan.total, `seed ${seed}, case ${k}`).to.be.at.most(bits);
    const behind = 10 * Math.log10(plan.noise / exhaustive(variances, noise, bits));
    if (behind < 1e-9) optimal++;
    worst = Math.max(worst, behind);
  }
  return { optimal, worst };
}

describe('allocateBits', () => {
  for (let channels = 2; channels <= 6; channels++) {
    it(`is optimal in all of 100 cases of ${channels} channels where noise is convex in bits`, () => {
      const generator = random(70 + channels);
      const { optimal, worst } = compare(channels, () => 0.5 + (16 / 7 - 0.5) * generator.uniform(), 80 + channels);
      expect({ optimal, worst: worst < 1e-9 }).to.deep.equal({ optimal: CASES, worst: true });
    });

    it(`is optimal in all of 100 cases of ${channels} channels with wide ranges, where the first bit is worth the least`, () => {
      // a uniform quantizer over +-3 to +-6 deviations: epsilon = (2 k)^2 / 12 = 3 to 12
      const generator = random(90 + channels);
      const { optimal, worst } = compare(channels, () => 3 + 9 * generator.uniform(), 100 + channels);
      expect({ optimal, worst: worst < 1e-9 }).to.deep.equal({ optimal: CASES, worst: true });
    });
  }

  it('gives the whole bits of reverse water-filling where it asks for whole bits', () => {
    expect(allocateBits({ variances: [16, 0.5, 4], weights: [1, 1, 1], budget: { bits: 3 } })).to.deep.include({
      bits: [2, 0, 1],
      total: 3,
    });
  });

  it('has at least the water-filling floor in each channel, and no less noise than it', () => {
    const generator = random(111);
    for (let k = 0; k < 500; k++) {
      const variances = Array.from({ length: 8 }, () => 10 ** (6 * generator.uniform() - 3));
      const bits = Math.floor(60 * generator.uniform());
      const ideal = reverseWaterFilling({ variances, bits });
      const plan = allocateBits({ variances, weights: variances.map(() => 1), budget: { bits } });
      plan.bits.forEach((b, c) => expect(b, `case ${k}`).to.be.at.least(Math.floor(ideal.bits[c] - 1e-9)));
      const floor = variances.reduce((sum, v) => sum + Math.min(v, ideal.level), 0);
      expect(plan.noise).to.be.at.least(floor * (1 - 1e-12));
    }
  });

  it('plans from one calibration sketch a channel', () => {
    const generator = random(31);
    const sigmas = [8, 1, 0.125];
    const n = 1 << 14;
    const accumulator = sketch();
    const data = Float32Array.from({ length: 3 * n }, (_, i) => sigmas[Math.floor(i / n)] * generator.normal());
    accumulator.push(frame(data, { channels: 3 }));
    const variances = accumulator.value().map(h => histogramMoments(h).variance);
    // standard deviations 8 : 1 : 1/8 are 3 bits apart, so 15 bits fall 8, 5, 2
    expect(allocateBits({ variances, weights: [1, 1, 1], budget: { bits: 15 } }).bits).to.deep.equal([8, 5, 2]);
  });

  it('reaches a target SQNR, and not with a bit less', () => {
    const generator = random(112);
    for (let k = 0; k < 200; k++) {
      const variances = Array.from({ length: 4 }, () => 10 ** (4 * generator.uniform() - 2));
      const sqnr = 5 + 20 * generator.uniform();
      const plan = allocateBits({ variances, weights: variances.map(() => 1), budget: { sqnr } });
      expect(plan.sqnr, `case ${k}`).to.be.at.least(sqnr);
      const power = variances.reduce((a, b) => a + b);
      const less = exhaustive(variances, (b, c) => variances[c] * 4 ** -b, plan.total - 1);
      expect(10 * Math.log10(power / less), `case ${k}`).to.be.below(sqnr);
    }
  });

  it('reaches a target with the fewest bits also where the first bit is worth the least', () => {
    const generator = random(113);
    for (let k = 0; k < 200; k++) {
      const variances = Array.from({ length: 3 }, () => 10 ** (4 * generator.uniform() - 2));
      const noise: Noise = (b, c) => (16 / 3) * variances[c] * 4 ** -b;
      const sqnr = 5 + 15 * generator.uniform();
      const plan = allocateBits({ variances, weights: [1, 1, 1], noise, budget: { sqnr } });
      expect(plan.sqnr, `case ${k}`).to.be.at.least(sqnr);
      const power = variances.reduce((a, b) => a + b);
      const less = exhaustive(variances, noise, plan.total - 1);
      expect(10 * Math.log10(power / less), `case ${k}`).to.be.below(sqnr);
    }
  });

  it('keeps within minBits and maxBits and spends nothing that does not help', () => {
    expect(
      allocateBits({ variances: [100, 1], weights: [1, 1], budget: { bits: 9 }, minBits: 2, maxBits: 6 }).bits,
    ).to.deep.equal([6, 3]);
    expect(allocateBits({ variances: [0, 1], budget: { bits: 20 }, maxBits: 8 }).bits).to.deep.equal([0, 8]);
    expect(allocateBits({ variances: [1], budget: { sqnr: 500 } }).bits).to.deep.equal([16]);
    const wide: Noise = b => 8 * 4 ** -b; // at 1 bit more than the power itself: 0 bits are better
    expect(allocateBits({ variances: [1, 1], noise: wide, budget: { bits: 1 } }).bits).to.deep.equal([0, 0]);
    expect(allocateBits({ variances: [1], noise: wide, budget: { sqnr: 500 } }).bits).to.deep.equal([16]);
  });

  it('gives by default what each channel needs for its own variation: a unit changes no plan', () => {
    const generator = random(114);
    for (let k = 0; k < 200; k++) {
      const variances = Array.from({ length: 5 }, () => 10 ** (4 * generator.uniform() - 2));
      const factors = variances.map(() => 1 + 11 * generator.uniform());
      const units = variances.map(() => 10 ** (12 * generator.uniform() - 6));
      const budget = k % 2 === 0 ? { bits: Math.floor(50 * generator.uniform()) } : { sqnr: 40 * generator.uniform() };
      const noise: Noise = (b, c) => factors[c] * variances[c] * 4 ** -b;
      const plan = allocateBits({ variances, budget, noise });
      const other = allocateBits({
        variances: variances.map((v, c) => v * units[c] ** 2),
        budget,
        noise: (b, c) => noise(b, c) * units[c] ** 2,
      });
      expect(other.bits, `case ${k}`).to.deep.equal(plan.bits);
      expect(other.sqnr).to.be.closeTo(plan.sqnr, 1e-9);
      // 10 log10 of the mean of the ratios of noise to variance
      const ratios = plan.bits.map((b, c) => (b === 0 ? 1 : factors[c] * 4 ** -b));
      expect(plan.sqnr).to.be.closeTo(-10 * Math.log10(ratios.reduce((a, b) => a + b) / 5), 1e-9);
    }
  });

  it("keeps to a rise of each channel's own noise, with the fewest bits", () => {
    // step^2 / 12 over ranges of 64: 0.5 dB more than sigma^2 is 0.122 sigma^2, a step of 1.21 sigma
    const noise: Noise = b => (64 * 2 ** -b) ** 2 / 12;
    const plan = allocateBits({ variances: [100, 100, 100], noise, budget: { rise: 0.5, noise: [1, 0.1, 8] } });
    expect(plan.bits).to.deep.equal([6, 10, 3]); // 64 / 1.21 = 52.9 steps; 529; 6.6
    expect(allocateBits({ variances: [100], noise, budget: { rise: 0.5, noise: [100] } }).bits).to.deep.equal([0]);
    const none = { variances: [1], budget: { rise: 0.5, noise: [] } };
    expect(() => allocateBits(none)).to.throw(RangeError, 'budget.noise must be one per channel');
    expect(() => allocateBits({ variances: [1], budget: { rise: 0, noise: [1] } })).to.throw(RangeError, 'budget.rise');
  });

  it('refuses wrong options', () => {
    const variances = [1, 1];
    expect(() => allocateBits({ variances, budget: { bits: 3 }, minBits: 2 })).to.throw(
      RangeError,
      'must hold minBits = 2',
    );
    expect(() => allocateBits({ variances, budget: {} as { bits: number } })).to.throw(
      TypeError,
      '{ bits }, { sqnr } or { rise, noise }',
    );
    expect(() => allocateBits({ variances, weights: [1], budget: { bits: 1 } })).to.throw(RangeError, 'weights');
    expect(() => allocateBits({ variances: [NaN], budget: { bits: 1 } })).to.throw(RangeError, 'variances[0]');
    expect(() => allocateBits({ variances, budget: { bits: 1 }, noise: () => -1 })).to.throw(RangeError, 'noise(1, 0)');
  });
});
