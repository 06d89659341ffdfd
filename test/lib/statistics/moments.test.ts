import { expect } from 'chai';
import { DataError, FormatError, OptionTypeError } from '../../../lib/errors.js';
import { frame } from '../../../lib/frame.js';
import { random } from '../../../lib/random.js';
import { moments } from '../../../lib/statistics/index.js';
import { accumulatorLaws } from '../../laws.js';

const SEED = 20_241_103;

function momentsOf(x: ArrayLike<number>, nonFinite?: 'error' | 'skip' | 'propagate') {
  const m = moments(nonFinite ? { nonFinite } : {});
  m.push(frame(Float32Array.from(x)));
  return m.value()[0];
}

describe('moments', () => {
  it('has the mean, variance, skewness and kurtosis of a small sample', () => {
    // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, sum of squares 32, of cubes 42, of fourth powers 356
    const m = momentsOf([2, 4, 4, 4, 5, 5, 7, 9]);
    expect([m.count, m.mean, m.variance]).to.deep.equal([8, 5, 4]);
    expect(m.skewness).to.equal(42 / 8 / 8);
    expect(m.kurtosis).to.equal(356 / 8 / 16);
  });

  it('rounds only at the end, from denormals to the largest float32', () => {
    const huge = (2 - 2 ** -23) * 2 ** 127;
    const far = momentsOf([huge, -huge, 0]);
    expect([far.mean, far.skewness, far.kurtosis]).to.deep.equal([0, 0, 1.5]);
    expect(far.variance / ((2 / 3) * huge * huge)).to.be.closeTo(1, 4e-16);
    const small = momentsOf([2 ** -149, 3 * 2 ** -149]);
    expect([small.mean, small.variance, small.kurtosis]).to.deep.equal([2 ** -148, 2 ** -298, 1]);
    // a tiny sample beside two large ones that cancel
    expect(momentsOf([1e30, -1e30, 0.75]).mean).to.equal(0.25);
  });

  it('has the variance of a constant plus a little, which a running sum of squares loses', () => {
    const x = Float32Array.from({ length: 1000 }, (_, i) => 2 ** 23 + (i % 2));
    expect(momentsOf(x).variance).to.equal(0.25);
    expect(momentsOf(new Float32Array(1000).fill(0.1)).variance).to.equal(0);
  });

  it('has NaN where there is nothing to say', () => {
    const none = momentsOf([]);
    expect([none.count, none.mean, none.variance]).to.deep.equal([0, NaN, NaN]);
    const one = momentsOf([5]);
    expect([one.mean, one.variance, one.skewness, one.kurtosis]).to.deep.equal([5, 0, NaN, NaN]);
  });

  it('agrees with BigInt arithmetic on random samples', () => {
    const g = random(SEED);
    const x = Float32Array.from({ length: 3000 }, () => g.normal() * 2 ** ((g.bits() % 40) - 20));
    // as integers in units of 2^-60: every sample is a multiple of 2^-(20 + 24 + 12)
    const whole = Array.from(x, v => BigInt(v * 2 ** 60 - ((v * 2 ** 60) % 1)));
    const n = BigInt(x.length);
    const sum = whole.reduce((a, b) => a + b);
    const squares = whole.reduce((a, b) => a + b * b, 0n);
    const m = momentsOf(x);
    const variance = Number(((n * squares - sum * sum) << 20n) / (n * n)) / 2 ** 140;
    expect(m.mean / (Number((sum << 60n) / n) / 2 ** 120)).to.be.closeTo(1, 1e-9); // rests cut off below 2^-60
    expect(m.variance / variance).to.be.closeTo(1, 1e-12);
  });

  it('is the same to the last bit in any order', () => {
    const g = random(SEED);
    const x = Float32Array.from({ length: 4000 }, () => Math.exp(3 * g.normal()));
    const backwards = x.slice().reverse();
    const sorted = x.slice().sort();
    for (const order of [backwards, sorted]) expect(momentsOf(order)).to.deep.equal(momentsOf(x));
    const [a, b] = [moments(), moments()];
    a.push(frame(x.subarray(0, 1000)));
    b.push(frame(x.subarray(1000)));
    b.merge(a);
    const whole = moments();
    whole.push(frame(x));
    expect(JSON.stringify(b.save())).to.equal(JSON.stringify(whole.save()));
  });

  it('refuses, skips and counts, or propagates what is not finite', () => {
    expect(() => momentsOf([1, NaN])).to.throw(DataError, 'moments: channel ch0 is NaN at sample 1');
    const skipped = momentsOf([1, NaN, 3, -Infinity], 'skip');
    expect([skipped.mean, skipped.count, skipped.nonFinite]).to.deep.equal([2, 2, 2]);
    expect(momentsOf([1, Infinity], 'propagate').mean).to.be.NaN;
  });

  it('refuses strangers and hostile states', () => {
    expect(() => moments().merge({} as never)).to.throw(OptionTypeError, 'moments: merges only with');
    const m = moments();
    m.push(frame(Float32Array.of(1, 2)));
    const state = m.save() as Record<string, unknown>;
    for (const sums of [
      [],
      [{ count: -1, totals: ['0', '0', '0', '0'] }],
      [{ count: 2, totals: ['1', '0', '0', '0'] }], // sum of squares below the square of the sum
      [{ count: 0, totals: ['1', '1', '1', '1'] }],
      [{ count: 1, totals: ['x', '0', '0', '0'] }],
      [{ count: 1, totals: ['f'.repeat(500), '0', '0', '0'] }],
      [{ count: 1, totals: [1, 2, 3, 4] }],
    ])
      expect(() => moments().restore({ ...state, sums }), JSON.stringify(sums).slice(0, 99)).to.throw(FormatError);
  });

  accumulatorLaws('moments', { make: moments });
});
